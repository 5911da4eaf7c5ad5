import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { probeVariable, type ActivationTimes, type ProbeOptions } from './activationTimes.ts';
import { loadedScripts } from './loadedScripts.ts';

/** What VS Code calls in its extension host in place of tests. */
export async function run(): Promise<void> {
  const { id, sdkFiles, sdkEntry, result } = JSON.parse(process.env[probeVariable] ?? '') as ProbeOptions;
  const extension = vscode.extensions.getExtension(id);
  if (!extension) throw new Error(`There is no extension ${id}.`);
  await extension.activate();
  await sleep(1000); // for what it may have set going
  const loadedOf = (loaded: ReadonlySet<string>): string[] =>
    sdkFiles.filter((file) => loaded.has(pathToFileURL(file).href));
  const sdkLoaded = loadedOf(loadedScripts());
  const start = performance.now();
  await import(pathToFileURL(sdkEntry).href);
  const loadSdk = performance.now() - start;
  // Without this the list of loaded files could be empty for any reason, and nobody would notice.
  if (!loadedOf(loadedScripts()).includes(sdkEntry)) throw new Error('What is loaded can not be told.');
  const times: ActivationTimes = {
    activate: activateMilliseconds(),
    byVsCode: markedSpan(`ActivateExtension/${id}`),
    loadEntry: markedSpan(`LoadExtensionCode/${id}`),
    sdkLoaded,
    loadSdk,
  };
  writeFileSync(result, JSON.stringify(times));
}

/** Measured around `activate` by the copy of the extension that is under test. */
function activateMilliseconds(): number {
  const { activateMilliseconds: ms } = globalThis as { activateMilliseconds?: number };
  if (ms === undefined) throw new Error('The extension under test was not activated.');
  return ms;
}

/** VS Code's own marks. */
function markedSpan(what: string): number {
  const { MonacoPerformanceMarks: marks } = globalThis as {
    MonacoPerformanceMarks?: { getMarks(): readonly { readonly name: string; readonly startTime: number }[] };
  };
  const at = (name: string): number | undefined => marks?.getMarks().find((mark) => mark.name === name)?.startTime;
  const [start, end] = [at(`code/extHost/will${what}`), at(`code/extHost/did${what}`)];
  if (start === undefined || end === undefined) throw new Error(`VS Code has not marked ${what}.`);
  return end - start;
}

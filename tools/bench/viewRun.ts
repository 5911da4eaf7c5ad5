import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { viewProbeVariable, type ViewOptions, type ViewProbeOptions, type ViewTimes } from './viewTimes.ts';

interface Probe {
  measure(options: ViewOptions): Promise<ViewTimes>;
}

/** What VS Code calls in its extension host in place of tests. */
export async function run(): Promise<void> {
  const { id, result, ...options } = JSON.parse(process.env[viewProbeVariable] ?? '') as ViewProbeOptions;
  const extension = vscode.extensions.getExtension<Probe>(id);
  if (!extension) throw new Error(`There is no extension ${id}.`);
  const probe = await extension.activate();
  writeFileSync(result, JSON.stringify(await probe.measure(options)));
}

// Runs bundled, in a process of its own with the arguments TEXT FILE. Writes `FirstParses`.
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { checkSteps } from '../../src/core/taskdef/check.ts';
import { DocumentReader } from '../../src/ui/taskdef/parsing/documentReader.ts';
import { inSlices } from '../../src/ui/taskdef/parsing/slices.ts';
import { watchLoop } from './loopWatch.ts';

/** In milliseconds. */
export interface FirstParses {
  /** How long nothing else could happen in the thread that analyses. */
  readonly longestHoldUp: number;
  /** Until the first keystroke's analysis was there. */
  readonly first: number;
}

const keystrokes = 10;
const [text = '', file = ''] = process.argv.slice(2);
// JSON needs no thread, so there is none.
const reader = new DocumentReader(fail, pathToFileURL('none.js'));
const document = { version: 0, languageId: 'json', fileName: 'task.json', getText: () => text };

await sleep(100); // what was loaded has been run
const watch = watchLoop();
let first = 0;
for (let version = 1; version <= keystrokes; version++) {
  document.version = version;
  const start = performance.now();
  const analysis = await reader.of(document);
  await inSlices(checkSteps(analysis.text, analysis.document, {}, {}, fail));
  if (version === 1) first = performance.now() - start;
  await sleep(20);
}
writeFileSync(file, JSON.stringify({ longestHoldUp: watch.end().held, first } satisfies FirstParses));
reader.dispose();

function fail(what: string, error: unknown): never {
  throw new Error(what, { cause: error });
}

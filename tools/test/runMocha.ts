import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { format } from 'node:util';
import { pathToFileURL } from 'node:url';
import Mocha from 'mocha';
import { sayWhatWasGiven } from './plainAssertions.ts';

/** What a part of the tests came to. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** Of each file of tests by its path; a hook that failed counts as a test. */
export type FileCounts = Readonly<Record<string, Counts & { readonly failures: readonly string[] }>>;

export interface MochaCounts extends Counts {
  readonly files: FileCounts;
}

/** How a run of mocha is told what is wanted of it, in every process that it may happen in. */
export const mochaVariables = {
  /** A file that gets the counts as JSON when the run has ended; there is none after a crash. */
  result: 'TEST_RESULT_FILE',
  /** A file that gets the report, instead of the console: VS Code mixes an extension host's console with its own log. */
  output: 'TEST_OUTPUT_FILE',
  /** Only tests whose full name matches this pattern. */
  grep: 'TEST_GREP',
} as const;

/** What a run has written to its result file; `undefined` when it ended before its tests did. */
export function readCounts(file: string): MochaCounts | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as MochaCounts;
  } catch {
    return undefined;
  }
}

/** Runs test files (BDD) in this process, one after the other, and reports in words. */
export async function runMocha(files: readonly string[], timeout: number): Promise<MochaCounts> {
  const { [mochaVariables.result]: result, [mochaVariables.output]: output } = process.env;
  const { [mochaVariables.grep]: grep } = process.env;
  if (output !== undefined) {
    Mocha.reporters.Base.consoleLog = (...line: unknown[]) => appendFileSync(output, `${format(...line)}\n`);
  }
  sayWhatWasGiven();
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: 'spec',
    timeout,
    forbidOnly: true,
    color: process.env.FORCE_COLOR === '1',
    ...(grep === undefined ? {} : { grep }),
  });
  for (const file of files) await loadFile(mocha, file);
  const ofFile: Record<string, { passed: number; failed: number; failures: string[] }> = {};
  const at = ({ file = '' }: Mocha.Runnable) => (ofFile[file] ??= { passed: 0, failed: 0, failures: [] });
  const counts = await new Promise<MochaCounts>((resolve) => {
    const runner = mocha.run(() => {
      resolve({ passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 0, files: ofFile });
    });
    runner.on('pass', (test) => at(test).passed++);
    runner.on('fail', (runnable) => {
      at(runnable).failed++;
      at(runnable).failures.push(runnable.fullTitle());
    });
  });
  if (result !== undefined) writeFileSync(result, JSON.stringify(counts));
  return counts;
}

/**
 * What mocha's own loader does, but always by `import`: mocha would `require` TypeScript files, and those that are loaded
 * lazily by `import()` would then meet second copies of their modules.
 */
async function loadFile(mocha: Mocha, file: string): Promise<void> {
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, file, mocha);
  const loaded: unknown = await import(pathToFileURL(file).href);
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_REQUIRE, loaded, file, mocha);
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_POST_REQUIRE, globalThis, file, mocha);
}

import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths.ts';
import { run, startOwned, type Finished } from '../lib/processes.ts';
import { packageExtension } from '../lib/packageExtension.ts';
import { findOrInstallBrowser } from '../vscode/browser.ts';
import { chosenHost } from '../vscode/hosts.ts';
import { installHost, nodeFor } from '../vscode/installHost.ts';
import { mochaVariables, readCounts, type Counts, type FileCounts } from './runMocha.ts';
import { withSecondTry } from './secondTry.ts';

/** What a part of the tests came to; its output is of interest when something failed. */
export interface Outcome extends Counts {
  readonly output: string;
  /** Of the files of tests, where it has any. */
  readonly files?: FileCounts;
  /** Tests that passed in a second try alone. */
  readonly unsteady?: readonly string[];
}

export interface Part {
  readonly name: string;
  /** Parts that must have succeeded before. */
  readonly needs: readonly string[];
  run(context: RunContext): Promise<Outcome>;
}

export interface RunContext {
  /** A folder for this run alone. */
  readonly folder: string;
  readonly grep: string | undefined;
  /** Show the output of tests as it comes: there is one part only. */
  readonly live: boolean;
}

/** In the order in which they start as far as there are processors: the longest chain first. */
export const parts: readonly Part[] = [
  { name: 'VS Code and browser', needs: [], run: installHosts },
  { name: 'package', needs: [], run: packageVsix },
  ...([0, 1] as const).map((half): Part => ({
    name: half === 0 ? 'ui' : 'ui, other half',
    needs: ['VS Code and browser', 'package'],
    run: (context) => uiTests(half, context),
  })),
  {
    name: 'host',
    needs: ['VS Code and browser', 'package'],
    run: (context) => testProcess('host', hostArguments, context),
  },
  {
    name: 'installed',
    needs: ['VS Code and browser', 'package'],
    run: (context) => testProcess('installed', [...hostArguments, vsix(context)], context),
  },
  { name: 'lint', needs: [], run: () => check('node_modules/eslint/bin/eslint.js', ['--max-warnings', '0', '.']) },
  { name: 'types', needs: [], run: () => check('node_modules/typescript/bin/tsc', ['-p', '.']) },
  // What runs in a page has other globals than what runs in Node.
  {
    name: 'types of the page',
    needs: [],
    run: () => check('node_modules/typescript/bin/tsc', ['-p', 'src/ui/report/page']),
  },
  {
    name: 'types of the page of a host',
    needs: [],
    run: () => check('node_modules/typescript/bin/tsc', ['-p', 'src/ui/host/page']),
  },
  {
    name: 'unit',
    needs: [],
    run: unitTests,
  },
  {
    name: 'scripts',
    needs: [],
    run: (context) => mochaPart('scripts', sourceTests().filter(runsScripts), 30_000, context),
  },
  // Random faults and actions, broken files and disks, other windows, clocks that jump, and hours that pass.
  { name: 'soak', needs: [], run: (context) => mochaPart('soak', findTests('test/soak'), 60_000, context) },
  {
    name: 'sizes',
    needs: ['package'],
    run: (context) => mochaPart('sizes', findTests('test/package'), 10_000, context, { VSIX: vsix(context) }),
  },
  // After the build, which says what is shipped. It fails nothing where the registry can't answer.
  { name: 'audit', needs: ['package'], run: () => check('tools/run.mjs', ['audit']) },
  { name: 'format', needs: [], run: () => check('node_modules/prettier/bin/prettier.cjs', ['--check', '.']) },
];

/** What can be asked for by name: `npm test -- NAME`. */
export const groups: Readonly<Record<string, readonly string[]>> = {
  unit: ['unit'],
  scripts: ['scripts'],
  soak: ['soak'],
  host: ['host'],
  installed: ['installed'],
  ui: ['ui', 'ui, other half'],
  check: ['types', 'types of the page', 'types of the page of a host', 'lint', 'format', 'sizes', 'audit'],
};

/** Not a test: what the host and UI suites run in. */
async function installHosts(): Promise<Outcome> {
  const progress = (step: string): void => console.log(`  ${step}`);
  const host = chosenHost();
  await installHost(host, progress);
  await nodeFor(host, progress);
  await findOrInstallBrowser(progress);
  return { passed: 0, failed: 0, output: '' };
}

function vsix(context: RunContext): string {
  return join(context.folder, 'extension.vsix');
}

async function packageVsix(context: RunContext): Promise<Outcome> {
  return asOneCheck(await packageExtension(vsix(context)));
}

async function check(script: string, args: readonly string[]): Promise<Outcome> {
  return asOneCheck(await run(process.execPath, [script, ...args], { cwd: root }));
}

function asOneCheck({ code, output }: Finished): Outcome {
  return code === 0 ? { passed: 1, failed: 0, output } : { passed: 0, failed: 1, output };
}

function findTests(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
    .map((file) => join(root, folder, file));
}

const hostArguments = ['tools/test/hostProcess.ts'];

/** Those that stand beside the code, and their like. */
function sourceTests(): readonly string[] {
  return ['src', 'tools', 'test/unit', 'test/faults'].flatMap((folder) => findTests(folder));
}

/** Tests that check and run generated scripts, with bash and stand-ins for all it calls: slower than unit tests may be. */
function runsScripts(file: string): boolean {
  return /(?:Run|Scripts?)\.test\.ts$/.test(file);
}

/** In two processes, so that they stay quick; in one where a pattern may leave nothing to do for the other. */
async function unitTests(context: RunContext): Promise<Outcome> {
  const files = sourceTests().filter((file) => !runsScripts(file));
  if (context.grep !== undefined) return await mochaPart('unit', files, 10_000, context);
  const outcomes = await Promise.all(
    halves(files).map((half, index) => mochaPart(`unit-${index}`, half, 10_000, { ...context, live: false })),
  );
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
    output: outcomes.flatMap(({ failed, output }) => (failed > 0 ? [output] : [])).join('\n'),
  };
}

/** They mostly wait for the workbench, so two halves beside each other take little more than half the time. */
async function uiTests(half: 0 | 1, context: RunContext): Promise<Outcome> {
  const files = findTests('test/ui');
  const env = { UI_EXTENSION: vsix(context) };
  if (context.grep === undefined)
    return await withSecondTry(halves(files)[half], (some) =>
      mochaPart(`ui-${half}`, some, 60_000, { ...context, live: false }, env),
    );
  return half === 0 ? await mochaPart('ui', files, 60_000, context, env) : { passed: 0, failed: 0, output: '' };
}

/** Of about the same size, each in alphabetical order. */
function halves(files: readonly string[]): readonly [readonly string[], readonly string[]] {
  const large = files.toSorted((one, other) => statSync(other).size - statSync(one).size);
  const half = (index: 0 | 1): readonly string[] => large.filter((_, at) => at % 2 === index).sort();
  return [half(0), half(1)];
}

async function mochaPart(
  name: string,
  files: readonly string[],
  timeout: number,
  context: RunContext,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return await testProcess(name, ['tools/test/mochaProcess.ts', String(timeout), ...files], context, env);
}

/** The longest that any part may take: the tests of the workbench take nine on two cores. */
const limitInMinutes = 15;

/** Runs mocha in a process of its own. A crash, and a run without any test, count as a failure. */
async function testProcess(
  name: string,
  args: readonly string[],
  context: RunContext,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const result = join(context.folder, `${name}.json`);
  rmSync(result, { force: true }); // that of a first try
  const owned = startOwned(process.execPath, ['--import', 'tsx', ...args], {
    cwd: root,
    stdio: ['ignore', ...(context.live ? (['inherit', 'inherit'] as const) : (['pipe', 'pipe'] as const))],
    env: { ...process.env, ...withoutAws(context.folder), ...env, ...mochaEnvironment(result, context) },
  });
  const chunks: Buffer[] = [];
  for (const stream of [owned.child.stdout, owned.child.stderr])
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  let tooLong = false;
  const limit = setTimeout(() => {
    tooLong = true;
    void owned.stop();
  }, limitInMinutes * 60_000);
  const code = await owned.exited;
  clearTimeout(limit);
  const output = Buffer.concat(chunks).toString('utf8');
  const counts = readCounts(result);
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- set by the timer above
  const reason = tooLong ? `It took longer than ${limitInMinutes} minutes.` : whyNotSound(counts, code);
  if (reason === undefined) return { passed: 0, failed: 0, ...counts, output };
  return { passed: counts?.passed ?? 0, failed: (counts?.failed ?? 0) + 1, output: `${output}\n${reason}\n` };
}

/** Why a run can't be trusted, apart from the tests that failed in it. */
function whyNotSound(counts: Counts | undefined, code: number | undefined): string | undefined {
  if (counts === undefined) return `It ended with ${code ?? 'a signal'} before its tests had ended.`;
  if (counts.passed + counts.failed === 0) return 'No test ran.';
  if (code !== 0 && counts.failed === 0) return `All tests passed, but it ended with ${code ?? 'a signal'}.`;
  return undefined;
}

function mochaEnvironment(result: string, context: RunContext): Record<string, string> {
  return {
    [mochaVariables.result]: result,
    ...(context.grep === undefined ? {} : { [mochaVariables.grep]: context.grep }),
    ...(process.stdout.isTTY && process.env.NO_COLOR === undefined ? { FORCE_COLOR: '1' } : {}),
  };
}

/** Tests see no AWS account of whoever runs them. */
function withoutAws(folder: string): Record<string, string | undefined> {
  const names = Object.keys(process.env).filter((name) => name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(names.map((name) => [name, undefined])),
    AWS_CONFIG_FILE: join(folder, 'no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-aws-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

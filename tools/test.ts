import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Complaint, sentence } from './lib/complaint.ts';
import { makeScratch } from './lib/scratch.ts';
import { groups, parts, type Part } from './test/parts.ts';
import { runParts, withNeeds, type Finished } from './test/schedule.ts';
import { chosenHost, ends, hostVariable } from './vscode/hosts.ts';

/**
 * `npm test [-- unit|host|ui|check …] [--grep PATTERN] [--vscode floor|latest]`: ends with the line `N passed, N failed`.
 */
export async function main(args: string[]): Promise<number> {
  const { wanted, grep, live, end } = readArguments(args);
  if (end !== undefined) {
    process.env[hostVariable] = ends[end];
    console.log(`VS Code ${chosenHost().vscodeVersion}`);
  }
  const chosen = withNeeds(parts, wanted);
  const scratch = await makeScratch('test');
  let passed = 0;
  let failed = 0;
  const report = ({ name, outcome, seconds }: Finished): void => {
    passed += outcome.passed;
    failed += outcome.failed;
    const output = outcome.output.trim();
    if ((outcome.failed > 0 || outcome.unsteady) && output !== '') console.log(`\n${output}\n`);
    const counts = outcome.failed > 0 ? `${outcome.failed} FAILED, ${outcome.passed} passed` : summary(outcome.passed);
    console.log(`${name.padEnd(20)} ${counts.padEnd(24)} ${seconds.toFixed(1).padStart(5)} s`);
    for (const name of outcome.unsteady ?? []) console.log(`  UNSTEADY, passed in a second try: ${name}`);
  };
  try {
    const lanes = Math.min(4, Math.max(2, availableParallelism()));
    await runParts(chosen, lanes, { folder: scratch.folder, grep, live }, report);
  } finally {
    await scratch.remove();
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function summary(passed: number): string {
  return passed === 0 ? 'ready' : `${passed} passed`;
}

interface Arguments {
  readonly wanted: readonly Part['name'][];
  readonly grep: string | undefined;
  readonly live: boolean;
  /** Whose VS Code; without it, the one that the environment names, else the oldest. */
  readonly end: keyof typeof ends | undefined;
}

function readArguments(args: string[]): Arguments {
  const known = Object.keys(groups).join('|');
  const usage = `Use: npm test -- [${known}] [--grep PATTERN] [--vscode ${Object.keys(ends).join('|')}]`;
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { grep: { type: 'string' }, vscode: { type: 'string' } },
    });
    const unknown = positionals.find((name) => groups[name] === undefined);
    if (unknown !== undefined) throw new Error(`There is no part "${unknown}".`);
    const names =
      positionals.length === 0 ? parts.map(({ name }) => name) : positionals.flatMap((name) => groups[name] ?? []);
    const end = values.vscode;
    if (end !== undefined && !isEnd(end)) throw new Error(`"${end}" is no end of the supported versions.`);
    return { wanted: names, grep: values.grep, live: positionals.length === 1 && positionals[0] !== 'check', end };
  } catch (error) {
    throw new Complaint(`${sentence(error)} ${usage}`);
  }
}

function isEnd(name: string): name is keyof typeof ends {
  return Object.hasOwn(ends, name);
}

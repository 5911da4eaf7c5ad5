import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../src/core/failure.ts';
import { failureMessage } from '../../src/ui/failureText.ts';
import type { Run } from './bench.ts';
import type { FaultColumn } from './faultColumns.ts';
import type { OperationRow } from './operations.ts';

/** One operation under one fault. */
export interface Cell {
  readonly row: Pick<OperationRow, 'path' | 'effect'>;
  readonly run: Run;
  /** What AWS had of what the operation changes. */
  readonly before: unknown;
  readonly after: unknown;
  /** The same operation when the fault was gone. */
  readonly healed: Run;
}

/** Four attempts of each of a few calls; what is written once is looked for afterwards. */
const mostRequests = 24;
const mostMs = 8_000;

/** Whatever is wrong in a cell, whichever the fault. */
export function problemsOf(
  { row, run, before, after, healed }: Cell,
  column: Pick<FaultColumn, 'acts' | 'endsLists'>,
  clean: Cell,
): string[] {
  const problems: string[] = [];
  const claim = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(`${row.path}: ${problem}`);
  };
  const { error } = run;
  claim(error === undefined || Failure.is(error), `threw ${String(error)}`);
  if (Failure.is(error)) {
    claim(error.reason !== 'unknown' && error.reason !== 'cancelled', `has the reason ${error.reason}`);
    claim(isSpeakable(error.message), `says ${error.message}`);
    claim(
      run.log.every(({ outcome }) => outcome !== 'unknown'),
      'logged what nobody understands',
    );
  }
  const said = `${Failure.is(error) ? `${error.stack ?? ''}${String(error.cause)}` : ''}${JSON.stringify(run.log)}`;
  claim(!run.secrets.some((secret) => said.includes(secret)), 'tells an activation code');
  claim(run.requests <= mostRequests, `made ${run.requests} requests`);
  claim(run.ms <= mostMs, `took ${run.ms} ms`);
  claim(run.acted <= 1, `acted ${run.acted} times`);
  if (row.effect) {
    const done = isDeepStrictEqual(after, clean.after);
    const untouched = isDeepStrictEqual(after, before);
    claim(done || untouched, `left ${JSON.stringify(after)} behind`);
    claim(error !== undefined || done, 'said that it was done, and it was not');
    claim(column.acts !== 'never' || untouched, 'acted in spite of the fault');
  }
  claim(error === undefined || column.acts !== 'always' || column.endsLists === true, `did not work: ${String(error)}`);
  claim(healed.error === undefined, `did not heal: ${String(healed.error)}`);
  return problems;
}

/** No stack, no markup, no key, no address with a secret, nothing that only the code understands. */
function isSpeakable(message: string): boolean {
  return message !== '' && !/\n|\bat .+:\d+:\d+|<\/?\w+>|AKID|@smithy|\$response|undefined|\[object/.test(message);
}

export interface Column extends Pick<FaultColumn, 'name' | 'isTimed'> {
  readonly cells: readonly Cell[];
}

/** The cells of columns, those with the same outcome together; columns with the same outcomes together, too. */
export function tableOf(columns: readonly Column[]): string {
  const titles = new Map<string, string[]>();
  for (const { name, cells, isTimed } of columns) {
    const section = sectionOf(cells, isTimed !== true);
    titles.set(section, [...(titles.get(section) ?? []), name]);
  }
  return [...titles].map(([section, names]) => [...names.map((name) => `# ${name}`), section].join('\n')).join('\n');
}

/** @param counts how many requests it took: not told where a busy machine may make less of them before the time is over */
function sectionOf(cells: readonly Cell[], counts: boolean): string {
  const groups = new Map<string, string[]>();
  for (const { run, row } of cells) {
    const said = saidOf(run, counts);
    groups.set(said, [...(groups.get(said) ?? []), row.path]);
  }
  const [largest, ...others] = [...groups].sort(([, a], [, b]) => b.length - a.length);
  if (!largest) return '';
  const [mostSaid, most] = largest;
  const rest = others.length === 0 ? 'all' : `the other ${most.length}`;
  return [...others.flatMap(([said, paths]) => [said, ...wrapped(paths)]), mostSaid, `    ${rest}`, ''].join('\n');
}

function saidOf({ error, requests, acted }: Run, counts: boolean): string {
  const count = `${requests} ${requests === 1 ? 'request' : 'requests'}${acted > 0 ? ', done' : ''}`;
  if (error === undefined) return `works (${count})`;
  if (!Failure.is(error)) return `NO FAILURE (${count})`;
  return `${error.reason}${counts ? ` (${count})` : ''}: ${withoutNames(error)}`;
}

/** As it stands in a notification, without what differs from call to call. */
function withoutNames(failure: Failure): string {
  const { service } = failure;
  return (
    failureMessage(failure)
      .replaceAll(/[a-z]+:[A-Z]\w+/g, '{action}')
      .replaceAll(new RegExp(`(?<=: |of )${service ?? 'nobody'}\\b`, 'g'), '{service}')
      .replaceAll(/\d{8}T\d{6}Z/g, '{time}')
      .replaceAll(/127\.0\.0\.1:\d+/g, '{address}')
      // Which code a lost connection has, and a name that nobody knows, differs from machine to machine.
      .replaceAll(' (ECONNRESET)', '')
      .replaceAll(/\b(ENOTFOUND|EAI_[A-Z]+)\b/g, '{unknown name}')
  );
}

const width = 118;

function wrapped(paths: readonly string[]): string[] {
  const lines: string[] = [];
  for (const path of paths) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + path.length + 1 <= width) lines[lines.length - 1] = `${last} ${path}`;
    else lines.push(`    ${path}`);
  }
  return lines;
}

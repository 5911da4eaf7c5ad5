import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { benchmarks } from './bench/benchmarks.ts';
import { notMeasured, type Figure } from './bench/figure.ts';
import { figureTable } from './bench/table.ts';
import { Complaint, sentence } from './lib/complaint.ts';

const usage = 'Use: npm run bench -- [--json FILE] [--check] [--only PATTERN]';

/** Measures, prints a table, and with `--check` ends with 1 when a figure does not hold. */
export async function main(args: string[]): Promise<number> {
  const { json, check, only } = readArguments(args);
  const chosen = benchmarks.filter(({ name }) => only.test(name));
  if (chosen.length === 0) {
    throw new Complaint(`No benchmark matches; there are ${benchmarks.map(({ name }) => name).join(', ')}. ${usage}`);
  }
  const figures: Figure[] = [];
  let broken = false;
  for (const benchmark of chosen) {
    console.error(`${benchmark.name} …`);
    try {
      figures.push(...(await benchmark.measure()));
    } catch (error) {
      console.error(error);
      figures.push(notMeasured(benchmark.name));
      broken = true;
    }
  }
  console.log(figureTable(figures));
  if (json !== undefined) await writeFile(json, `${JSON.stringify(figures, undefined, 2)}\n`);
  return broken || (check && figures.some(({ holds }) => !holds)) ? 1 : 0;
}

function readArguments(args: string[]): { json: string | undefined; check: boolean; only: RegExp } {
  try {
    const { values } = parseArgs({
      args,
      options: { json: { type: 'string' }, check: { type: 'boolean' }, only: { type: 'string' } },
    });
    return { json: values.json, check: values.check ?? false, only: new RegExp(values.only ?? '', 'i') };
  } catch (error) {
    const [message = ''] = sentence(error).split('\n');
    throw new Complaint(`${message} ${usage}`);
  }
}

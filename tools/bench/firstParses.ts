import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from '../../esbuild.mjs';
import { runOrThrow } from '../lib/processes.ts';
import { makeScratch } from '../lib/scratch.ts';
import { atMost, information, median, type Figure } from './figure.ts';
import type { FirstParses } from './firstParsesProbe.ts';

const processes = 5;
/** In megabytes; an extension host that runs nothing of ours has 75. In a small one V8 soon drops what it compiled. */
const heap = 64;

/** What the first keystrokes in a large task definition cost, in processes that have parsed nothing yet. */
export async function firstParseFigures(text: string): Promise<readonly Figure[]> {
  const scratch = await makeScratch('first-parses');
  try {
    const outdir = join(scratch.folder, 'probe');
    await build({ production: true, outdir, entry: 'tools/bench/firstParsesProbe.ts' });
    const holdUps: number[] = [];
    const firsts: number[] = [];
    for (let each = 0; each < processes; each++) {
      const result = join(scratch.folder, 'times.json');
      await runOrThrow(globalThis.process.execPath, [
        `--initial-heap-size=${heap}`,
        join(outdir, 'extension.js'),
        text,
        result,
      ]);
      const { longestHoldUp, first } = JSON.parse(await readFile(result, 'utf8')) as FirstParses;
      holdUps.push(longestHoldUp);
      firsts.push(first);
    }
    const what = `analysis: the first keystrokes in ${Math.round(text.length / 1000)} kB, median of ${processes} processes`;
    return [
      atMost(10, `${what}, longest hold-up`, median(holdUps), 'ms'),
      information(`${what}, until the first is checked`, median(firsts), 'ms'),
    ];
  } finally {
    await scratch.remove();
  }
}

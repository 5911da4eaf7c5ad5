import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from '../../esbuild.mjs';
import { runOrThrow } from '../lib/processes.ts';
import { makeScratch } from '../lib/scratch.ts';
import { startDemo } from './demoProcess.ts';
import type { ExpandTimes } from './expandProbe.ts';
import { atMost, information, median, type Benchmark, type Figure } from './figure.ts';

const hosts = 300;
const latencyMs = 30;
/** List calls for 300 hosts, which can only follow one another, and the describe call for the last list's answer. */
const unavoidableCalls = Math.ceil(hosts / 100) + 1;

/** The first expand of a cluster, through the SDK as the product bundles it, from an account in a process of its own. */
export const expand: Benchmark = {
  name: 'expand',
  async measure() {
    const scratch = await makeScratch('expand');
    const { process: demo, endpoint, region } = await startDemo({ hosts, latencyMs });
    try {
      const outdir = join(scratch.folder, 'probe');
      await build({ production: true, outdir, entry: 'tools/bench/expandProbe.ts' });
      const result = join(scratch.folder, 'times.json');
      const probe = [join(outdir, 'extension.js'), endpoint, region, String(hosts), result];
      await runOrThrow(globalThis.process.execPath, probe);
      return figures(JSON.parse(await readFile(result, 'utf8')) as ExpandTimes);
    } finally {
      await demo.stop();
      await scratch.remove();
    }
  },
};

function figures({ cold, alone, readingAhead, roundTrips }: ExpandTimes): readonly Figure[] {
  const unavoidable = unavoidableCalls * median(roundTrips);
  const worse = Math.max(median(alone), median(readingAhead));
  const what = `of a cluster with ${hosts} hosts at ${latencyMs} ms`;
  return [
    atMost(1.5, `expand: first expand ${what}, by its ${unavoidableCalls} unavoidable calls`, worse / unavoidable, '×'),
    information(`expand: ${unavoidableCalls} unavoidable calls at ${latencyMs} ms`, unavoidable, 'ms'),
    information(`expand: first expand ${what}, nothing else under way`, median(alone), 'ms'),
    information(`expand: first expand ${what}, reading ahead at the same time`, median(readingAhead), 'ms'),
    information(`expand: first expand ${what}, in a new process`, cold, 'ms'),
  ];
}

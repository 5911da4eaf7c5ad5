import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from '../../esbuild.mjs';
import { runOrThrow } from '../lib/processes.ts';
import { makeScratch } from '../lib/scratch.ts';
import { atMost, information, median, type Benchmark } from './figure.ts';
import type { HeapSizes } from './heapProbe.ts';
import { startDemo } from './demoProcess.ts';

const hosts = 5000;

/** What a loaded fleet takes of the extension host's heap. */
export const heap: Benchmark = {
  name: 'heap',
  async measure() {
    const scratch = await makeScratch('heap');
    const { process: demo, endpoint, region } = await startDemo({ hosts });
    try {
      const outdir = join(scratch.folder, 'probe');
      await build({ production: true, outdir, entry: 'tools/bench/heapProbe.ts' });
      const result = join(scratch.folder, 'sizes.json');
      const probe = ['--expose-gc', join(outdir, 'extension.js'), endpoint, region, result];
      await runOrThrow(globalThis.process.execPath, probe);
      const sizes = JSON.parse(await readFile(result, 'utf8')) as HeapSizes;
      if (sizes.hosts !== hosts) throw new Error(`${sizes.hosts} hosts were loaded instead of ${hosts}.`);
      const bytes = median(sizes.bytes);
      return [
        atMost(2, `heap: of a loaded fleet of ${hosts} hosts, a host`, bytes / hosts / 1000, 'kB'),
        information(`heap: of a loaded fleet of ${hosts} hosts`, bytes / 1e6, 'MB'),
      ];
    } finally {
      await demo.stop();
      await scratch.remove();
    }
  },
};

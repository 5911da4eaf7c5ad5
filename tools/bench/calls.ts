import { largeWorld } from '../../src/demo/worlds/largeWorld.ts';
import { exactly, information, type Benchmark, type Figure } from './figure.ts';
import { leastCalls, loadFully, total } from './fullLoad.ts';

const fleets = [
  { hosts: 6, clusters: 2 },
  { hosts: 300, clusters: 3 },
  { hosts: 5000, clusters: 7 },
];

/** AWS calls of one full load against the least that the batch limits allow. */
export const calls: Benchmark = {
  name: 'calls',
  async measure() {
    const figures: Figure[] = [];
    for (const { hosts, clusters } of fleets) {
      const world = largeWorld({ hosts, clusters });
      const start = performance.now();
      const load = await loadFully(world);
      const seconds = (performance.now() - start) / 1000;
      if (load.hosts !== hosts) throw new Error(`${load.hosts} hosts were loaded instead of ${hosts}.`);
      figures.push(
        exactly(total(leastCalls(world)), `calls: full load of ${hosts} hosts`, total(load.calls), 'calls'),
        information(`calls: full load of ${hosts} hosts, time without latency`, seconds, 's'),
      );
    }
    return figures;
  },
};

import { openAccount } from '../../src/aws/openAccount.ts';
import { KnownSizes } from '../../src/core/pulls/layerSizes.ts';
import { scan as scanPulls } from '../../src/core/pulls/scan.ts';
import { MemoryStore } from '../../src/core/pulls/testing/memoryStore.ts';
import { startDemoAccount } from '../../src/demo/account.ts';
import { pullWorld } from '../../src/demo/worlds/pullWorld.ts';
import { atMost, exactly, information, type Benchmark } from './figure.ts';

/** Of `LookupEvents`, by account and Region. */
const requestsPerSecond = 2;
const layerEvents = 1000;
const day = 86_400_000;

/** A scan of pulls through the SDK, by a demo account that takes two requests a second as AWS does. */
export const scan: Benchmark = {
  name: 'scan',
  async measure() {
    const demo = await startDemoAccount({ world: pullWorld({ layerEvents, hosts: 4 }), latencyMs: 100 });
    const account = openAccount({ source: { kind: 'demo' }, region: demo.region }, { endpoint: demo.endpoint });
    try {
      const now = demo.world.clock();
      // Worked out before, as AWS has it before, too.
      demo.world.pulls();
      const options = { mostRequests: 1000, from: now - 40 * day, now };
      const start = performance.now();
      const { requests, unread } = await scanPulls(account.pulls, new MemoryStore(), new KnownSizes(), options);
      const seconds = (performance.now() - start) / 1000;
      if (unread.length > 0) throw new Error('The scan did not read everything.');
      // The first one goes out at once.
      const forced = (requests - 1) / requestsPerSecond;
      const refused = demo.calls.filter(({ status }) => status !== 200).length;
      return [
        atMost(1.1, 'scan: time, of what 2 requests a second force', seconds / forced, '×'),
        exactly(0, 'scan: requests that were refused for their rate', refused, 'requests'),
        information(`scan: ${layerEvents} layers and their images, requests`, requests, 'requests'),
      ];
    } finally {
      account.dispose();
      await demo.stop();
    }
  },
};

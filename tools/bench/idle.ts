import { openAccount } from '../../src/aws/openAccount.ts';
import { Fleet } from '../../src/core/fleet/fleet.ts';
import { callsAnHour, refreshInterval } from '../../src/core/fleet/refreshPace.ts';
import { startDemoAccount } from '../../src/demo/account.ts';
import { largeWorld } from '../../src/demo/worlds/largeWorld.ts';
import { AutoRefresh } from '../../src/ui/tree/autoRefresh.ts';
import { exactly, information, type Benchmark, type Figure } from './figure.ts';

const hour = 3_600_000;
const minutes = 5;
const hosts = 5000;

/** AWS calls of an hour in which the user does nothing, by a clock that is moved by hand. */
export const idle: Benchmark = {
  name: 'idle hour',
  async measure() {
    const demo = await startDemoAccount({ world: largeWorld({ hosts, clusters: 10, tasksPerHost: 0 }) });
    const ref = { source: { kind: 'demo' as const }, region: demo.region };
    const account = openAccount(ref, { endpoint: demo.endpoint });
    const clock = new HandClock();
    const fleet = new Fleet(
      () => account.fleet,
      undefined,
      () => clock.now(),
    );
    try {
      await fleet.show([ref]);
      const figures: Figure[] = [];
      for (const unfolded of [0, 1, 10]) {
        const [shown] = fleet.accounts;
        if (!shown) throw new Error('No account is shown.');
        const clusters = (await shown.clusters()).value.ecs.slice(0, unfolded);
        const looker = fleet.look(() => ({ clusters: new Set(clusters.map(({ arn }) => arn)), instances: new Set() }));
        await shown.looseHosts();
        await Promise.all(clusters.map((cluster) => shown.hosts(cluster)));
        await fleet.renew();
        const what = `idle hour: ${unfolded} of 10 clusters of 500 hosts unfolded`;
        const stated = callsAnHour(minutes, shown.refreshCalls);
        figures.push(
          exactly(0, `${what}, view hidden`, await callsOfHour(fleet, false), 'calls'),
          exactly(stated, `${what}, view visible`, await callsOfHour(fleet, true), 'calls'),
          information(`${what}, time between refreshes`, refreshInterval(minutes, shown.refreshCalls) / 60_000, 'min'),
        );
        looker.dispose();
      }
      return figures;
    } finally {
      fleet.dispose();
      account.dispose();
      await demo.stop();
    }

    async function callsOfHour(of: Fleet, isSeen: boolean): Promise<number> {
      const before = demo.calls.length;
      let running = Promise.resolve();
      await of.renew();
      const first = demo.calls.length - before;
      const refresh = new AutoRefresh({
        isSeen: () => isSeen,
        interval: () => refreshInterval(minutes, Math.max(...of.accounts.map(({ refreshCalls }) => refreshCalls))),
        refreshedAt: () => of.refreshedAt,
        refresh: () => (running = of.renew()),
        clock,
      });
      refresh.follow();
      await clock.pass(hour, () => running);
      refresh.dispose();
      return demo.calls.length - before - first;
    }
  },
};

class HandClock {
  #time = 0;
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();

  now(): number {
    return this.#time;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#time + ms, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** @param done what a timer may have begun */
  async pass(ms: number, done: () => Promise<void>): Promise<void> {
    const end = this.#time + ms;
    for (;;) {
      const [due] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!due) break;
      this.#timers.delete(due);
      this.#time = due.at;
      due.run();
      await done();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#time = end;
  }
}

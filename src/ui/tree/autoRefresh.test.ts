import assert from 'node:assert/strict';
import { ecsCluster, eksCluster, gatewayOver, instance, node } from '../../../test/unit/fleetLiterals.ts';
import { Fleet } from '../../core/fleet/fleet.ts';
import { callsAnHour, refreshInterval } from '../../core/fleet/refreshPace.ts';
import { nothingShown } from '../../core/fleet/shown.ts';
import { AutoRefresh, type RefreshClock } from './autoRefresh.ts';

const minute = 60_000;
const hour = 60 * minute;
const home = ecsCluster('home');

/** Moved by hand. */
class HandClock implements RefreshClock {
  time = 1_000_000;
  readonly timers = new Set<{ readonly at: number; readonly run: () => void }>();

  now(): number {
    return this.time;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.time + ms, run };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      const [due] = [...this.timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!due) break;
      this.timers.delete(due);
      this.time = due.at;
      due.run();
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    this.time = end;
  }
}

describe('refreshing by itself', () => {
  const clock = new HandClock();
  const gateway = gatewayOver({
    ecs: [home, ecsCluster('barn')],
    eks: [eksCluster('web')],
    instances: [instance('a', home)],
    nodes: [node('a')],
  });
  let fleet: Fleet;
  let refresh: AutoRefresh;
  let isSeen: boolean;
  let minutes: number;
  let refreshes: number;

  beforeEach(async () => {
    fleet = new Fleet(
      () => gateway,
      undefined,
      () => clock.time,
    );
    await fleet.show([{ source: { kind: 'environment' }, region: 'eu-central-1' }]);
    const [account] = fleet.accounts;
    assert.ok(account);
    await account.clusters();
    await account.hosts(home);
    fleet.look(() => nothingShown);
    fleet.look(() => ({ clusters: new Set([home.arn]), instances: new Set() }));
    [isSeen, minutes, refreshes] = [true, 5, 0];
    refresh = new AutoRefresh({
      isSeen: () => isSeen,
      interval: () => (minutes > 0 ? refreshInterval(minutes, account.refreshCalls) : undefined),
      refreshedAt: () => fleet.refreshedAt,
      refresh: () => {
        refreshes++;
        return fleet.renew();
      },
      clock,
    });
    gateway.calls.length = 0;
  });
  afterEach(() => {
    refresh.dispose();
    fleet.dispose();
    assert.equal(clock.timers.size, 0);
  });

  it('asks nobody in an hour in which nobody looks', async () => {
    isSeen = false;
    refresh.follow();
    await clock.pass(hour);
    assert.deepEqual([gateway.calls.length, clock.timers.size], [0, 0]);
  });

  it('reads what is shown, and that alone, as often as is said', async () => {
    refresh.follow();
    await clock.pass(hour);
    assert.equal(refreshes, 12);
    const each = ['containerInstances home', 'ecsClusters', 'eksClusters', 'identity', 'managedNodes'];
    assert.deepEqual(new Set(gateway.calls), new Set(each));
    assert.equal(gateway.calls.length, 12 * each.length);
    // Of these five, ECS takes two requests for clusters and two for hosts, and EKS three.
    assert.equal(fleet.accounts[0]?.refreshCalls, 9);
    assert.equal(callsAnHour(5, 9), 108);
  });

  it('is done at once when what is too old comes into sight, and not before it is too old', async () => {
    isSeen = false;
    refresh.follow();
    await clock.pass(4 * minute);
    isSeen = true;
    refresh.follow();
    await clock.pass(0);
    assert.equal(refreshes, 0);
    isSeen = false;
    refresh.follow();
    await clock.pass(2 * minute);
    assert.equal(refreshes, 0);
    isSeen = true;
    refresh.follow();
    await clock.pass(0);
    assert.equal(refreshes, 1);
  });

  it('is counted from when the user did it', async () => {
    refresh.follow();
    await clock.pass(4 * minute);
    await fleet.refresh();
    await clock.pass(4 * minute);
    assert.equal(refreshes, 0);
    await clock.pass(minute);
    assert.equal(refreshes, 1);
  });

  it('is turned off and on by the setting at once', async () => {
    minutes = 0;
    refresh.follow();
    await clock.pass(hour);
    assert.equal(refreshes, 0);
    minutes = 5;
    refresh.follow();
    await clock.pass(0);
    assert.equal(refreshes, 1);
  });

  it('goes on after the clock was set back', async () => {
    refresh.follow();
    clock.time -= hour;
    refresh.follow();
    await clock.pass(0);
    assert.equal(refreshes, 1);
  });

  it('takes a hundredth of what ECS allows, however large the fleet', () => {
    assert.equal(refreshInterval(5, 60), 5 * minute);
    assert.equal(refreshInterval(5, 120), 10 * minute);
    for (const calls of [1, 60, 61, 700, 10_000]) assert.ok(callsAnHour(1, calls) <= (20 * 3600) / 100);
  });
});

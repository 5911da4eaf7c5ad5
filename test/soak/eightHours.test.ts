import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { Emitter } from '../../src/core/event.ts';
import { AccountFleet } from '../../src/core/fleet/accountFleet.ts';
import { Reading } from '../../src/core/fleet/reading.ts';
import type { ActivationRecord } from '../../src/ui/registration/activationVault.ts';
import type { WatchNeeds } from '../../src/ui/registration/arrivalWatch.ts';
import { whileVisible } from '../../src/ui/tree/countdown.ts';
import { fakeMemento, fakeSecrets } from '../unit/storage.ts';
import { withoutBackoff } from '../unit/withoutBackoff.ts';
import { Clouds, refs, type Cloud } from './clouds.ts';
import { CostParts } from './costParts.ts';
import { anyRule, isEndless } from './faultKinds.ts';
import { inUse, type InUse } from './memory.ts';
import { Chances } from './random.ts';
import { SimulatedTime } from './simulatedTime.ts';
import { SoakWindow } from './soakWindow.ts';
import { standInForVscode } from './standInForVscode.ts';

const minute = 60_000;
const everyMinutes = 10;
/** By then all code is loaded and compiled, and connections are open. */
const warmUntil = 2 * 60;
const until = warmUntil + 8 * 60;
const kinds = [Emitter, Reading, AccountFleet, AbortController, AbortSignal];

describe('a window that is open for eight hours', () => {
  withoutBackoff();
  const time = new SimulatedTime();
  const chances = new Chances(9);
  let folder: string;
  let clouds: Clouds;
  let window: SoakWindow;
  let costs: CostParts;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hours-'));
    mock.timers.enable({ apis: ['setInterval'] });
    time.start();
    clouds = new Clouds(new Chances(8));
    const storage = { memento: fakeMemento(), secrets: fakeSecrets(), folder: join(folder, 'fleets') };
    window = new SoakWindow(async (ref) => (await clouds.of(ref)).account, storage, refs);
    costs = new CostParts(window, clouds, folder);
  });
  afterEach(async () => {
    costs.dispose();
    window.dispose();
    await clouds.stop();
    time.stop();
    mock.timers.reset();
    // What was scheduled last may still be written.
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  });

  it('grows neither in memory nor in listeners nor in timers', async function () {
    this.timeout(300_000);
    const leaks: Error[] = [];
    const note = (warning: Error): void => {
      if (warning.name === 'MaxListenersExceededWarning') leaks.push(warning);
    };
    process.on('warning', note);
    let minutesSaid = 0;
    const visible = new Emitter<{ readonly visible: boolean }>();
    const view = { visible: true, onDidChangeVisibility: visible.event };
    const countdown = whileVisible(view, () => minutesSaid++);
    await window.accounts.choose(refs.slice(0, 2));
    let early: InUse | undefined;
    for (let minutes = 0; minutes < until; minutes += everyMinutes) {
      if (minutes === warmUntil) early = await inUse(kinds);
      await someMinutes(minutes);
    }
    const late = await inUse(kinds);
    countdown.dispose();
    process.off('warning', note);
    assert.ok(early);
    assert.equal(minutesSaid, until);
    assert.deepEqual(leaks, []);
    assert.deepEqual(window.problems, []);
    for (const [kind, count] of Object.entries(late.counts)) {
      const before = early.counts[kind] ?? 0;
      // Those of requests under way come and go with the sockets.
      assert.ok(count <= before + 8, `${String(count)} of ${kind}, ${String(before)} before`);
    }
    const { Timeout: timers = 0 } = late.resources;
    assert.ok(
      timers <= (early.resources.Timeout ?? 0) + 4,
      `${String(timers)} timers: ${JSON.stringify(early.resources)}`,
    );
    const grown = late.heap - early.heap;
    assert.ok(grown < 0.05 * early.heap, `${String(grown)} bytes more than ${String(early.heap)}`);
  });

  async function someMinutes(minutes: number): Promise<void> {
    time.pass(everyMinutes * minute);
    mock.timers.tick(everyMinutes * minute);
    const cloud = await clouds.of(refs[0]);
    const rule = anyRule(chances);
    if (minutes % 20 === 0 && !isEndless(rule)) cloud.demo.faults.add(rule);
    const isCalledOff = minutes % 60 === 10;
    const refreshed = window.fleet.refresh();
    if (isCalledOff) window.fleet.cancel();
    await Promise.all([refreshed, window.draw(true), window.drawActivations()]);
    await costs.read();
    cloud.demo.faults.clear();
    // The log of the simulated account is none of the window's.
    for (const { demo } of await clouds.all) demo.resetCalls();
    if (minutes % 20 === 0) await window.store.flush();
    if (minutes % 60 === 0) await hostIsAwaited(cloud);
    // Now and then somebody chooses other accounts, with which everything is made anew.
    if (minutes % 120 === 60) await window.accounts.choose(refs.slice(0, 2));
  }

  /** Made, waited for until it is called off, and forgotten. */
  async function hostIsAwaited({ ref, account }: Cloud): Promise<void> {
    standInForVscode();
    const { watchArrival } = await import('../../src/ui/registration/arrivalWatch.ts');
    const { callOffSoon, cancelListeners } = await import('./vscodeStandIn.ts');
    const record: ActivationRecord = {
      id: '00000001-0000-4000-8000-000000000000',
      account: ref,
      plan: { kind: 'ecsWindows' },
      cluster: { arn: `arn:aws:ecs:${ref.region}:111122223333:cluster/home`, name: 'home' },
      registrationLimit: 1,
      createdAt: Date.now(),
      expiresAt: Date.now() + 60 * minute,
    };
    await window.vault.keep(record, { code: 'c' });
    const { registration: gateway, eks } = account;
    const { fleet, vault } = window;
    const services = {
      ...{ fleet, vault },
      log: { error: () => undefined, warn: () => undefined },
      registration: () => Promise.resolve({ gateway, eks }),
    };
    callOffSoon();
    // With the parts that this way through it uses.
    await watchArrival(services as unknown as WatchNeeds, record);
    assert.equal(cancelListeners.size, 0);
    await window.vault.forget(record.id);
  }
});

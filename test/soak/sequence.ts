import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fakeMemento, fakeSecrets } from '../unit/storage.ts';
import { actions } from './actions.ts';
import { Clouds, refs } from './clouds.ts';
import { anyRule, isEndless, ruleWords } from './faultKinds.ts';
import { Invariants, nothingOfTheGone } from './invariants.ts';
import { Chances } from './random.ts';
import { SimulatedTime } from './simulatedTime.ts';
import { linesOf, SoakWindow, type DrawnRow, type Storage } from './soakWindow.ts';

/** Milliseconds of real time: who waits so long for what never ends calls it off. */
const patience = 25;
/** No step may take longer, whatever happens. */
const longestStep = 8_000;

/** A user at work, with faults in between: all that happens follows from the seed. */
export class Sequence {
  readonly chances: Chances;
  readonly clouds: Clouds;
  readonly time = new SimulatedTime();
  readonly storage: Storage;
  /** What was done, a line a step. */
  readonly trace: string[] = [];
  window: SoakWindow;
  /** As last drawn. */
  rows: readonly DrawnRow[] = [];
  /** Ends when who waits for the step loses patience. */
  signal = new AbortController().signal;
  readonly #invariants = new Invariants();

  private constructor(seed: number, folder: string) {
    this.chances = new Chances(seed);
    // Worlds are made as they are looked at: they must not change what is done.
    this.clouds = new Clouds(new Chances(seed + 1_000_000));
    this.storage = { memento: fakeMemento(), secrets: fakeSecrets(), folder };
    this.window = this.open();
  }

  /** Rejects with the trace where anything is not as it should be. */
  static async run(seed: number): Promise<readonly string[]> {
    const folder = await mkdtemp(join(tmpdir(), 'soak-'));
    const sequence = new Sequence(seed, folder);
    sequence.time.start();
    try {
      await sequence.#run();
      return sequence.trace;
    } catch (error) {
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const lines = sequence.trace.map((line, index) => `${String(index + 1).padStart(3)}. ${line}`);
      const again = `Again: SEED=${seed} npm test -- soak`;
      throw new Error(`Seed ${seed}: ${what}\n\nWhat was done:\n${lines.join('\n')}\n\n${again}\n`, { cause: error });
    } finally {
      sequence.window.dispose();
      await sequence.clouds.stop();
      sequence.time.stop();
      // A window that was closed may still write.
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
    }
  }

  open(): SoakWindow {
    return new SoakWindow(async (ref) => (await this.clouds.of(ref)).account, this.storage, refs);
  }

  async #run(): Promise<void> {
    await this.window.accounts.choose(refs.slice(0, this.chances.integer(1, 2)));
    this.rows = await this.window.draw();
    for (const { id } of this.rows) this.window.unfolded.add(id);
    this.rows = await this.window.draw();
    for (let steps = this.chances.integer(5, 10); steps > 0; steps--) {
      await this.#faults();
      await this.#step();
    }
    for (const { demo } of await this.clouds.all) demo.faults.clear();
    await this.#heals();
  }

  async #faults(): Promise<void> {
    const clouds = await this.clouds.all;
    if (this.chances.happens(0.3)) {
      for (const { demo } of clouds) demo.faults.clear();
      this.trace.push('(no faults)');
    }
    if (!this.chances.happens(0.6)) return;
    const cloud = this.chances.oneOf(clouds);
    for (let count = this.chances.integer(1, 3); count > 0; count--) {
      const rule = anyRule(this.chances);
      if (!cloud) continue;
      cloud.demo.faults.add(rule);
      this.trace.push(`(fault ${ruleWords(rule)})`);
    }
  }

  async #step(): Promise<void> {
    const action = this.chances.oneOf(actions);
    assert.ok(action);
    this.trace.push(action.name);
    const at = this.trace.length - 1;
    const before = await this.#invariants.before(this);
    const end = new AbortController();
    this.signal = end.signal;
    await this.bounded(action.name, end, async () => {
      const outcome = await action.run(this);
      if (outcome) this.trace[at] = `${action.name}: ${outcome}`;
      this.rows = await this.window.draw();
    });
    await this.#invariants.after(this, before);
  }

  /** Ends by itself, by one who loses patience with what hangs, or with a failure of the test. */
  async bounded(name: string, end: AbortController, run: () => Promise<void>): Promise<void> {
    const over = new AbortController();
    const since = performance.now();
    const watch = async (): Promise<void> => {
      // The wait ends with the run.
      while (await wait(patience, true, { signal: over.signal }).catch(() => false)) {
        const waited = performance.now() - since;
        assert.ok(waited < longestStep, `"${name}" never ended`);
        const clouds = await this.clouds.all;
        if (!clouds.some(({ demo }) => demo.faults.rules.some(isEndless)) && waited < 3_000) continue;
        end.abort();
        this.window.fleet.cancel();
      }
    };
    await Promise.all([run().finally(() => over.abort()), watch()]);
  }

  /** With all faults gone, one refresh brings what a new window would be told. */
  async #heals(): Promise<void> {
    await this.window.draw(true);
    await this.window.fleet.refresh();
    for (const { known } of this.window.fleet.accounts) nothingOfTheGone(known.snapshot);
    // What the new window forgets of activations that have ended, this one forgets as well.
    await this.#everything(this.window);
    await forgotten();
    const own = await this.#everything(this.window);
    const fresh = new SoakWindow(
      async (ref) => (await this.clouds.of(ref)).account,
      { ...this.storage, folder: join(this.storage.folder, 'none') },
      refs,
    );
    try {
      const wanted = await this.#everything(fresh);
      assert.deepEqual(own, wanted, 'is not what a fresh load shows');
    } finally {
      fresh.dispose();
    }
  }

  async #everything(window: SoakWindow): Promise<readonly string[]> {
    await window.drawActivations();
    await window.draw(true);
    return [...linesOf(await window.draw(true)), 'Activations', ...linesOf(await window.drawActivations())];
  }
}

/** Resolves when a window has forgotten what the answers that came told it to; it loads what judges them first. */
async function forgotten(): Promise<void> {
  await import('../../src/core/registration/activationList.ts');
  for (let turns = 10; turns > 0; turns--) await wait(0);
}

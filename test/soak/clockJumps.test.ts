import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountCredentials } from '../../src/aws/credentials/credentials.ts';
import { TokenBucket, type Clock } from '../../src/aws/requests/rateBudget.ts';
import { RequestRate } from '../../src/aws/requests/requestRate.ts';
import type { Failure } from '../../src/core/failure.ts';
import { Reading } from '../../src/core/fleet/reading.ts';
import { KeptAnswers } from '../../src/core/names/keptAnswers.ts';
import { Ledger } from '../../src/core/pulls/ledger.ts';
import { scan } from '../../src/core/pulls/scan.ts';
import { MemoryStore } from '../../src/core/pulls/testing/memoryStore.ts';
import { Trail } from '../../src/core/pulls/testing/trail.ts';
import { makeWorld } from '../../src/core/pulls/testing/world.ts';
import { watchStart } from '../../src/core/tasks/run.ts';
import type { RunTask } from '../../src/core/tasks/gateway.ts';
import { PullReader, type PullReaderNeeds } from '../../src/ui/cost/pullReader.ts';
import { noNotes } from '../../src/ui/cost/pullNotes.ts';
import { ActivationVault, type ActivationRecord } from '../../src/ui/registration/activationVault.ts';
import type { WatchNeeds } from '../../src/ui/registration/arrivalWatch.ts';
import { ageWords } from '../../src/ui/taskdef/words.ts';
import { instance, node, ecsCluster, task } from '../unit/fleetLiterals.ts';
import { fakeMemento, fakeSecrets } from '../unit/storage.ts';
import { standInForVscode } from './standInForVscode.ts';

const minute = 60_000;
const hour = 60 * minute;
/** What a computer misses that sleeps for a night, and what one goes back that was set wrong. */
const jumps = [8 * hour, -8 * hour];

/** Time that goes only when it is told to. */
class TestClock implements Clock {
  time = 1_000_000_000;
  readonly #due = new Set<{ readonly at: number; readonly run: () => void }>();

  now(): number {
    return this.time;
  }

  after(ms: number, run: () => void): () => void {
    const each = { at: this.time + ms, run };
    this.#due.add(each);
    return () => this.#due.delete(each);
  }

  /** The longest that anybody waits, in milliseconds. */
  get longest(): number {
    return Math.max(0, ...[...this.#due].map(({ at }) => at - this.time));
  }

  /** Timers wait for the time that passes, not for the time of day. */
  jump(ms: number): void {
    const all = [...this.#due];
    this.#due.clear();
    for (const { at, run } of all) this.#due.add({ at: at + ms, run });
    this.time += ms;
  }

  async pass(ms: number): Promise<void> {
    this.time += ms;
    for (const each of [...this.#due]) {
      if (each.at > this.time) continue;
      this.#due.delete(each);
      each.run();
    }
    await new Promise(setImmediate);
  }
}

describe('when the clock jumps', () => {
  for (const jump of jumps) {
    describe(`by ${jump / hour} hours`, () => {
      it('a budget hands out its burst at most, and makes nobody wait longer than its rate does', async () => {
        const clock = new TestClock();
        const bucket = new TokenBucket({ burst: 20, perSecond: 10 }, clock);
        const went: number[] = [];
        const take = (): void => void bucket.take().then((at) => went.push(at));
        for (let count = 0; count < 12; count++) take();
        await clock.pass(0);
        assert.deepEqual(went.slice(10), []);
        clock.jump(jump);
        for (let count = 0; count < 50; count++) take();
        await clock.pass(0);
        assert.ok(went.length <= 22, `${went.length} at once`);
        assert.ok(clock.longest <= 101, `a wait of ${clock.longest} ms`);
        const before = went.length;
        for (let count = 0; count < 10; count++) await clock.pass(101);
        assert.ok(went.length - before >= 10, `${went.length - before} in a second`);
      });

      it('a slowed budget recovers', async () => {
        const clock = new TestClock();
        const bucket = new TokenBucket({ burst: 20, perSecond: 10 }, clock);
        bucket.refused(await bucket.take());
        clock.jump(jump);
        const done = bucket.take();
        assert.ok(clock.longest <= 5_000, `a wait of ${clock.longest} ms`);
        for (let count = 0; count < 6; count++) await clock.pass(1_000);
        await done;
      });

      it('a rate of requests goes on as before', async () => {
        const { now } = Date;
        const rate = new RequestRate(200, 2);
        try {
          await rate.turn(undefined);
          Date.now = () => now() + jump;
          const start = performance.now();
          for (let count = 0; count < 10; count++) await rate.turn(undefined);
          const took = performance.now() - start;
          assert.ok(took > 25 && took < 2_000, `${took} ms for ten of 200 a second`);
        } finally {
          Date.now = now;
        }
      });

      it('a read in its middle ends, and one that failed is read again', async () => {
        let time = 100 * hour;
        let end = (): void => undefined;
        const failures: Failure[] = [];
        const reading = new Reading(
          () => new Promise<number>((resolve) => (end = () => resolve(time))),
          () => time,
          () => undefined,
          (failure) => failures.push(failure),
        );
        const first = reading.get();
        time += jump;
        end();
        assert.equal(await first, time);
        assert.equal(reading.asOf, time);
        // What is older by the clock, and newer by the order in which it was read, counts.
        const second = reading.refresh();
        time -= 2 * jump;
        end();
        await second;
        assert.equal(reading.value, time);
        assert.equal(reading.asOf, time);
        assert.doesNotMatch(ageWords(time + 20 * hour, true, time, 'en'), /in \d|-/);
        assert.deepEqual(failures, []);
      });

      it('answers that are kept for minutes are not kept for hours', async () => {
        let time = 100 * hour;
        let asked = 0;
        const answers = new KeptAnswers({ now: () => time, onFailure: () => assert.fail() });
        const ask = (): Promise<number | undefined> =>
          answers.ask({ key: 'a', subject: 'a' }, () => Promise.resolve(++asked));
        assert.equal(await ask(), 1);
        assert.equal(await ask(), 1);
        time += jump;
        assert.equal(await ask(), 2);
      });

      it('the watch of a task that starts takes one more look, and then ends in time', async () => {
        let time = 100 * hour;
        let looks = 0;
        const pending: RunTask = task('1', instance('1', cluster), { lastStatus: 'PENDING' });
        const gateway = {
          tasks: () => Promise.resolve([looks++ < 3 ? pending : { ...pending, lastStatus: 'RUNNING' }]),
        };
        const sleep = (ms: number): Promise<void> => {
          time += ms + (looks === 3 ? Math.abs(jump) : 0);
          return Promise.resolve();
        };
        const { end } = await watchStart(gateway, cluster.arn, [pending], { sleep, now: () => time });
        assert.equal(end, 'started');
      });

      it('pulls are read when it is time to, and no more often', () => {
        const records = { notes: { ...noNotes, scannedAt: 100 * hour } };
        // When it is time is told by the records alone.
        const reader = new PullReader({ records } as unknown as PullReaderNeeds);
        assert.equal(reader.isDue(100 * hour + minute), false);
        assert.equal(reader.isDue(100 * hour + jump), true);
      });
    });
  }

  it('a code is not given out after its activation has ended, and its record goes', async () => {
    let time = 100 * hour;
    const secrets = fakeSecrets();
    const vault = new ActivationVault(secrets, fakeMemento(), () => time);
    await vault.keep({ ...record, createdAt: time, expiresAt: time + hour }, { code: 'c' });
    time -= 8 * hour;
    assert.deepEqual(await vault.secret(record.id), { code: 'c' });
    time += 16 * hour;
    assert.equal(await vault.secret(record.id), undefined);
    assert.equal(secrets.stored.size, 0);
  });

  it('a scan of pulls that a computer slept through goes on, and counts each pull once', async () => {
    const start = Date.UTC(2026, 9, 1);
    const world = makeWorld({ seed: 3, start, days: 2, hosts: 3, layerEvents: 600, latest: 10 * minute });
    const trail: Trail = new Trail(world.entries, start + 3 * 24 * hour, {
      tellsTime: true,
      isExpired: () => trail.requests === 5,
      onRequest: (request) => {
        if (request === 4) trail.now += 8 * hour;
      },
    });
    const store = new MemoryStore();
    let ledger = new Ledger();
    for (let unread = 1, round = 0; unread > 0 && round < 20; round++) {
      const read = await scan(trail, store, world.sizes, { mostRequests: 500, from: start, now: trail.now });
      ledger = read.ledger;
      unread = read.unread.length;
    }
    const rows = ledger.rows({ from: 0, to: Number.MAX_SAFE_INTEGER });
    const pulls = rows.reduce((sum, each) => sum + each.pulls, 0);
    assert.equal(
      pulls,
      [...world.truth.values()].reduce((sum, each) => sum + each.pulls, 0),
    );
  });

  it('credentials that ran out meanwhile are asked for again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clock-'));
    const { now } = Date;
    const { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: shared } = process.env;
    const count = join(folder, 'count');
    const answer = join(folder, 'answer');
    try {
      await writeFile(
        answer,
        JSON.stringify({
          ...{ Version: 1, AccessKeyId: 'AKIDEXAMPLE', SecretAccessKey: 'secret', SessionToken: 'token' },
          Expiration: new Date(now() + hour).toISOString(),
        }),
      );
      const script = join(folder, 'sign-in.sh');
      await writeFile(script, `echo asked >> '${count}'\ncat '${answer}'\n`);
      await writeFile(join(folder, 'config'), `[profile night]\ncredential_process = sh ${script}\n`);
      process.env.AWS_CONFIG_FILE = join(folder, 'config');
      process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, 'none');
      const { provider } = accountCredentials({ kind: 'profile', profile: 'night' });
      const asked = async (): Promise<number> => (await readFile(count, 'utf8')).trim().split('\n').length;
      await provider();
      await provider();
      assert.equal(await asked(), 1);
      Date.now = () => now() + 8 * hour;
      await provider();
      assert.equal(await asked(), 2);
    } finally {
      Date.now = now;
      restore('AWS_CONFIG_FILE', config);
      restore('AWS_SHARED_CREDENTIALS_FILE', shared);
      await rm(folder, { recursive: true, force: true });
    }
  });

  describe('a watch for a host', () => {
    const now = performance.now.bind(performance);
    const { now: dateNow } = Date;
    afterEach(() => {
      performance.now = now;
      Date.now = dateNow;
    });

    it('that a computer slept through takes one more look, and tells what is there', async () => {
      const looks = await watched((look) => {
        if (look === 1) performance.now = () => now() + 8 * hour;
        return look === 2;
      });
      assert.equal(looks.count, 2);
      assert.match(looks.said, /connected|arrived|is in/i);
    });

    it('ends after its time, however far the clock was set back', async () => {
      const looks = await watched((look) => {
        Date.now = () => dateNow() - 8 * hour;
        if (look === 2) performance.now = () => now() + 11 * minute;
        return false;
      });
      assert.ok(looks.count <= 3, String(looks.count));
      assert.match(looks.said, /10 minutes/);
    });
  });
});

const cluster = ecsCluster('home');
const record: ActivationRecord = {
  id: '00000001-0000-4000-8000-000000000000',
  account: { source: { kind: 'demo' }, region: 'eu-central-1' },
  plan: { kind: 'ecsWindows' },
  cluster: { arn: cluster.arn, name: cluster.name },
  registrationLimit: 1,
  createdAt: 0,
  expiresAt: 0,
};

/** @param isThere asked at each look, counted from 1 */
async function watched(isThere: (look: number) => boolean): Promise<{ readonly count: number; readonly said: string }> {
  standInForVscode();
  const { watchArrival } = await import('../../src/ui/registration/arrivalWatch.ts');
  const { said } = await import('./vscodeStandIn.ts');
  said.length = 0;
  let count = 0;
  const gateway = {
    nodesOfActivation: () => Promise.resolve(isThere(++count) ? [node('1')] : []),
    containerInstancesOfNodes: () => Promise.resolve([instance('1', cluster)]),
    clusterIsActive: () => Promise.resolve(true),
  };
  const services = {
    fleet: { account: () => undefined },
    log: { error: () => undefined, warn: () => undefined },
    registration: () => Promise.resolve({ gateway, eks: gateway }),
    vault: { record: () => record, records: () => [record] },
    view: {},
  };
  const { setTimeout: real } = globalThis;
  // Without the promisified form, which nothing here uses.
  globalThis.setTimeout = ((run: () => void) => real(run, 1)) as typeof setTimeout;
  try {
    // With the parts that this way through it uses.
    await watchArrival(services as unknown as WatchNeeds, record);
  } finally {
    globalThis.setTimeout = real;
  }
  return { count, said: said.join('\n') };
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}

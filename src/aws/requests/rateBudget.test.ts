import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FinalizeHandler, FinalizeRequestMiddleware, MetadataBearer, MiddlewareStack } from '@smithy/types';
import { failureOf } from '../../../test/unit/demoConnection.ts';
import { Failure } from '../../core/failure.ts';
import { ecsBucket } from '../../core/fleet/ecsRates.ts';
import { accountKey } from '../../core/fleet/model.ts';
import { startDemoAccount } from '../../demo/account.ts';
import { largeWorld } from '../../demo/worlds/largeWorld.ts';
import { openAccount } from '../openAccount.ts';
import { budgetOf, RateBudget, TokenBucket, withinBudget, type Clock } from './rateBudget.ts';

/** A clock that is moved by hand. */
class FakeClock implements Clock {
  time = 0;
  readonly timers = new Map<number, { readonly at: number; readonly run: () => void }>();
  #next = 0;

  now(): number {
    return this.time;
  }

  after(ms: number, run: () => void): () => void {
    const id = this.#next++;
    this.timers.set(id, { at: this.time + ms, run });
    return () => this.timers.delete(id);
  }

  /** Lets so much time pass, and all happen that is due in it. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await settled();
      const due = [...this.timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      const [id, { at, run }] = due;
      this.timers.delete(id);
      this.time = at;
      run();
    }
    this.time = end;
    await settled();
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

describe('a token bucket of AWS', () => {
  let clock: FakeClock;
  let bucket: TokenBucket;
  let gone: number[];

  beforeEach(() => {
    clock = new FakeClock();
    bucket = new TokenBucket({ burst: 100, perSecond: 20 }, clock);
    gone = [];
  });

  function ask(count: number, signal?: AbortSignal): void {
    for (let index = 0; index < count; index++) void bucket.take(signal).then((at) => gone.push(at));
  }

  it('gives half of what it holds at once, and then what flows in', async () => {
    ask(90);
    await settled();
    assert.equal(gone.length, 50);
    await clock.pass(1000);
    assert.equal(gone.length, 70);
    await clock.pass(1000);
    assert.deepEqual([gone.length, gone.at(-1)], [90, 2000]);
  });

  it('never takes the other half, whatever is asked for over an hour', async function () {
    this.timeout(20_000);
    let left = 100;
    let filledAt = 0;
    for (let minute = 0; minute < 60; minute++) {
      ask(900);
      await clock.pass(60_000);
    }
    for (const at of gone) {
      left = Math.min(100, left + ((at - filledAt) / 1000) * 20) - 1;
      filledAt = at;
      assert.ok(left > 49.999, `${left} tokens at ${at}`);
    }
    assert.equal(gone.length, 60 * 900);
  });

  it('needs no timer while nobody waits', async () => {
    ask(50);
    await settled();
    assert.equal(clock.timers.size, 0);
    ask(1);
    await settled();
    assert.equal(clock.timers.size, 1);
    await clock.pass(60_000);
    assert.deepEqual([clock.timers.size, gone.length], [0, 51]);
  });

  it('lets those who were called off leave, and nobody wait for them', async () => {
    ask(50);
    const abort = new AbortController();
    const waiting = Array.from({ length: 10 }, () => failureOf(bucket.take(abort.signal)));
    ask(1);
    abort.abort();
    assert.deepEqual(new Set((await Promise.all(waiting)).map(({ reason }) => reason)), new Set(['cancelled']));
    await clock.pass(50);
    assert.equal(gone.length, 51);
    assert.equal((await failureOf(bucket.take(abort.signal))).reason, 'cancelled');
    assert.equal(clock.timers.size, 0);
  });

  it('goes half as fast once AWS refuses, one refusal of several at once counting, and recovers', async () => {
    ask(50);
    await clock.pass(100);
    for (let index = 0; index < 8; index++) bucket.refused(50);
    ask(600);
    await clock.pass(2000);
    // It pauses: others have emptied the bucket.
    assert.ok(gone.length <= 51, String(gone.length));
    await clock.pass(10_000);
    assert.ok(Math.abs(gone.length - 150) <= 2, String(gone.length));
    await clock.pass(3_000 + 10_000);
    const [slow, recovered] = [gone.filter((at) => at > 5_000 && at <= 15_000), gone.filter((at) => at > 15_100)];
    assert.ok(Math.abs(slow.length - 100) <= 2, String(slow.length));
    assert.ok(Math.abs(recovered.length - 200) <= 4, String(recovered.length));
  });

  it('lets somebody else have half of what flows in, who asks for it while it could use all', async function () {
    this.timeout(20_000);
    const aws = { left: 100, take: () => aws.left >= 1 && !!aws.left-- };
    const others = { asked: 0, refused: 0 };
    ask(20_000);
    let counted = 0;
    let got = 0;
    const [step, minutes] = [50, 5];
    for (let at = 0; at < minutes * 60_000; at += step) {
      await clock.pass(step);
      aws.left = Math.min(100, aws.left + (step / 1000) * 20);
      if (at % 100 === 0) {
        others.asked++;
        if (!aws.take()) others.refused++;
      }
      const refused = gone.slice(counted).filter(() => !aws.take());
      got += gone.length - counted - refused.length;
      for (const each of refused) bucket.refused(each);
      counted = gone.length;
    }
    assert.equal(others.asked, 10 * 60 * minutes);
    assert.ok(others.refused / others.asked < 0.03, String(others.refused));
    assert.ok(got / (10 * 60 * minutes) > 0.85, String(got));
  });

  it('does not stop, however often AWS refuses', async () => {
    for (let index = 0; index < 20; index++) {
      await clock.pass(10);
      bucket.refused(clock.now());
    }
    const before = clock.time;
    ask(10);
    await clock.pass(10_000);
    assert.equal(gone.length, 10);
    assert.ok(gone.at(-1)! - before <= 6_000, String(gone));
  });
});

describe('the budget of an account', () => {
  it('has one bucket for what ECS counts together, and none where no limit is documented', () => {
    const budget = new RateBudget(new FakeClock());
    const shared = [
      'ListTasks',
      'DescribeTasks',
      'ListContainerInstances',
      'DescribeContainerInstances',
      'ListAttributes',
    ];
    assert.equal(new Set(shared.map((operation) => budget.bucket(operation))).size, 1);
    assert.notEqual(budget.bucket('ListTasks'), budget.bucket('ListClusters'));
    assert.equal(budget.bucket('PollForWhatever'), undefined);
  });

  it('is one for all connections to it, and for all profiles that name the account', () => {
    const key = (profile: string): string => accountKey({ source: { kind: 'profile', profile }, region: 'eu-west-1' });
    const [one, again, other] = [key('one'), key('one'), key('other')].map((each) => budgetOf(each, 'eu-west-1'));
    assert.equal(one!(undefined), again!(undefined));
    assert.notEqual(one!(undefined), other!(undefined));
    assert.equal(one!('111122223333'), other!('111122223333'));
    assert.notEqual(one!('111122223333'), budgetOf(key('one'), 'eu-west-2')('111122223333'));
  });

  it('knows every operation of ECS that this extension uses', () => {
    const folder = path.join(import.meta.dirname, '..', 'gateways');
    const files = readdirSync(folder).filter((name) => /(?<!\.test)\.ts$/.test(name));
    const used = files.flatMap((name) => {
      const text = readFileSync(path.join(folder, name), 'utf8');
      const imports = [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-ecs'/g)].map(
        ([, names]) => names ?? '',
      );
      return imports.flatMap((names) => [...names.matchAll(/(\w+)Command\b/g)].map(([, operation]) => operation ?? ''));
    });
    assert.ok(used.includes('ListTasks') && used.includes('RunTask'));
    assert.deepEqual(
      used.filter((operation) => !ecsBucket(operation)),
      [],
    );
  });
});

describe('requests to ECS', () => {
  it('keep to the rates that AWS has, so that none is refused', async function () {
    this.timeout(20_000);
    const demo = await startDemoAccount({ world: largeWorld({ hosts: 1, clusters: 2 }), hasEcsRates: true });
    const options = { endpoint: demo.endpoint, hasEcsRates: true };
    const ref = { source: { kind: 'demo' as const }, region: demo.region };
    const [one, other] = [openAccount(ref, options), openAccount(ref, options)];
    try {
      const [cluster = ''] = [...demo.world.ecsClusters.values()].map(({ arn }) => arn);
      const start = performance.now();
      // Two requests each, of which 50 may go out at once: over both connections, which ask for the same account.
      const reads = Array.from({ length: 28 }, (_, index) => firstPage((index % 2 ? one : other).fleet.tasks(cluster)));
      await Promise.all(reads);
      const seconds = (performance.now() - start) / 1000;
      assert.equal(demo.callCount('ecs'), 56);
      // How long it takes at most is told by the bucket's own tests, whose clock does not depend on the machine.
      assert.ok(seconds >= 0.28, String(seconds));
      assert.ok(demo.calls.every(({ status }) => status === 200));
      const abort = new AbortController();
      const waiting = Array.from({ length: 60 }, () =>
        firstPage(one.fleet.tasks(cluster, undefined, abort.signal)).then(
          () => 'answered',
          (error: unknown) => Failure.from(error).reason,
        ),
      );
      await sleep(5);
      abort.abort();
      const outcomes = await Promise.all(waiting);
      assert.ok(outcomes.every((each) => each === 'answered' || each === 'cancelled'));
      // Those that were on their way arrive. No other follows, though one could every 50 ms.
      let sent: number;
      do {
        sent = demo.callCount('ecs');
        await sleep(200);
      } while (demo.callCount('ecs') > sent);
      assert.ok(sent < 56 + 60, String(sent));
    } finally {
      one.dispose();
      other.dispose();
      await demo.stop();
    }
  });

  it('that AWS refuses make those that follow slower', async () => {
    const clock = new FakeClock();
    const budget = new RateBudget(clock);
    let send: FinalizeHandler<object, MetadataBearer> | undefined;
    const refusing = (): Promise<never> =>
      Promise.reject(
        Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException', $fault: 'client', $metadata: {} }),
      );
    const stack = {
      addRelativeTo: (middleware: FinalizeRequestMiddleware<object, MetadataBearer>) => {
        send = middleware(refusing, { commandName: 'ListTasksCommand' });
      },
    };
    // Of a client's stack this is the one method that is used.
    withinBudget(() => budget).applyToStack(stack as unknown as MiddlewareStack<object, MetadataBearer>);
    await assert.rejects(send!({ input: {}, request: {} }), { name: 'ThrottlingException' });
    let isGone = false;
    void budget
      .bucket('DescribeTasks')!
      .take()
      .then(() => (isGone = true));
    await clock.pass(1900);
    assert.ok(!isGone);
    await clock.pass(200);
    assert.ok(isGone);
  });
});

async function firstPage<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  for await (const page of pages) return page;
  return [];
}

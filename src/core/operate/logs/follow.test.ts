import assert from 'node:assert/strict';
import { Failure, type FailureReason } from '../../failure.ts';
import { followLog, followPace, linesBefore, type FollowEnd, type FollowOptions, type TaskLook } from './follow.ts';
import type { LogEvent, LogPage, LogPlace } from './gateway.ts';

const place: LogPlace = { region: 'us-east-1', group: '/ecs/web', stream: 'web/web/1' };

/** A log that grows by a clock that only sleeping moves. Its tokens are the numbers of the next events. */
class FakeLog {
  now = 0;
  readonly events: LogEvent[] = [];
  readonly calls: string[] = [];
  readonly waits: number[] = [];
  readonly said: string[] = [];
  readonly aborter = new AbortController();
  fail: Failure | undefined;
  task: TaskLook | Failure = 'goesOn';
  looks = 0;
  /** What happens at a time. */
  readonly plan = new Map<number, () => void>();
  pageSize = 10_000;

  add(count: number, at = this.now): void {
    for (let index = 0; index < count; index++) this.events.push({ at, message: `line ${String(this.events.length)}` });
  }

  #page(from: number, before: string): LogPage {
    const events = this.events.slice(from, from + this.pageSize);
    const next = String(from + events.length);
    return { events, next, isEnd: next === before };
  }

  run(options: Partial<FollowOptions> = {}): Promise<FollowEnd> {
    return followLog({
      place,
      signal: this.aborter.signal,
      gateway: {
        newest: (_, limit) => {
          this.calls.push('newest');
          if (this.fail) return Promise.reject(this.fail);
          const from = Math.max(0, this.events.length - limit);
          return Promise.resolve({ ...this.#page(from, ''), isEnd: true });
        },
        after: (_, next) => {
          this.calls.push(next);
          return this.fail ? Promise.reject(this.fail) : Promise.resolve(this.#page(Number(next), next));
        },
      },
      sleep: async (ms) => {
        this.waits.push(ms);
        this.now += ms;
        for (const [at, act] of [...this.plan]) {
          if (at > this.now) continue;
          this.plan.delete(at);
          act();
        }
        await Promise.resolve();
        this.aborter.signal.throwIfAborted();
      },
      look: () => {
        this.looks += 1;
        return typeof this.task === 'string' ? Promise.resolve(this.task) : Promise.reject(this.task);
      },
      onNews: (news) => {
        this.said.push(...(news.kind === 'events' ? news.events.map(({ message }) => message) : [news.kind]));
      },
      ...options,
    });
  }
}

const failure = (reason: FailureReason, message: string = reason, code?: string): Failure =>
  new Failure(reason, message, { service: 'CloudWatchLogs', operation: 'GetLogEvents', ...(code && { code }) });

describe('followLog', () => {
  it('brings what was written, then what comes, each line once and in order', async () => {
    const log = new FakeLog();
    log.add(3);
    log.plan.set(5_000, () => log.add(2));
    log.plan.set(60_000, () => log.aborter.abort());
    assert.deepEqual(await log.run(), { why: 'calledOff' });
    assert.deepEqual(log.said, ['line 0', 'line 1', 'line 2', 'following', 'line 3', 'line 4']);
  });

  it('asks a quiet log ever more rarely, and a busy one each two seconds', async () => {
    const log = new FakeLog();
    log.plan.set(100_000, () => log.add(1));
    log.plan.set(140_000, () => log.aborter.abort());
    await log.run();
    assert.ok(log.waits.every((ms) => ms >= followPace.quickMs && ms <= followPace.quietMs));
    assert.equal(Math.max(...log.waits), followPace.quietMs);
    const afterLine = log.waits.findIndex(
      (_, index) => log.waits.slice(0, index + 1).reduce((a, b) => a + b) >= 100_000,
    );
    assert.equal(log.waits[afterLine + 1], followPace.quickMs);
    assert.ok(log.calls.length <= 20, String(log.calls.length));
  });

  it('reads on at once where a page is full, and leaves out nothing', async () => {
    const log = new FakeLog();
    log.pageSize = 2_000;
    log.plan.set(1_000, () => log.add(7_000));
    log.plan.set(20_000, () => log.aborter.abort());
    await log.run();
    assert.equal(log.said.length, 7_001);
    assert.ok(log.waits.filter((ms) => ms === followPace.moreMs).length >= 3);
  });

  it('ends when nothing has come for half an hour', async () => {
    const log = new FakeLog();
    log.add(1);
    log.plan.set(10 * 60_000, () => log.add(1));
    assert.deepEqual(await log.run(), { why: 'idle' });
    assert.ok(log.now >= 40 * 60_000 && log.now < 41 * 60_000, String(log.now));
  });

  it('reads the log of a task that ended long ago, and is done', async () => {
    const log = new FakeLog();
    log.add(5);
    log.task = 'endedLongAgo';
    assert.deepEqual(await log.run(), { why: 'taskEnded' });
    assert.deepEqual([log.calls, log.waits], [['newest'], []]);
    assert.deepEqual(log.said, ['line 0', 'line 1', 'line 2', 'line 3', 'line 4']);
  });

  it('waits for the last lines of a task that ends', async () => {
    const log = new FakeLog();
    log.add(1);
    const end = await log.run({
      look: () => {
        if (log.now < 40_000) return Promise.resolve('goesOn');
        log.plan.set(log.now + 8_000, () => log.add(1));
        log.plan.set(log.now + 60_000, () => log.add(1));
        return Promise.resolve('justEnded');
      },
    });
    assert.deepEqual(end, { why: 'taskEnded' });
    assert.deepEqual(log.said, ['line 0', 'following', 'line 1']);
    assert.ok(log.now < 90_000, String(log.now));
  });

  it('goes on where it may not look at the task', async () => {
    const log = new FakeLog();
    log.task = failure('accessDenied');
    log.plan.set(70_000, () => log.add(1));
    log.plan.set(90_000, () => log.aborter.abort());
    await log.run();
    assert.ok(log.said.includes('line 0'));
    assert.equal(log.looks, 3);
  });

  it('goes slower where AWS refuses or is not reached, says so once, and goes on', async () => {
    for (const reason of ['throttled', 'network', 'timedOut', 'service'] as const) {
      const log = new FakeLog();
      log.add(1);
      log.plan.set(1_000, () => (log.fail = failure(reason)));
      log.plan.set(200_000, () => (log.fail = undefined));
      log.plan.set(210_000, () => log.add(1));
      log.plan.set(400_000, () => log.aborter.abort());
      await log.run();
      assert.deepEqual(log.said, ['line 0', 'following', 'trouble', 'troubleOver', 'line 1'], reason);
      assert.equal(Math.max(...log.waits), followPace.troubledMs);
    }
  });

  it('ends at what does not go by', async () => {
    for (const reason of ['accessDenied', 'expiredCredentials', 'invalidCredentials', 'regionDisabled'] as const) {
      const log = new FakeLog();
      log.fail = failure(reason);
      assert.deepEqual(await log.run(), { why: 'failed', failure: log.fail });
      assert.equal(log.calls.length, 1);
    }
  });

  it('says nothing of a connection that is made anew', async () => {
    const log = new FakeLog();
    log.plan.set(1_000, () => (log.fail = failure('cancelled')));
    log.plan.set(10_000, () => {
      log.fail = undefined;
      log.add(1);
    });
    log.plan.set(60_000, () => log.aborter.abort());
    await log.run();
    assert.deepEqual(log.said, ['following', 'line 0']);
  });

  it('tells a missing group from a missing stream', async () => {
    const log = new FakeLog();
    log.fail = failure('notFound', 'The specified log group does not exist.');
    assert.deepEqual(await log.run(), { why: 'noGroup' });
    const other = new FakeLog();
    other.fail = failure('notFound', 'The specified log stream does not exist.');
    assert.deepEqual(await other.run(), { why: 'noStream' });
    assert.deepEqual(other.said, ['noStreamYet']);
    assert.ok(other.now >= followPace.noStreamMs && other.now < 2 * followPace.noStreamMs, String(other.now));
  });

  it('waits for the stream of a task that starts, however long it pulls', async () => {
    const log = new FakeLog();
    log.task = 'starting';
    log.fail = failure('notFound', 'The specified log group does not exist.');
    log.plan.set(10 * 60_000, () => (log.fail = failure('notFound', 'The specified log stream does not exist.')));
    log.plan.set(20 * 60_000, () => {
      log.fail = undefined;
      log.task = 'goesOn';
      log.add(1);
    });
    log.plan.set(21 * 60_000, () => log.aborter.abort());
    await log.run();
    assert.deepEqual(log.said, ['noStreamYet', 'line 0', 'following']);
  });

  it('does not wait for the stream of a task that has ended', async () => {
    const log = new FakeLog();
    log.task = 'endedLongAgo';
    log.fail = failure('notFound', 'The specified log stream does not exist.');
    assert.deepEqual([await log.run(), log.waits], [{ why: 'noStream' }, []]);
  });

  it('ends where the log is deleted', async () => {
    const log = new FakeLog();
    log.add(1);
    log.plan.set(5_000, () => (log.fail = failure('notFound', 'The specified log group does not exist.')));
    assert.equal((await log.run()).why, 'failed');
  });

  it('begins again where AWS takes the token no more, without saying a line twice', async () => {
    const log = new FakeLog();
    log.add(2);
    const refused = failure('invalidRequest', 'bad token', 'InvalidParameterException');
    const end = await log.run({
      sleep: async (ms) => {
        log.now += ms;
        log.add(1);
        log.fail = log.calls.length === 2 ? refused : undefined;
        if (log.calls.length === 6) log.aborter.abort();
        await Promise.resolve();
        log.aborter.signal.throwIfAborted();
      },
    });
    assert.deepEqual(end, { why: 'calledOff' });
    const said = log.said.filter((word) => word.startsWith('line'));
    assert.deepEqual(said, [...new Set(said)]);
    assert.equal(said.length, log.events.length - 1);
    assert.equal(log.calls.filter((call) => call === 'newest').length, 2);
    assert.ok(!log.said.includes('gap'));
  });

  it('says where lines may be missing', async () => {
    const log = new FakeLog();
    log.add(1, 0);
    const refused = failure('invalidRequest', 'bad token', 'InvalidParameterException');
    await log.run({
      sleep: async (ms) => {
        log.now += ms;
        log.fail = log.calls.length === 1 ? refused : undefined;
        if (log.calls.length === 2) log.add(linesBefore + 5, log.now);
        if (log.calls.length > 4) log.aborter.abort();
        await Promise.resolve();
        log.aborter.signal.throwIfAborted();
      },
    });
    assert.ok(log.said.includes('gap'));
    assert.equal(log.said.filter((word) => word.startsWith('line')).length, linesBefore + 1);
  });

  it('is called off at once, also while a request is under way', async () => {
    const log = new FakeLog();
    const never = new Promise<LogPage>((_, reject) => {
      log.aborter.signal.addEventListener('abort', () => reject(failure('cancelled')));
    });
    const run = log.run({ gateway: { newest: () => never, after: () => never } });
    log.aborter.abort();
    assert.deepEqual(await run, { why: 'calledOff' });
    assert.deepEqual(log.said, []);
  });
});

import assert from 'node:assert/strict';
import { ecsCluster, instance, task as taskOn } from '../../../test/unit/fleetLiterals.ts';
import { Failure } from '../../core/failure.ts';
import type { TaskDetails } from '../../core/operate/ecsOperations.ts';
import type { LogPage } from '../../core/operate/logs/gateway.ts';
import { LogTails, type TailRequest } from './logTails.ts';
import { mostTails } from './logWords.ts';

class FakeChannel {
  text = '';
  shown = 0;
  isDisposed = false;
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  append(text: string): void {
    assert.ok(!this.isDisposed);
    this.text += text;
  }
  replace(text: string): void {
    assert.ok(!this.isDisposed);
    this.text = text;
  }
  show(): void {
    this.shown += 1;
  }
  dispose(): void {
    this.isDisposed = true;
  }
}

const task: TaskDetails = taskOn('1', instance('1', ecsCluster('home')), {
  containers: [{ name: 'web', status: 'RUNNING', image: 'web' }],
});

describe('LogTails', () => {
  let channels: FakeChannel[];
  let counts: number[];
  let tails: LogTails;
  /** Lets each of those that sleep go on. */
  let wake: () => Promise<void>;
  beforeEach(() => {
    channels = [];
    counts = [];
    let sleeping: (() => void)[] = [];
    tails = new LogTails({
      newChannel: (name) => {
        const channel = new FakeChannel(name);
        channels.push(channel);
        return channel;
      },
      onCount: (count) => counts.push(count),
      sleep: (_, signal) =>
        new Promise<void>((resolve, reject) => {
          const stop = (): void => reject(new Error('aborted'));
          signal.addEventListener('abort', stop);
          sleeping.push(() => {
            signal.removeEventListener('abort', stop);
            resolve();
          });
        }),
    });
    wake = async () => {
      await turns();
      const all = sleeping;
      sleeping = [];
      for (const each of all) each();
      await turns();
    };
  });
  afterEach(() => tails.dispose());

  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };

  function request(key: string, pages: (string[] | Failure)[] = [], other: Partial<TailRequest> = {}): TailRequest {
    let token = 0;
    const next = (): Promise<LogPage> => {
      const page = pages.shift() ?? [];
      if (page instanceof Failure) return Promise.reject(page);
      token += 1;
      const events = page.map((message) => ({ at: token * 1000, message }));
      return Promise.resolve({ events, next: String(token), isEnd: true });
    };
    return {
      key,
      accountKey: 'demo@us-east-1',
      name: `web · ${key}`,
      place: { region: 'us-east-1', group: '/ecs/web', stream: `web/web/${key}` },
      gateway: { newest: next, after: next },
      task: () => Promise.resolve(task),
      ...other,
    };
  }
  const textOf = (index: number): string => channels[index]?.text ?? '';

  it('shows what was written, then what comes, in a channel of its own', async () => {
    void tails.open(request('a', [['one'], ['two\u001b[31m!']], { remark: 'SSM last heard of it yesterday.' }));
    await turns();
    assert.match(textOf(0), /^── Log stream web\/web\/a of log group \/ecs\/web in us-east-1: the last 1000 lines/);
    assert.match(textOf(0), / one\n── SSM last heard of it yesterday\.\n── Following\./);
    await wake();
    assert.match(textOf(0), / two!\n$/);
    assert.deepEqual([channels[0]!.name, channels[0]!.shown, [...tails.followed]], ['web · a', 1, [['a', 'web · a']]]);
    assert.ok(tails.showFollowed('a') && !tails.showFollowed('b'));
    assert.equal(channels[0]!.shown, 2);
  });

  it('stops when it is told to, and says so', async () => {
    const end = tails.open(request('a', [['one']]));
    await turns();
    tails.stop('a', 'user');
    assert.equal(await end, undefined);
    const { text } = channels[0]!;
    assert.match(text, /\n── Stopped following\.\n$/);
    await wake();
    assert.equal(channels[0]!.text, text);
    assert.deepEqual(counts, [1, 0]);
    assert.ok(!channels[0]!.isDisposed);
  });

  it('reuses the channel of the same container, from its beginning', async () => {
    void tails.open(request('a', [['one']]));
    await turns();
    const second = tails.open(request('a', [['two']]));
    await turns();
    assert.equal(channels.length, 1);
    assert.doesNotMatch(textOf(0), / one|Stopped/);
    assert.match(textOf(0), / two\n/);
    assert.equal(tails.followed.size, 1);
    tails.stop('a', 'user');
    assert.equal(await second, undefined);
  });

  it('tells how a task ended', async () => {
    const stopped = {
      ...task,
      lastStatus: 'STOPPED',
      stoppedAt: 5,
      stoppedReason: 'Essential container\nin task exited',
      containers: [{ name: 'web', status: 'STOPPED', image: 'web', exitCode: 137 }],
    };
    const end = await tails.open(request('a', [['last words']], { task: () => Promise.resolve(stopped) }));
    assert.deepEqual(end, { why: 'taskEnded' });
    assert.match(
      textOf(0),
      / last words\n── The task has stopped: Essential container in task exited, web ended with exit code 137\.\n$/,
    );
    const gone = await tails.open(request('b', [['x']], { task: () => Promise.resolve(undefined) }));
    assert.deepEqual(gone, { why: 'taskEnded' });
    assert.match(textOf(1), /── The task has stopped, over an hour ago: ECS does not know it any more\.\n$/);
  });

  it('tells of failures with what to do next', async () => {
    const details = { service: 'CloudWatchLogs', operation: 'GetLogEvents' };
    const failures: readonly [Failure, RegExp][] = [
      [new Failure('accessDenied', 'no', details), /Access denied: logs:GetLogEvents\. .*"Copy IAM Policy…"/],
      [
        new Failure('expiredCredentials', 'no', details),
        /The sign-in has expired\. Sign in, and run "Show Logs…" again\./,
      ],
      [
        new Failure('notFound', 'The specified log group does not exist.', details),
        /log group \/ecs\/web does not exist\. Create it/,
      ],
    ];
    for (const [index, [failure, words]] of failures.entries()) {
      const end = await tails.open(request(String(index), [failure]));
      assert.ok(end);
      assert.match(textOf(index), words);
    }
    assert.deepEqual(tails.followed, new Map());
  });

  it('follows no more than a few at once: the oldest ends, and says why', async () => {
    for (let index = 0; index <= mostTails; index++) void tails.open(request(String(index)));
    await turns();
    assert.deepEqual([...tails.followed.keys()], ['1', '2', '3', '4', '5']);
    assert.match(textOf(0), /── Stopped following: no more than 5 logs are followed at once\.\n$/);
  });

  it('closes old channels, never one that is followed', async () => {
    void tails.open(request('kept'));
    for (let index = 0; index < 20; index++) {
      void tails.open(request(String(index)));
      await turns();
      tails.stop(String(index), 'user');
    }
    assert.ok(!channels[0]!.isDisposed);
    assert.equal(channels.filter(({ isDisposed }) => !isDisposed).length, 12);
  });

  it('ends with its account', async () => {
    void tails.open(request('a'));
    void tails.open(request('b', [], { accountKey: 'profile:ada@eu-central-1' }));
    await turns();
    tails.keepAccounts(new Set(['demo@us-east-1']));
    assert.deepEqual([...tails.followed.keys()], ['a']);
    assert.match(textOf(1), /the account is not shown any more\.\n$/);
  });

  it('keeps a long log to its last lines', async () => {
    const page = Array.from({ length: 1000 }, (_, index) => `line ${String(index)}`);
    void tails.open(
      request(
        'a',
        Array.from({ length: 25 }, () => page),
      ),
    );
    for (let index = 0; index < 25; index++) await wake();
    const lines = textOf(0).split('\n');
    assert.ok(lines.length >= 5_000 && lines.length <= 20_001, String(lines.length));
    assert.match(lines.at(-2)!, / line 999$/);
  });

  it('leaves nothing behind', async () => {
    const end = tails.open(request('a', [['one']]));
    await turns();
    tails.dispose();
    assert.equal(await end, undefined);
    assert.ok(channels[0]!.isDisposed);
    assert.equal(await tails.open(request('b')), undefined);
    assert.equal(channels.length, 1);
  });
});

import assert from 'node:assert/strict';
import { Failure } from '../failure.ts';
import type { RunAnswer, RunRequest, RunTask } from './gateway.ts';
import { runOnEach, watchEach, type HostRun } from './runMany.ts';

const clusterArn = 'arn:aws:ecs:eu-central-1:111122223333:cluster/home';

function task(id: string, over: Partial<RunTask> = {}): RunTask {
  return {
    arn: `arn:aws:ecs:eu-central-1:111122223333:task/home/${id}`,
    clusterArn,
    taskDefinitionArn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/web:1',
    lastStatus: 'PENDING',
    desiredStatus: 'RUNNING',
    containers: [],
    ...over,
  };
}

function request(nodeId: string): RunRequest {
  return { clusterArn, taskDefinitionArn: 'web:1', nodeId, count: 1, token: `token-${nodeId}` };
}

const hosts = (...ids: readonly string[]) => ids.map((id) => ({ host: id, request: request(id) }));
const kinds = (runs: readonly HostRun<string>[]): readonly string[] => runs.map(({ host, kind }) => `${host} ${kind}`);

describe('runOnEach', () => {
  it('asks for each host by itself, and says of each what came of it', async () => {
    const ended: number[] = [];
    const tokens = new Set<string>();
    const gateway = {
      run: ({ nodeId, token }: RunRequest): Promise<RunAnswer> => {
        tokens.add(token);
        if (nodeId === 'full') return Promise.resolve({ tasks: [], failures: [{ reason: 'RESOURCE:MEMORY' }] });
        if (nodeId === 'lost') return Promise.reject(new Failure('network', 'reset'));
        if (nodeId === 'bad') return Promise.reject(new Failure('invalidRequest', 'no'));
        return Promise.resolve({ tasks: [task(nodeId)], failures: [] });
      },
      tasksOfToken: (_: string, token: string) => Promise.resolve(token === 'token-found' ? [task('found')] : []),
    };
    const runs = await runOnEach(gateway, hosts('a', 'full', 'lost', 'bad', 'b'), { onEnd: (n) => ended.push(n) });
    assert.deepEqual(kinds(runs), ['a started', 'full notPlaced', 'lost failed', 'bad failed', 'b started']);
    assert.deepEqual(
      runs.flatMap((run) => (run.kind === 'failed' ? run.isUncertain : [])),
      [true, false],
    );
    assert.equal(tokens.size, 5);
    assert.deepEqual(ended, [1, 2, 3, 4, 5]);
  });

  it('asks no further where AWS says that this may not be done at all', async () => {
    let calls = 0;
    const gateway = {
      run: (): Promise<RunAnswer> => {
        calls += 1;
        return Promise.reject(new Failure('accessDenied', 'no'));
      },
      tasksOfToken: () => Promise.resolve([]),
    };
    const runs = await runOnEach(gateway, hosts(...Array.from({ length: 40 }, (_, index) => `h${index}`)));
    assert.ok(calls <= 5, String(calls));
    assert.equal(runs.filter(({ kind }) => kind === 'notSent').length, 40 - calls);
  });

  it('sends nothing more once it is called off, and waits for what is under way', async () => {
    const aborter = new AbortController();
    const gateway = {
      run: async ({ nodeId }: RunRequest): Promise<RunAnswer> => {
        aborter.abort();
        await new Promise((resolve) => setTimeout(resolve, 5));
        return { tasks: [task(nodeId)], failures: [] };
      },
      tasksOfToken: () => Promise.resolve([]),
    };
    const names = Array.from({ length: 9 }, (_, index) => `h${index}`);
    const runs = await runOnEach(gateway, hosts(...names), { signal: aborter.signal });
    assert.equal(runs.filter(({ kind }) => kind === 'started').length, 1);
    assert.equal(runs.filter(({ kind }) => kind === 'notSent').length, 8);
  });
});

describe('watchEach', () => {
  const started = (...ids: readonly string[]): HostRun<string>[] =>
    ids.map((id) => ({ host: id, request: request(id), kind: 'started', tasks: [task(id)] }));

  it('looks until each task runs or has ended, a hundred in a request, and only at those that have not', async () => {
    const asked: number[] = [];
    let now = 0;
    const runs = await watchEach(
      {
        tasks: (_cluster, arns) => {
          asked.push(arns.length);
          const isFirst = asked.length <= 2;
          return Promise.resolve(
            arns.map((arn) =>
              task(arn.replace(/.*\//, ''), { lastStatus: isFirst && arn.endsWith('7') ? 'PENDING' : 'RUNNING' }),
            ),
          );
        },
      },
      [
        ...started(...Array.from({ length: 120 }, (_, index) => String(index))),
        { host: 'full', request: request('full'), kind: 'notPlaced', failures: [] },
      ],
      { sleep: (ms) => Promise.resolve((now += ms)), now: () => now },
    );
    assert.deepEqual(asked, [100, 20, 12]);
    assert.ok(runs.every((run) => run.kind !== 'started' || run.tasks[0]?.lastStatus === 'RUNNING'));
    assert.equal(runs.length, 121);
  });

  it('goes on after a look that failed, ends in time, and not before one that is denied', async () => {
    let now = 0;
    const failures: string[] = [];
    const options = {
      sleep: (ms: number) => Promise.resolve((now += ms)),
      now: () => now,
      onFailure: ({ reason }: Failure) => failures.push(reason),
    };
    const lost = { tasks: () => Promise.reject(new Failure('network', 'reset')) };
    const runs = await watchEach(lost, started('a'), options);
    assert.deepEqual([runs[0]?.kind, now >= 600_000, new Set(failures)], ['started', true, new Set(['network'])]);
    const denied = { tasks: () => Promise.reject(new Failure('accessDenied', 'no')) };
    await assert.rejects(watchEach(denied, started('a'), { ...options, now: () => 0 }), { reason: 'accessDenied' });
  });
});

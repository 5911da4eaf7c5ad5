import assert from 'node:assert/strict';
import { Failure, type FailureReason } from '../failure.ts';
import { messageText } from '../text/message.ts';
import type { RunAnswer, RunRequest, RunTask, TaskRevision } from './gateway.ts';
import { registerRevision } from './register.ts';
import type { RegisterInput } from './registerInput.ts';
import { didFail, newRunToken, runOnHost, startPolling, watchStart, whyNotPlaced, whyStopped } from './run.ts';

const containerDefinitions = [
  { name: 'web', image: 'web:1', environment: [{ name: 'A' }, { name: 'B' }], command: [] as string[] },
];
const input: RegisterInput = {
  family: 'web',
  cpu: '1 vCPU',
  memory: '0.5GB',
  containerDefinitions,
  tags: [{ key: 'a' }],
};
const revision = (number: number, definition: TaskRevision['definition'] = {}): TaskRevision => ({
  arn: `arn:aws:ecs:eu-central-1:111122223333:task-definition/web:${number}`,
  family: 'web',
  revision: number,
  definition,
});
const asRegistered = {
  family: 'web',
  cpu: '1024',
  memory: '512',
  status: 'ACTIVE',
  containerDefinitions: [
    { name: 'web', image: 'web:1', cpu: 0, environment: [{ name: 'B' }, { name: 'A' }], mountPoints: [] },
  ],
};

describe('registerRevision', () => {
  /** Loses the answer, and then finds this one. */
  const register = (
    found: TaskRevision | Error | undefined,
    newest?: TaskRevision,
    reason: FailureReason = 'network',
  ) =>
    registerRevision(
      {
        register: () => Promise.reject(new Failure(reason, 'lost')),
        revision: () => (found instanceof Error ? Promise.reject(found) : Promise.resolve(found)),
      },
      input,
      newest,
    );

  it('answers with the revision', async () => {
    const gateway = { register: () => Promise.resolve(revision(3)), revision: () => assert.fail('not asked') };
    assert.deepEqual(await registerRevision(gateway, input, revision(2)), {
      revision: revision(3),
      answerWasLost: false,
    });
  });

  it('finds the revision of a lost answer, also the first of a family', async () => {
    const found = revision(3, asRegistered);
    assert.deepEqual(await register(found, revision(2)), { revision: found, answerWasLost: true });
    assert.deepEqual(await register(found, undefined, 'service'), { revision: found, answerWasLost: true });
  });

  it('takes no other revision for it', async () => {
    const [container] = asRegistered.containerDefinitions;
    const others: readonly TaskRevision['definition'][] = [
      { ...asRegistered, cpu: '512' },
      { ...asRegistered, memory: '1024' },
      { ...asRegistered, containerDefinitions: [{ ...container, image: 'web:2' }] },
      { ...asRegistered, containerDefinitions: [{ ...container, environment: [{ name: 'A' }] }] },
      { ...asRegistered, containerDefinitions: [{ ...container, command: ['x'] }] },
      { ...asRegistered, containerDefinitions: 'none' },
      { family: 'web' },
    ];
    for (const other of others) await assert.rejects(register(revision(3, other), revision(2)), { reason: 'network' });
    await assert.rejects(register(revision(2, asRegistered), revision(2)), { reason: 'network' });
    await assert.rejects(register(undefined), { reason: 'network' });
    await assert.rejects(register(new Failure('accessDenied', 'no')), { reason: 'network' });
  });

  it('does not look where AWS refused', async () => {
    await assert.rejects(register(revision(3, asRegistered), undefined, 'invalidRequest'), {
      reason: 'invalidRequest',
    });
  });
});

const request: RunRequest = { clusterArn: 'c', taskDefinitionArn: 't', nodeId: 'mi-1', count: 1, token: 'x' };
const task = (lastStatus: string, more: Partial<RunTask> = {}): RunTask => ({
  arn: 'arn:task',
  clusterArn: 'c',
  taskDefinitionArn: 't',
  lastStatus,
  desiredStatus: 'RUNNING',
  containers: [],
  ...more,
});
const container = (more: object = {}) => ({ name: 'web', status: 'STOPPED', image: 'web:1', ...more });

describe('runOnHost', () => {
  const run = (reason: FailureReason, found: readonly RunTask[] | Error): Promise<RunAnswer> =>
    runOnHost(
      {
        run: () => Promise.reject(new Failure(reason, 'lost')),
        tasksOfToken: () => (found instanceof Error ? Promise.reject(found) : Promise.resolve(found)),
      },
      request,
    );

  it('finds tasks by their token where all answers were lost', async () => {
    assert.deepEqual(await run('network', [task('PENDING')]), { tasks: [task('PENDING')], failures: [] });
    await assert.rejects(run('network', []), { reason: 'network' });
    await assert.rejects(run('service', new Error('x')), { reason: 'service' });
    await assert.rejects(run('accessDenied', [task('PENDING')]), { reason: 'accessDenied' });
  });

  it('has tokens that fit startedBy and clientToken', () => {
    const token = newRunToken('0f8fad5b-d9cb-469f-a165-70867728950e');
    assert.equal(token, 'external-instances/0f8fad5bd9cb469f');
    assert.match(token, /^[\w/-]{1,36}$/);
  });
});

describe('watchStart', () => {
  /** What each look sees, an error is one that fails. */
  async function watch(looks: readonly (readonly RunTask[] | Failure)[]) {
    let [now, at] = [0, 0];
    const seen: string[] = [];
    const gateway = {
      tasks: () => {
        const look = looks[Math.min(at++, looks.length - 1)] ?? [];
        return look instanceof Failure ? Promise.reject(look) : Promise.resolve(look);
      },
    };
    const watched = await watchStart(gateway, 'c', [task('PROVISIONING')], {
      now: () => now,
      sleep: (ms) => Promise.resolve((now += ms)),
      onTasks: (tasks) => seen.push(...tasks.map(({ lastStatus }) => lastStatus)),
      onFailure: ({ reason }) => seen.push(reason),
    });
    return { ...watched, seen, now };
  }

  it('looks until the task runs', async () => {
    const { end, seen } = await watch([[], new Failure('network', 'x'), [task('PENDING')], [task('RUNNING')]]);
    assert.deepEqual([end, seen], ['started', ['PROVISIONING', 'network', 'PENDING', 'RUNNING']]);
  });

  it('takes one that ended well for started, and tells one that did not', async () => {
    const ended = (exitCode: number) =>
      task('STOPPED', { stopCode: 'EssentialContainerExited', containers: [container({ exitCode })] });
    assert.equal((await watch([[ended(0)]])).end, 'started');
    assert.equal((await watch([[ended(1)]])).end, 'stopped');
    assert.equal((await watch([[task('STOPPED', { stopCode: 'TaskFailedToStart' })]])).end, 'stopped');
    assert.equal((await watch([[task('STOPPING', { stopCode: 'UserInitiated' })], [ended(0)]])).end, 'started');
  });

  it('ends after a while', async () => {
    const { end, now } = await watch([[task('PENDING')]]);
    assert.equal(end, 'timedOut');
    assert.equal(now, startPolling.forMs);
  });

  it('does not go on where it is denied', async () => {
    await assert.rejects(watch([new Failure('accessDenied', 'x')]), { reason: 'accessDenied' });
  });
});

describe('words of tasks', () => {
  it('tell why a task stopped, the most telling part first', () => {
    const why = (more: Partial<RunTask>): string => messageText(whyStopped(task('STOPPED', more)));
    const stoppedReason = 'Essential container in task exited';
    const reason = 'OutOfMemoryError: Container killed due to memory usage';
    assert.equal(why({ stoppedReason, containers: [container({ exitCode: 137, reason })] }), `web: ${reason}`);
    const failed = [container({ exitCode: 0 }), container({ name: 'db', exitCode: 3 })];
    assert.equal(why({ stoppedReason, containers: failed }), 'db ended with the exit code 3');
    assert.equal(why({ stoppedReason: 'CannotPullContainerError: x' }), 'CannotPullContainerError: x');
    assert.equal(why({ stopCode: 'UserInitiated' }), 'UserInitiated');
    assert.equal(why({}), 'AWS gives no reason');
    assert.ok(!didFail(task('PENDING')));
  });

  it('tell why a task was not placed, of the host that was meant', () => {
    const why = (reason: string, detail?: string): string =>
      messageText(
        whyNotPlaced(
          [
            { reason: 'AGENT', instanceArn: 'other' },
            { reason, instanceArn: 'arn:host', ...(detail !== undefined && { detail }) },
          ],
          'arn:host',
        ),
      );
    const reasons = ['AGENT', 'ATTRIBUTE', 'INACTIVE', 'MISSING'];
    const resources = ['CPU', 'MEMORY', 'PORTS', 'PORTS_UDP', 'GPU'].map((each) => `RESOURCE:${each}`);
    for (const reason of [...reasons, ...resources]) assert.doesNotMatch(why(reason), /[A-Z]{5}|gives/);
    assert.match(why('MemberOf placement constraint unsatisfied.'), /placement constraint/);
    assert.equal(why('LOCATION', 'elsewhere'), 'LOCATION: elsewhere');
    assert.equal(why('constructor'), 'constructor');
    assert.equal(messageText(whyNotPlaced([], 'arn:host')), 'AWS gives no reason');
    assert.equal(messageText(whyNotPlaced([{ reason: 'AGENT' }], 'arn:host')), 'its ECS agent is not connected');
  });
});

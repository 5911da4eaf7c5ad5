import assert from 'node:assert/strict';
import type { TaskContainer } from '../../fleet/model.ts';
import { messageText } from '../../text/message.ts';
import type { TaskDetails } from '../ecsOperations.ts';
import { eventFindings, eventsAbout } from './eventFindings.ts';
import { explainEvent } from './serviceEvents.ts';
import { explainStop } from './stopReasons.ts';

const requirements =
  '(service web) was unable to place a task because no container instance met all of its requirements.';
const closest = `${requirements} The closest matching (container-instance 0a1b)`;

describe('explainEvent', () => {
  const known: readonly (readonly [string, RegExp])[] = [
    [requirements, /^No host of the cluster takes the task now$/],
    [`${requirements} Reason: No Container Instances were found in your cluster.`, /no host that takes tasks/],
    [`${closest} has insufficient memory available.`, /free memory/],
    [`${closest} has insufficient CPU units available.`, /free CPU units/],
    [`${closest} is already using a port required by your task.`, /host port .* is taken/],
    [`${closest} is missing an attribute required by your task.`, /lacks a capability/],
    [`${closest} encountered error "AGENT".`, /is not connected/],
    ['(service web) is unable to consistently start tasks successfully.', /end soon after they start/],
    ['(service web) (deployment ecs-svc/1) deployment failed: tasks failed to start.', /circuit breaker/],
    ['(service web) operations are being throttled. Will try again later.', /Too many requests/],
    [
      '(service web) was unable to stop or start tasks during a deployment because of the service deployment configuration.',
      /percents/,
    ],
    ['(service web) (task 1) failed container health checks.', /health check/],
  ];
  for (const [text, means] of known) {
    it(`knows: ${text.slice(0, 110)}`, () => {
      assert.match(messageText(explainEvent({ message: text })!.means), means);
    });
  }

  it('says nothing of what goes well', () => {
    for (const text of [
      '(service web) has reached a steady state.',
      '(service web) has started 2 tasks: (task 1) (task 2).',
      '(service web) (deployment ecs-svc/1) deployment completed.',
      '(service web) has stopped 1 running tasks: (task 1).',
      '',
    ]) {
      assert.equal(explainEvent({ message: text }), undefined, text);
    }
  });

  it('is not held up by a long text', () => {
    const start = performance.now();
    assert.equal(explainEvent({ message: 'CannotPull (service '.repeat(50_000) }), undefined);
    assert.ok(performance.now() - start < 2000, 'it would take minutes');
  });
});

describe('eventFindings', () => {
  const at = (time: number, message: string) => ({ id: String(time), at: time, message });

  it('tells each thing once, and whether the service was well since then', () => {
    const findings = eventFindings([
      at(9, `${closest} has insufficient memory available.`),
      at(8, `${closest} has insufficient memory available.`),
      at(7, '(service web) has reached a steady state.'),
      at(6, `${closest} is already using a port required by your task.`),
      at(5, `${closest} has insufficient memory available.`),
    ]);
    assert.deepEqual(
      findings.map(({ count, lastAt, isCurrent }) => [count, lastAt, isCurrent]),
      [
        [3, 9, true],
        [1, 6, false],
      ],
    );
    assert.deepEqual(eventFindings([]), []);
  });

  it('finds events about a task', () => {
    const events = [at(2, 'has started 1 tasks: (task 0a1b).'), at(1, 'has started 1 tasks: (task ffff).')];
    assert.deepEqual(eventsAbout(events, '0a1b'), [events[0]]);
    assert.deepEqual(eventsAbout(events, ''), []);
  });
});

describe('explainStop', () => {
  function stopped(over: Partial<TaskDetails>, ...containers: readonly Partial<TaskContainer>[]): TaskDetails {
    return {
      arn: 'arn:aws:ecs:eu-central-1:111122223333:task/home/1',
      clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/home',
      taskDefinitionArn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/web:1',
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      containers: containers.map((each, index) => ({ name: `c${index}`, status: 'STOPPED', image: 'web:1', ...each })),
      ...over,
    };
  }
  const means = (task: TaskDetails): readonly string[] => explainStop(task).map((each) => messageText(each.means));
  const ofPull = (reason: string): TaskDetails =>
    stopped({ stopCode: 'TaskFailedToStart', stoppedReason: `CannotPullContainerError: ${reason}` }, {});

  const pulls: readonly (readonly [string, RegExp])[] = [
    ['toomanyrequests: You have reached your pull rate limit', /too many pulls/],
    ['no matching manifest for linux/arm64/v8 in the manifest list entries', /architecture/],
    ['pull access denied for web, repository does not exist or may require authorization', /did not let/],
    ['Error response from daemon: no basic auth credentials', /did not let/],
    ['write /var/lib/docker/tmp: no space left on device', /disk of the host is full/],
    ['dial tcp: lookup registry-1.docker.io: i/o timeout', /did not reach/],
    ['failed to resolve ref web:9: web:9: not found', /is not there/],
    ['something new', /could not be pulled/],
  ];
  for (const [reason, expected] of pulls) {
    it(`knows why an image could not be pulled: ${reason}`, () => {
      const [first, ...others] = means(ofPull(reason));
      assert.match(first ?? '', expected);
      assert.deepEqual(others, []);
    });
  }

  const reasons: readonly (readonly [string, RegExp])[] = [
    ['ResourceInitializationError: unable to pull secrets or registry auth: AccessDenied', /secret/],
    ['ResourceInitializationError: failed to validate logger args: CloudWatch', /log group/],
    [
      'CannotStartContainerError: driver failed: Bind for 0.0.0.0:80 failed: port is already allocated',
      /host port is taken/,
    ],
    ['CannotStartContainerError: exec: "x": executable file not found in $PATH', /command of the container/],
    ['DockerTimeoutError: Could not transition to started', /did not answer/],
    ['Task failed container health checks', /health check/],
  ];
  for (const [reason, expected] of reasons) {
    it(`knows: ${reason}`, () => {
      assert.match(means(stopped({ stopCode: 'TaskFailedToStart', stoppedReason: reason }))[0] ?? '', expected);
    });
  }

  it('knows exit codes, and by what the container says before its number', () => {
    const exited = { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' };
    const memory = 'OutOfMemoryError: Container killed due to memory usage';
    assert.match(means(stopped(exited, { exitCode: 137, reason: memory }))[0] ?? '', /hard limit/);
    for (const [exitCode, expected] of [
      [137, /SIGKILL/],
      [139, /SIGSEGV/],
      [134, /SIGABRT/],
      [127, /not in its image/],
      [126, /not executable/],
      [125, /Docker could not run/],
      [143, /SIGTERM/],
      [130, /signal 2 /],
      [1, /exit code 1, which is its own/],
      [255, /exit code 255/],
    ] as const) {
      assert.match(means(stopped(exited, { exitCode }))[0] ?? '', expected);
    }
  });

  it('does not blame a container that was stopped with the one that failed', () => {
    const failed = { exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' };
    const task = stopped({ stopCode: 'EssentialContainerExited' }, failed, { exitCode: 137 }, { exitCode: 143 });
    assert.equal(means(task).length, 1);
    assert.equal(means(stopped({ stopCode: 'EssentialContainerExited' }, failed, { exitCode: 1 })).length, 2);
  });

  it('tells a task that did its work from one that should have gone on', () => {
    const exited = { stopCode: 'EssentialContainerExited' };
    assert.match(means(stopped({ ...exited, group: 'family:job' }, { exitCode: 0 }))[0] ?? '', /did its work/);
    assert.match(means(stopped({ ...exited, group: 'service:web' }, { exitCode: 0 }))[0] ?? '', /ended by itself/);
  });

  it('does not blame a container that was told to end', () => {
    assert.deepEqual(means(stopped({ stopCode: 'UserInitiated', stoppedReason: 'enough' }, { exitCode: 137 })), [
      'Somebody stopped it, by StopTask',
    ]);
    assert.match(
      means(stopped({ stopCode: 'ServiceSchedulerInitiated' }, { exitCode: 143 }))[0] ?? '',
      /^Its service stopped it/,
    );
  });

  it('says nothing of a task that runs, nor where AWS tells nothing', () => {
    assert.deepEqual(means(stopped({ lastStatus: 'RUNNING', desiredStatus: 'RUNNING' }, { exitCode: 1 })), []);
    assert.deepEqual(means(stopped({})), []);
  });
});

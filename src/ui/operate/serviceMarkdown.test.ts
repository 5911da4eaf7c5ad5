import assert from 'node:assert/strict';
import { ecsService } from '../../../test/unit/fleetLiterals.ts';
import { readable } from '../../../test/unit/renderedMarkdown.ts';
import { Failure } from '../../core/failure.ts';
import type { EcsService, TaskDetails } from '../../core/operate/ecsOperations.ts';
import { serviceMarkdown } from './serviceMarkdown.ts';
import { taskMarkdown } from './taskMarkdown.ts';

const clusterArn = 'arn:aws:ecs:eu-central-1:111122223333:cluster/home';
const account = { source: { kind: 'demo' }, region: 'eu-central-1' } as const;
const now = Date.UTC(2026, 10, 22, 12);
const at = { locale: 'en', now };
const evil = '[a](command:b) `c` <img src=x> | $(flame)\n# d \u202Ee';

/** Escapes read back, as the eye sees them. */
function shown(markdown: string): string {
  return readable(markdown).replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

function service(over: Partial<EcsService> = {}): EcsService {
  return ecsService({
    desiredCount: 3,
    runningCount: 2,
    pendingCount: 1,
    deployments: [
      {
        id: 'ecs-svc/1',
        status: 'PRIMARY',
        rolloutState: 'IN_PROGRESS',
        rolloutReason: 'ECS deployment ecs-svc/1 in progress.',
        taskDefinitionArn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/web:7',
        desiredCount: 3,
        runningCount: 2,
        pendingCount: 1,
        failedTasks: 4,
        createdAt: now - 60_000,
      },
    ],
    events: [
      {
        id: '2',
        at: now - 120_000,
        message:
          '(service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) has insufficient memory available.',
      },
      { id: '1', at: now - 3_600_000, message: '(service web) has reached a steady state.' },
    ],
    ...over,
  });
}

function task(over: Partial<TaskDetails> = {}): TaskDetails {
  return {
    arn: 'arn:aws:ecs:eu-central-1:111122223333:task/home/0a1b2c3d',
    clusterArn,
    taskDefinitionArn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/web:7',
    group: 'service:web',
    lastStatus: 'STOPPED',
    desiredStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    stoppedAt: now,
    containers: [{ name: 'web', status: 'STOPPED', image: 'web:7', exitCode: 127 }],
    ...over,
  };
}

describe('the document of a service', () => {
  it('says what is wrong before it tells of deployments and events', () => {
    const text = shown(serviceMarkdown(service(), account, at));
    const places = ['## What Is Wrong', '## Deployments', '## How It Is Run', '## Events'].map((each) =>
      text.indexOf(each),
    );
    assert.ok(
      places.every((place) => place > 0),
      text,
    );
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
    assert.match(text, /\*\*2\/3 running, 1 pending · can't place tasks\*\*/);
    assert.match(text, /\*\*No host that would fit has as much free memory[^*]*\*\* \(said once, 2 minutes ago\)/);
    assert.match(text, /\| newest \| web:7 \| 3 \| 2 \| 1 \| 4 \| in progress \|/);
    assert.match(text, /^- newest: ECS deployment ecs-svc\/1 in progress\.$/m);
    assert.match(text, /\| ⚠ was unable to place a task/);
    assert.match(text, /is tried for ever/);
    assert.doesNotMatch(text, /What Was Wrong Before/);
  });

  it('tells apart what was wrong before, and says that there is nothing', () => {
    const [unplaced, steady] = service().events;
    const well = shown(serviceMarkdown(service({ events: [steady!, unplaced!] }), account, at));
    assert.match(well, /## What Was Wrong Before/);
    assert.doesNotMatch(well, /## What Is Wrong\n/);
    const empty = readable(serviceMarkdown(service({ events: [], deployments: [] }), account, at));
    assert.equal(empty.match(/^None\.$/gm)?.length, 2);
  });

  it('has nothing in it that acts', () => {
    const text = serviceMarkdown(
      service({
        name: evil,
        events: [{ id: '1', at: now, message: evil }],
        placementConstraints: [{ type: 'memberOf', expression: evil }],
        deployments: [{ ...service().deployments[0]!, rolloutReason: evil, rolloutState: evil, status: evil }],
      }),
      account,
      at,
    );
    assert.doesNotMatch(text, /\]\(|\$\(|<img|`|\u202E/);
    assert.deepEqual(text.match(/^#.*$/gm)?.length, 4, text);
  });
});

describe('the document of a task', () => {
  it('says why it stopped, and what to do', () => {
    const text = shown(taskMarkdown({ task: task(), account, hostName: 'attic-rack', events: [] }, at));
    assert.match(text, /\*\*STOPPED · EssentialContainerExited\*\*/);
    assert.match(text, /> Essential container in task exited/);
    assert.match(text, /\*\*The command of web is not in its image \(exit code 127\)\.\*\* Look at command/);
    assert.match(text, /\| web \| STOPPED \| 127 \| web:7 \|/);
    assert.match(text, /\| Host \| attic-rack \|/);
    assert.match(text, /Nothing in the last 100 events\./);
  });

  it('has no reason of one that runs, and says what could not be read', () => {
    const running = task({ lastStatus: 'RUNNING', desiredStatus: 'RUNNING', stopCode: '', health: 'HEALTHY' });
    const failure = new Failure('accessDenied', 'no', { service: 'ECS', operation: 'DescribeServices' });
    const text = shown(taskMarkdown({ task: running, account, failure }, at));
    assert.doesNotMatch(text, /Why It Stopped/);
    assert.match(text, /\*\*RUNNING · HEALTHY\*\*/);
    assert.match(text, /It could not be read: /);
  });

  it('says that nobody hears of one on a host that is cut off', () => {
    const running = task({ lastStatus: 'RUNNING', connectivity: 'DISCONNECTED' });
    const text = readable(taskMarkdown({ task: running, account }, at));
    assert.match(text, /told to stop/);
    assert.match(text, /nobody hears whether it has ended/);
    assert.doesNotMatch(text, /What Its Service Said/);
  });

  it('has nothing in it that acts', () => {
    const odd = task({
      group: `service:${evil}`,
      stoppedReason: evil,
      stopCode: evil,
      startedBy: evil,
      containers: [{ name: evil, status: evil, image: evil, reason: evil }],
    });
    const text = taskMarkdown(
      { task: odd, account, hostName: evil, events: [{ id: '1', at: now, message: evil }] },
      at,
    );
    assert.doesNotMatch(text, /\]\(|\$\(|<img|`|\u202E/);
  });
});

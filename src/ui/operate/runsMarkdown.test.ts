import assert from 'node:assert/strict';
import { ecsCluster, instance, node } from '../../../test/unit/fleetLiterals.ts';
import { readable } from '../../../test/unit/renderedMarkdown.ts';
import { Failure } from '../../core/failure.ts';
import { ecsHosts } from '../../core/fleet/host.ts';
import type { RunTask } from '../../core/tasks/gateway.ts';
import { runsMarkdown, runsWell, stillStarts } from './runsMarkdown.ts';

const home = ecsCluster('home');

function place(id: string, name: string) {
  const one = instance(id, home);
  const [host] = ecsHosts(home, [one], new Map([[node(id).id, node(id, { name })]]));
  assert.ok(host);
  const request = { clusterArn: home.arn, taskDefinitionArn: 'web:1', nodeId: one.managedNodeId, count: 1, token: id };
  return { host: { host, instance: one }, request };
}

function task(over: Partial<RunTask>): RunTask {
  return {
    arn: 'arn:aws:ecs:eu-central-1:111122223333:task/home/0a1b',
    clusterArn: home.arn,
    taskDefinitionArn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/web:1',
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    containers: [],
    ...over,
  };
}

describe('what became of a task on several hosts', () => {
  const stopped = {
    lastStatus: 'STOPPED',
    desiredStatus: 'STOPPED',
    stopCode: 'TaskFailedToStart',
    stoppedReason: 'CannotPullContainerError: no space left on device',
  };
  const ended = {
    ...stopped,
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
  };
  const runs = [
    { ...place('1', 'pi-1'), kind: 'started', tasks: [task({})] },
    { ...place('2', 'pi-2'), kind: 'started', tasks: [task(stopped)] },
    { ...place('3', 'pi-3'), kind: 'started', tasks: [task({ lastStatus: 'PENDING' })] },
    { ...place('4', 'pi-4'), kind: 'started', tasks: [task(ended)] },
    { ...place('5', 'pi-5'), kind: 'notPlaced', failures: [{ reason: 'RESOURCE:MEMORY' }] },
    { ...place('6', 'pi-6'), kind: 'failed', failure: new Failure('network', 'reset'), isUncertain: true },
    { ...place('7', '[a](command:b)|'), kind: 'notSent' },
  ] as const;

  it('is told of each host, those first that want attention', () => {
    assert.deepEqual(runs.map(runsWell), [true, false, false, true, false, false, false]);
    assert.deepEqual(runs.map(stillStarts), [false, false, true, false, false, false, false]);
    const text = readable(runsMarkdown('web:1', runs)).replace(/&#(\d+);/g, (_, code: string) =>
      String.fromCharCode(Number(code)),
    );
    assert.match(text, /\*\*Runs on 2 of 7 hosts\*\*/);
    const rows = text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
    for (const [index, expected] of [
      /Host \| Cluster \| Result \| Why \| Task/,
      /pi-2 \| home \| ✗ stopped \| CannotPullContainerError: no space left on device\. Run the command Prune images/,
      /pi-3 \| home \| … PENDING/,
      /pi-5 \| home \| ✗ not started \| too little memory is free/,
      /pi-6 \| home \| \? not known \| /,
      /– not asked/,
      /pi-1 \| home \| ✓ runs/,
      /pi-4 \| home \| ✓ ended well/,
    ].entries()) {
      assert.match(rows[index] ?? '', expected);
    }
  });

  it('has nothing in it that acts', () => {
    assert.doesNotMatch(runsMarkdown('web:1', runs), /\]\(/);
  });
});

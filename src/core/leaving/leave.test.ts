import assert from 'node:assert/strict';
import { ecsCluster, eksCluster, instance, node, nodeId } from '../../../test/unit/fleetLiterals.ts';
import { Failure } from '../failure.ts';
import type { Host } from '../fleet/host.ts';
import { ecsHosts, nodeHosts } from '../fleet/host.ts';
import type { LeavingGateway } from './gateway.ts';
import type { AwsStep, StepOutcome } from './leave.ts';
import { drainPolling, isAwsStep, leaveSteps, takeStep } from './leave.ts';

const home = ecsCluster('home');
const where = (id: string, cluster = home): { clusterArn: string; instanceArn: string } => ({
  clusterArn: cluster.arn,
  instanceArn: instance(id, cluster).arn,
});

function only(hosts: readonly Host[]): Host {
  assert.equal(hosts.length, 1);
  return hosts[0]!;
}

describe('leaveSteps', () => {
  it('drains, waits, and deregisters in both services, then cleans up', () => {
    const host = only(ecsHosts(home, [instance('a', home)], new Map()));
    assert.deepEqual(leaveSteps(host, [host]), [
      { kind: 'drain', ...where('a') },
      { kind: 'waitForTasks', ...where('a') },
      { kind: 'deregisterInstance', ...where('a'), force: false },
      { kind: 'deregisterNode', nodeId: nodeId('a') },
      { kind: 'cleanUpOnHost', host: 'ecs', nodeId: nodeId('a') },
    ]);
  });

  it('does not wait for an agent that is gone', () => {
    const host = only(ecsHosts(home, [instance('a', home, { agentConnected: false, status: 'DRAINING' })], new Map()));
    assert.deepEqual(
      leaveSteps(host).map((step) => [step.kind, 'force' in step && step.force]),
      [
        ['deregisterInstance', true],
        ['deregisterNode', false],
        ['cleanUpOnHost', false],
      ],
    );
  });

  it('takes all registrations of a machine, in whichever cluster, before its node', () => {
    const workshop = ecsCluster('workshop');
    const twin = instance('b', home, { managedNodeId: nodeId('a'), agentConnected: false, registeredAt: 1 });
    const old = instance('a', workshop, { agentConnected: false });
    const hosts = [
      ...ecsHosts(home, [instance('a', home), twin, instance('c', home)], new Map()),
      ...ecsHosts(workshop, [old], new Map()),
    ];
    const host = hosts.find(({ key }) => key === instance('a', home).arn)!;
    const steps = leaveSteps(host, hosts);
    assert.deepEqual(
      steps.map((step) => ('instanceArn' in step ? `${step.kind} ${step.instanceArn}` : step.kind)),
      [
        `drain ${instance('a', home).arn}`,
        `waitForTasks ${instance('a', home).arn}`,
        `deregisterInstance ${instance('a', home).arn}`,
        `deregisterInstance ${twin.arn}`,
        `deregisterInstance ${old.arn}`,
        'deregisterNode',
        'cleanUpOnHost',
      ],
    );
    const left = hosts.find(({ key }) => key === twin.arn)!;
    assert.ok(left.stale);
    const alone = { kind: 'deregisterInstance', clusterArn: home.arn, instanceArn: twin.arn, force: true };
    assert.deepEqual(leaveSteps(left, hosts), [alone]);
  });

  it('uninstalls a hybrid node first, and takes it out of Kubernetes before SSM', () => {
    const host = only(nodeHosts([node('a')], eksCluster('lab')));
    const id = nodeId('a');
    assert.deepEqual(leaveSteps(host), [
      { kind: 'removeFromKubernetes', nodeName: id, commands: [`kubectl drain ${id} --ignore-daemonsets`] },
      { kind: 'cleanUpOnHost', host: 'hybridNode', nodeId: id },
      { kind: 'removeFromKubernetes', nodeName: id, commands: [`kubectl delete node ${id}`] },
      { kind: 'deregisterNode', nodeId: id },
    ]);
    assert.deepEqual(leaveSteps(host).map(isAwsStep), [false, false, false, true]);
  });

  it('deregisters a node without a cluster', () => {
    const host = only(nodeHosts([node('a')]));
    assert.deepEqual(leaveSteps(host), [
      { kind: 'deregisterNode', nodeId: nodeId('a') },
      { kind: 'cleanUpOnHost', host: 'ssm', nodeId: nodeId('a') },
    ]);
  });
});

describe('takeStep', () => {
  const gone = new Failure('notFound', 'Gone.');
  const step = (kind: AwsStep['kind']): AwsStep =>
    kind === 'deregisterNode' ? { kind, nodeId: 'mi-1' } : { kind, ...where('a'), force: false };

  /** A gateway that says how many tasks run, look by look, or fails. */
  function gateway(answers: readonly number[] | Failure, absent: readonly string[] = []) {
    const calls: string[] = [];
    const tasks = Array.isArray(answers) ? [...(answers as number[])] : [];
    const call = async <T>(name: string, answer: T): Promise<T> => {
      await Promise.resolve();
      calls.push(name);
      if (answers instanceof Failure) throw answers;
      return answer;
    };
    const self: LeavingGateway = {
      setStatus: (_, arns, status) => call(`setStatus ${arns.length} ${status}`, absent),
      runningTasks: () => call('runningTasks', tasks.length > 1 ? tasks.shift()! : (tasks[0] ?? 0)),
      runningTasksOn: () => call('runningTasksOn', 0),
      deregisterInstance: (_cluster, _instance, force) => call(`deregisterInstance ${force}`, undefined),
      deregisterNode: (id) => call(`deregisterNode ${id}`, undefined),
    };
    return { ...self, calls };
  }

  const waits: number[] = [];
  const sleep = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };
  beforeEach(() => {
    waits.length = 0;
  });

  it('does what the step says', async () => {
    const aws = gateway([0]);
    const outcomes: StepOutcome[] = [];
    for (const kind of ['drain', 'waitForTasks', 'deregisterInstance', 'deregisterNode'] as const)
      outcomes.push(await takeStep(step(kind), aws, { sleep }));
    assert.deepEqual(new Set(outcomes), new Set(['done']));
    assert.deepEqual(aws.calls, [
      'setStatus 1 DRAINING',
      'runningTasks',
      'deregisterInstance false',
      'deregisterNode mi-1',
    ]);
  });

  it('takes what is gone already for done, whichever step it is', async () => {
    for (const kind of ['drain', 'waitForTasks', 'deregisterInstance', 'deregisterNode'] as const)
      assert.equal(await takeStep(step(kind), gateway(gone), { sleep }), 'alreadyGone', kind);
    assert.equal(await takeStep(step('drain'), gateway([], ['arn']), { sleep }), 'alreadyGone');
  });

  it('fails with any other failure, and can be taken again', async () => {
    const denied = new Failure('accessDenied', 'No.');
    await assert.rejects(takeStep(step('drain'), gateway(denied), { sleep }), denied);
    assert.equal(await takeStep(step('drain'), gateway([0]), { sleep }), 'done');
  });

  it('waits until no task runs, and says how many still do', async () => {
    const seen: number[] = [];
    const aws = gateway([3, 1, 0]);
    const onTasks = (running: number): unknown => seen.push(running);
    assert.equal(await takeStep(step('waitForTasks'), aws, { sleep, onTasks }), 'done');
    assert.deepEqual(seen, [3, 1, 0]);
    assert.deepEqual(waits, [drainPolling.everyMs, drainPolling.everyMs]);
  });

  it('waits for so long and no longer', async () => {
    assert.equal(await takeStep(step('waitForTasks'), gateway([1]), { sleep }), 'timedOut');
    assert.equal(
      waits.reduce((sum, ms) => sum + ms, 0),
      drainPolling.forMs,
    );
  });

  it('ends when it is called off', async () => {
    const off = new Failure('cancelled', 'Off.');
    const aws = gateway([1]);
    await assert.rejects(takeStep(step('waitForTasks'), aws, { sleep: () => Promise.reject(off) }), off);
    assert.deepEqual(aws.calls, ['runningTasks']);
  });
});

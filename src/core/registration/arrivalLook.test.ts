import assert from 'node:assert/strict';
import { ecsCluster, eksCluster, instance, node } from '../../../test/unit/fleetLiterals.ts';
import { Failure } from '../failure.ts';
import type { ContainerInstance, ManagedNode } from '../fleet/model.ts';
import { lookForArrival, type ArrivalGateways, type ArrivalTarget } from './arrivalLook.ts';

const web = ecsCluster('web');
const [a, b] = [node('a'), node('b')];

interface Contents {
  readonly nodes?: readonly ManagedNode[];
  readonly instances?: readonly ContainerInstance[] | Error;
  readonly connectors?: Readonly<Record<string, string>>;
  readonly isActive?: boolean | Failure;
}

function gatewaysOver({
  nodes = [],
  instances = [],
  connectors = {},
  isActive = true,
}: Contents): ArrivalGateways & { calls: string[] } {
  const calls: string[] = [];
  const stateOf = (arnOrName: string): Promise<boolean> => {
    calls.push(`state of ${arnOrName}`);
    return isActive instanceof Failure ? Promise.reject(isActive) : Promise.resolve(isActive);
  };
  return {
    calls,
    gateway: {
      clusterIsActive: stateOf,
      nodesOfActivation: (id) => {
        calls.push(`nodes of ${id}`);
        return Promise.resolve(nodes);
      },
      containerInstancesOfNodes: (arn, ids) => {
        calls.push(`instances of ${ids.join(' ')} in ${arn}`);
        return instances instanceof Error ? Promise.reject(instances) : Promise.resolve(instances);
      },
    },
    eks: {
      clusterIsActive: stateOf,
      connector: (name) => {
        calls.push(`connector ${name}`);
        const status = connectors[name];
        return Promise.resolve(status === undefined ? undefined : { status });
      },
    },
  };
}

const ecs: ArrivalTarget = {
  id: 'act',
  plan: { kind: 'ecsLinux', form: { kind: 'script' }, host: { attributes: {}, tags: {} } },
  cluster: web,
};
const stage = async (contents: Contents, target: ArrivalTarget, thoroughly = false): Promise<string> =>
  (await lookForArrival(gatewaysOver(contents), target, thoroughly)).stage;

describe('lookForArrival', () => {
  it('asks ECS only about machines that SSM knows', async () => {
    const nobody = gatewaysOver({});
    assert.equal((await lookForArrival(nobody, ecs, false)).stage, 'waiting');
    assert.deepEqual(nobody.calls, ['nodes of act']);
    const there = gatewaysOver({ nodes: [a], instances: [instance('a', web)] });
    assert.equal((await lookForArrival(there, ecs, false)).stage, 'arrived');
    assert.deepEqual(there.calls, ['nodes of act', `instances of ${a.id} in ${web.arn}`]);
  });

  it('asks now and then whether the cluster is there, while nobody has come', async () => {
    const there = gatewaysOver({});
    assert.equal((await lookForArrival(there, ecs, true)).stage, 'waiting');
    assert.deepEqual(there.calls, ['nodes of act', `state of ${web.arn}`]);
    assert.equal(await stage({ isActive: false }, ecs, true), 'gone');
    assert.equal(await stage({ isActive: new Failure('accessDenied', 'no') }, ecs, true), 'waiting');
    await assert.rejects(stage({ isActive: new Failure('network', 'no') }, ecs, true), { reason: 'network' });
  });

  it('waits for all hosts of a plan for many', async () => {
    const form = { kind: 'many', hosts: ['one', 'two', 'one'], by: 'ssh' } as const;
    const target: ArrivalTarget = { id: 'act', plan: { kind: 'ssmOnly', form } };
    const one = await lookForArrival(gatewaysOver({ nodes: [a] }), target, false);
    assert.deepEqual([one.stage, one.arrived.length], ['waiting', 1]);
    assert.equal(await stage({ nodes: [a, b] }, target), 'arrived');
  });

  it('takes a node that is online for a hybrid node that has arrived', async () => {
    const plan = { kind: 'hybridNode', form: { kind: 'script' }, kubernetesVersion: '1.35' } as const;
    const target: ArrivalTarget = { id: 'act', plan, cluster: eksCluster('lab') };
    const gateways = gatewaysOver({ nodes: [a] });
    assert.equal((await lookForArrival(gateways, target, false)).stage, 'arrived');
    assert.deepEqual(gateways.calls, ['nodes of act'], 'ECS has nothing to do with it');
    assert.equal(await stage({ nodes: [node('a', { pingStatus: 'ConnectionLost' })] }, target), 'waiting');
    const nobody = gatewaysOver({ isActive: false });
    assert.equal((await lookForArrival(nobody, target, true)).stage, 'gone');
    assert.deepEqual(nobody.calls, ['nodes of act', 'state of lab'], 'EKS is asked, by name');
  });

  it('asks EKS alone about a cluster that is to be connected', async () => {
    const plan = { kind: 'connector', by: 'helm', provider: 'OTHER' } as const;
    const target: ArrivalTarget = { id: 'act', plan, cluster: eksCluster('edge') };
    const gateways = gatewaysOver({ nodes: [a], connectors: { edge: 'PENDING' } });
    assert.equal((await lookForArrival(gateways, target, false)).stage, 'waiting');
    assert.deepEqual(gateways.calls, ['connector edge']);
    assert.equal(await stage({ connectors: { edge: 'ACTIVE' } }, target), 'arrived');
    assert.equal(await stage({ connectors: { edge: 'FAILED' } }, target), 'gone');
    assert.equal(await stage({}, target), 'gone', 'it was deregistered');
  });

  it('sees that the cluster was deleted meanwhile, and takes no other failure for that', async () => {
    const failing = (reason: 'notFound' | 'throttled'): Contents => ({
      nodes: [a],
      instances: new Failure(reason, 'no'),
    });
    assert.equal(await stage(failing('notFound'), ecs), 'gone');
    await assert.rejects(stage(failing('throttled'), ecs), { reason: 'throttled' });
  });
});

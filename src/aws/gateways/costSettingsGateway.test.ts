import assert from 'node:assert/strict';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo, failureOf } from '../../../test/unit/demoConnection.ts';
import { allPages } from '../../core/fleet/reading.ts';
import { homeWorld } from '../../demo/worlds/homeWorld.ts';
import { addConnectedCluster, addEksCluster, addHybridNode } from '../../demo/worlds/nodes.ts';

describe('settings on which costs depend', () => {
  let connection: DemoConnection;
  beforeEach(async () => {
    connection = await connectTo(homeWorld());
  });
  afterEach(() => connection.close());

  it('tell the tier of managed nodes', async () => {
    const { costSettings, demo } = connection;
    assert.equal(await costSettings.managedInstanceTier(), 'standard');
    demo.world.serviceSettings.set('/ssm/managed-instance/activation-tier', 'advanced');
    assert.equal(await costSettings.managedInstanceTier(), 'advanced');
    demo.world.serviceSettings.set('/ssm/managed-instance/activation-tier', 'other');
    assert.equal((await failureOf(costSettings.managedInstanceTier())).reason, 'service');
    demo.faults.add({ operation: 'GetServiceSetting', fault: { kind: 'deny' } });
    assert.equal((await failureOf(costSettings.managedInstanceTier())).reason, 'accessDenied');
  });

  it('tell the vCPUs of nodes that have an inventory, by as few requests as can be', async () => {
    const { costSettings, demo } = connection;
    const lab = demo.world.eksClusters.get('lab')!;
    const nodes = Array.from({ length: 41 }, () => addHybridNode(demo.world, lab));
    const ids = nodes.map(({ id }) => id);
    for (const node of nodes.slice(0, 40)) node.report = { ...node.report, cpus: 4 };
    demo.resetCalls();
    assert.deepEqual(await costSettings.vcpus(ids), new Map(ids.slice(0, 40).map((id) => [id, 4])));
    assert.equal(demo.callCount('ssm', 'GetInventory'), 2);
    assert.equal((await costSettings.vcpus([])).size, 0);
    demo.faults.add({ operation: 'GetInventory', fault: { kind: 'deny' } });
    assert.equal((await failureOf(costSettings.vcpus(ids))).reason, 'accessDenied');
  });

  it('tell of a cluster its tier and until when its version is supported', async () => {
    const { world } = connection.demo;
    const provisioned = addEksCluster(world, { name: 'busy', version: '1.36' });
    provisioned.details.controlPlaneScalingConfig = { tier: 'tier-xl' };
    addConnectedCluster(world, 'k3s');
    const clusters = new Map((await allPages(connection.fleet.eksClusters())).map((each) => [each.name, each]));
    const { controlPlaneTier, endOfStandardSupport, endOfExtendedSupport } = clusters.get('busy')!;
    assert.deepEqual(
      [controlPlaneTier, endOfStandardSupport, endOfExtendedSupport],
      ['tier-xl', Date.UTC(2027, 7, 2), Date.UTC(2028, 7, 2)],
    );
    assert.equal(clusters.get('lab')!.controlPlaneTier, 'standard');
    const connected = clusters.get('k3s')!;
    assert.ok(!('controlPlaneTier' in connected) && !('endOfStandardSupport' in connected));
  });
});

import assert from 'node:assert/strict';
import type { DemoConnection } from '../../test/unit/demoConnection.ts';
import { connectTo, failureOf } from '../../test/unit/demoConnection.ts';
import { allPages } from '../core/fleet/reading.ts';
import { homeWorld } from '../demo/worlds/homeWorld.ts';
import { addConnectedCluster, addEksCluster } from '../demo/worlds/nodes.ts';

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

  it('tell of a cluster its tier and until when its version is supported', async () => {
    const { world } = connection.demo;
    const provisioned = addEksCluster(world, { name: 'busy', version: '1.34' });
    provisioned.details.controlPlaneScalingConfig = { tier: 'tier-xl' };
    addConnectedCluster(world, 'k3s');
    const clusters = new Map((await allPages(connection.fleet.eksClusters())).map((each) => [each.name, each]));
    const { controlPlaneTier, endOfStandardSupport, endOfExtendedSupport } = clusters.get('busy')!;
    assert.deepEqual(
      [controlPlaneTier, endOfStandardSupport, endOfExtendedSupport],
      ['tier-xl', Date.UTC(2026, 11, 2), Date.UTC(2027, 11, 2)],
    );
    assert.equal(clusters.get('lab')!.controlPlaneTier, 'standard');
    const connected = clusters.get('k3s')!;
    assert.ok(!('controlPlaneTier' in connected) && !('endOfStandardSupport' in connected));
  });
});

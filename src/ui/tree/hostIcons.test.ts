import assert from 'node:assert/strict';
import { ecsCluster, gatewayOver, instance, node, nodeId } from '../../../test/unit/fleetLiterals.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { childrenOf, clusterNode } from './children.ts';
import { accountNode, mostDrawnHosts } from './nodes.ts';
import { render } from './render.ts';
import type { RowIcon } from './row.ts';

describe('icons of hosts', () => {
  /** Of so many hosts, the first of which are in the states that there are. */
  async function iconsOf(hosts: number): Promise<readonly RowIcon[]> {
    const farm = ecsCluster('farm', { containerInstanceCount: hosts });
    const states = [
      {},
      { status: 'DRAINING' },
      { status: 'REGISTERING' },
      { agentConnected: false },
      { status: 'REGISTRATION_FAILED' },
    ] as const;
    const ids = Array.from({ length: hosts }, (_, index) => String(index).padStart(5, '0'));
    const gateway = gatewayOver({
      ecs: [farm],
      eks: [],
      instances: ids.map((id, index) => instance(id, farm, { managedNodeId: nodeId(id), ...states[index] })),
      nodes: ids.map((id) => node(id, { name: `host-${id}` })),
    });
    const fleet = new AccountFleet({ source: { kind: 'environment' }, region: 'eu-central-1' }, gateway);
    const rows = await childrenOf(clusterNode(accountNode(fleet), farm), [], { asked: 'aws' });
    return rows.filter(({ kind }) => kind === 'host').map((row) => render(row).icon);
  }

  it('are drawn ones, by machine and state', async () => {
    const icons = await iconsOf(mostDrawnHosts);
    assert.equal(icons.length, mostDrawnHosts);
    assert.ok(icons.every((icon) => 'drawn' in icon));
    assert.equal(new Set(icons.map((icon) => ('drawn' in icon ? icon.drawn : ''))).size, 5);
  });

  it("are VS Code's own where there are very many, with a shape for each state", async () => {
    const icons = await iconsOf(mostDrawnHosts + 1);
    assert.equal(icons.length, mostDrawnHosts + 1);
    const shapes = icons.map((icon) => ('codicon' in icon ? icon.codicon : ''));
    assert.ok(!shapes.includes(''));
    assert.equal(new Set(shapes).size, 5, [...new Set(shapes)].join());
  });
});

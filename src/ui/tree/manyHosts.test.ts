import assert from 'node:assert/strict';
import { ecsCluster, gatewayOver, instance, node, nodeId } from '../../../test/unit/fleetLiterals.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { childrenOf, clusterNode } from './children.ts';
import { accountNode, mostDrawnHosts } from './nodes.ts';
import { render } from './render.ts';
import type { Row, RowIcon } from './row.ts';

describe('rows of hosts among few and very many', () => {
  /** Of so many hosts, the first of which are in the states that there are. */
  async function rowsOf(hosts: number): Promise<readonly Row[]> {
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
    return rows.filter(({ kind }) => kind === 'host').map((row) => render(row));
  }

  async function iconsOf(hosts: number): Promise<readonly RowIcon[]> {
    return (await rowsOf(hosts)).map(({ icon }) => icon);
  }

  it('have drawn icons, by machine and state', async () => {
    const icons = await iconsOf(mostDrawnHosts);
    assert.equal(icons.length, mostDrawnHosts);
    assert.ok(icons.every((icon) => 'drawn' in icon));
    assert.equal(new Set(icons.map((icon) => ('drawn' in icon ? icon.drawn : ''))).size, 5);
  });

  it("have VS Code's own icons where there are very many, with a shape for each state", async () => {
    const icons = await iconsOf(mostDrawnHosts + 1);
    assert.equal(icons.length, mostDrawnHosts + 1);
    const shapes = icons.map((icon) => ('codicon' in icon ? icon.codicon : ''));
    assert.ok(!shapes.includes(''));
    assert.equal(new Set(shapes).size, 5, [...new Set(shapes)].join());
  });

  it('have all of their id where there are very many, in letters of one byte', async () => {
    const [few] = await rowsOf(mostDrawnHosts);
    assert.equal(few?.description, `connected · ${nodeId('00000').slice(0, 7)}…`);
    const [many] = await rowsOf(mostDrawnHosts + 1);
    assert.ok(many);
    assert.equal(many.description, `connected · ${nodeId('00000')}`);
    for (const text of Object.values(many)) {
      if (typeof text === 'string') assert.equal(Buffer.from(text, 'latin1').toString('latin1'), text);
    }
  });
});

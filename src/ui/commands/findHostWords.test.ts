import assert from 'node:assert/strict';
import { ecsCluster, gatewayOver, instance, node } from '../../../test/unit/fleetLiterals.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { HostNode } from '../tree/nodes.ts';
import { foundHostWords } from './findHostWords.ts';
import { HostSearch } from './hostSearch.ts';

const home = ecsCluster('home');
const contents = {
  ecs: [home],
  instances: [instance('0123456789abcdef0', home, { agentConnected: false })],
  nodes: [node('0123456789abcdef0', { name: 'pi' }), node('9', { name: 'mi-00000000000000009' })],
};

describe('a host that is found', () => {
  let found: (name: string) => HostNode;

  before(async () => {
    const ref = { source: { kind: 'environment' }, region: 'eu-central-1' } as const;
    const search = new HostSearch([new AccountFleet(ref, gatewayOver(contents))], () => undefined);
    await search.run();
    found = (name) => search.matching('').hosts.find(({ host }) => host.name === name) ?? assert.fail(name);
  });

  it('says how it is and where, and its id once and in full', () => {
    assert.equal(foundHostWords(found('pi')), 'ECS lost · home · Environment · mi-0123456789abcdef0');
    assert.equal(foundHostWords(found('mi-00000000000000009')), 'connected · Other Managed Nodes · Environment');
  });

  it('says what else matters of it, as its row does', () => {
    const node = found('pi');
    assert.match(foundHostWords({ ...node, host: { ...node.host, stale: true } }), /^replaced · home · /);
    const kubelet = { kube: { kubeletVersion: 'v1.31.2' } } as HostNode['host'];
    const old = { ...node, host: { ...node.host, ...kubelet }, controlPlaneVersion: '1.35' };
    assert.match(foundHostWords(old), /^ECS lost · 1\.31 not supported · home · /);
  });
});

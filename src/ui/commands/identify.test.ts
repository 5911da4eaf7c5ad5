import assert from 'node:assert/strict';
import { ecsCluster, eksCluster, gatewayOver, instance, node, task } from '../../../test/unit/fleetLiterals.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import { childrenOf } from '../tree/children.ts';
import { accountNode } from '../tree/nodes.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { identifiersOf } from './identify.ts';

const home = ecsCluster('home');
const pi = instance('a', home, { runningTaskCount: 1 });
const containers = [
  { name: 'web', status: 'RUNNING', image: 'web', arn: 'arn:aws:ecs:eu-central-1:111122223333:container/home/c' },
];
const contents = {
  ecs: [home],
  eks: [eksCluster('lab')],
  instances: [pi],
  nodes: [node('a'), node('b')],
  tasks: [task('1', pi, { containers })],
};

async function everyNode(ref: AccountRef): Promise<readonly TreeNode[]> {
  const account = new AccountFleet(ref, gatewayOver(contents));
  await account.readIdentity();
  await account.looseHosts();
  const below = async (of: TreeNode): Promise<readonly TreeNode[]> => [
    of,
    ...(await Promise.all((await childrenOf(of)).map(below))).flat(),
  ];
  return below(accountNode(account));
}

describe('identifiersOf', () => {
  it('gives account, clusters, hosts, tasks and containers an id, an ARN and a page in the console', async () => {
    const all = await everyNode({ source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' });
    const things = all.filter(({ kind }) => !['note', 'looseHosts'].includes(kind));
    assert.deepEqual(
      things.map(({ kind }) => kind),
      ['account', 'cluster', 'host', 'task', 'container', 'cluster', 'host'],
    );
    for (const thing of things) {
      const { id, arn, console } = identifiersOf(thing);
      assert.ok(id, thing.kind);
      assert.match(arn ?? '', /^arn:aws:/, thing.kind);
      assert.match(console ?? '', /^https:\/\/eu-central-1\.console\.aws\.amazon\.com\//, thing.kind);
    }
  });

  it("gives a host its mi- id, with ECS's ARN in a cluster and SSM's without one", async () => {
    const all = await everyNode({ source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' });
    const [inCluster, loose] = all.filter(({ kind }) => kind === 'host').map(identifiersOf);
    assert.equal(inCluster?.id, node('a').id);
    assert.equal(inCluster.arn, pi.arn);
    assert.equal(loose?.arn, `arn:aws:ssm:eu-central-1:111122223333:managed-instance/${node('b').id}`);
  });

  it('leads nowhere from the demo account', async () => {
    for (const each of await everyNode({ source: { kind: 'demo' }, region: 'eu-central-1' })) {
      assert.equal(identifiersOf(each).console, undefined);
    }
  });
});

import assert from 'node:assert/strict';
import { countLoop } from '../../../test/helpers.ts';
import { ecsCluster, instance, node } from '../../../test/unit/fleetLiterals.ts';
import { ecsHosts } from './host.ts';
import { joinedHosts, joinHosts } from './joinedHosts.ts';
import type { ManagedNode } from './model.ts';

describe('Joined hosts', () => {
  const home = ecsCluster('home');
  const instances = Array.from({ length: 1700 }, (_, index) => instance(`${index * 7919}`, home));
  const named = (prefix: string): ReadonlyMap<string, ManagedNode> =>
    new Map(
      instances.map(({ managedNodeId: id }, index) => [id, { ...node(id), id, name: `${prefix}-${index % 900}` }]),
    );

  it('are the same whether they are joined at once or in parts, each in a turn of its own', async () => {
    const nodes = named('pi');
    const loop = countLoop();
    const inParts = await joinHosts(home, instances, nodes);
    assert.ok(loop.count() >= 5, 'four parts, and all of them');
    loop.end();
    assert.deepEqual(inParts, ecsHosts(home, instances, nodes));
  });

  it('are joined once for the same answers, by whoever asks', async () => {
    const nodes = named('nuc');
    const [one, other] = await Promise.all([joinHosts(home, instances, nodes), joinHosts(home, instances, nodes)]);
    assert.equal(one, other);
    assert.equal(joinedHosts(home, instances, nodes), one);
    assert.equal(await joinHosts(home, instances, nodes), one);
  });

  it('are those of the newest nodes, though older ones were being joined', async () => {
    const [old, fresh] = [named('old'), named('new')];
    const pending = joinHosts(home, instances, old);
    const newest = joinedHosts(home, instances, fresh);
    assert.match((await pending)[0]?.name ?? '', /^old-/);
    assert.equal(joinedHosts(home, instances, fresh), newest);
  });

  it('are none where no container instance is known', async () => {
    assert.deepEqual(await joinHosts(home, undefined, undefined), []);
    assert.deepEqual(await joinHosts(home, [], new Map()), []);
  });
});

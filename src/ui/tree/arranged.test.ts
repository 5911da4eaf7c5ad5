import assert from 'node:assert/strict';
import { countedLooks } from '../../../test/unit/countedLooks.ts';
import { ecsCluster, eksCluster, gatewayOver, instance, node, nodeId, task } from '../../../test/unit/fleetLiterals.ts';
import { Failure } from '../../core/failure.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import { rowsOf } from '../operate/rows.ts';
import type { HostArrangement } from './arrangement.ts';
import { childrenOf, clusterNode } from './children.ts';
import { listedRow } from './listedRow.ts';
import { filterMessage } from './loadedHosts.ts';
import { accountNode, listOf, type ClusterNode, type HostGroupNode, type TreeNode } from './nodes.ts';
import { render } from './render.ts';
import { ShownRows } from './shownRows.ts';

const home = ecsCluster('home', { containerInstanceCount: 5 });
const lab = eksCluster('lab', { hybridNodesEnabled: true });
const contents = {
  ecs: [home],
  eks: [lab],
  instances: [
    instance('1', home, { tags: { room: 'cellar' }, agentConnected: false }),
    instance('2', home, { tags: { room: 'cellar' }, status: 'DRAINING' }),
    instance('3', home, { tags: { room: '' }, runningTaskCount: 3 }),
    instance('4', home),
  ],
  nodes: [
    node('1', { name: 'rack-10' }),
    node('2', { name: 'rack-9' }),
    node('3', { name: 'till' }),
    node('4', { name: 'door' }),
    node('5', { name: 'edge-1' }),
    node('6', { name: 'edge-2', pingStatus: 'ConnectionLost' }),
    node('7', { name: 'loose' }),
  ],
  hybrid: { lab: [nodeId('5'), nodeId('6')], [lab.arn]: [nodeId('5'), nodeId('6')] },
};

const plain: HostArrangement = { sort: 'name', grouping: { by: 'none' }, filter: '' };

function account(failing = {}): AccountFleet {
  const ref = { source: { kind: 'environment' }, region: 'eu-central-1' } as const;
  return new AccountFleet(ref, gatewayOver({ ...contents, failing }));
}

function homeOf(fleet: AccountFleet): ClusterNode {
  return clusterNode(accountNode(fleet), home);
}

function listed(parent: TreeNode, arrangement: Partial<HostArrangement>): Promise<readonly TreeNode[]> {
  return childrenOf(parent, [], { asked: 'aws', arrangement: { ...plain, ...arrangement } });
}

function words(nodes: readonly TreeNode[]): readonly string[] {
  return nodes.map((each) => {
    const { label, description } = render(each);
    return each.kind === 'hostGroup' ? `${label}: ${description ?? ''}` : label;
  });
}

function isGroup(each: TreeNode): each is HostGroupNode {
  return each.kind === 'hostGroup';
}

describe('hosts as they are arranged', () => {
  it('are sorted as the user wants', async () => {
    const parent = homeOf(account());
    const own = (rows: readonly TreeNode[]): readonly string[] => words(rows.filter(({ kind }) => kind === 'host'));
    assert.deepEqual(own(await listed(parent, {})), ['door', 'rack-9', 'rack-10', 'till']);
    assert.deepEqual(own(await listed(parent, { sort: 'state' })), ['rack-10', 'rack-9', 'door', 'till']);
    assert.deepEqual(own(await listed(parent, { sort: 'tasks' })), ['till', 'door', 'rack-9', 'rack-10']);
  });

  it('stand in groups that say how many they are and how the worst is', async () => {
    const parent = homeOf(account());
    const rows = await listed(parent, { grouping: { by: 'tag', key: 'room' } });
    const groups = rows.filter(isGroup);
    assert.deepEqual(words(groups), ['(empty): 1 · connected', 'cellar: 2 · 1 ECS lost', '(no tag): 1 · connected']);
    assert.equal(render(groups[1] ?? assert.fail()).spoken, 'Group cellar, 2 hosts, 1 ECS lost');
    assert.deepEqual(words(await childrenOf(groups[1] ?? assert.fail())), ['rack-9', 'rack-10']);
    assert.deepEqual(words((await listed(parent, { grouping: { by: 'state' } })).filter(isGroup)), [
      'ECS lost: 1',
      'draining: 1',
      'connected: 2',
    ]);
    assert.deepEqual(words((await listed(parent, { grouping: { by: 'prefix' } })).filter(isGroup)), [
      'rack-…: 2 · 1 ECS lost',
      '(other names): 2 · connected',
    ]);
    // What is no host stays beside the groups.
    assert.deepEqual(words(rows.filter(({ kind }) => kind === 'note')), ['1 EC2 instance']);
  });

  it('know the group as their parent, and it its cluster', async () => {
    const parent = homeOf(account());
    const [group] = (await listed(parent, { grouping: { by: 'state' } })).filter(isGroup);
    assert.ok(group);
    const [host] = await childrenOf(group);
    assert.equal(host?.parent, group);
    assert.equal(group.parent, parent);
    assert.ok(host.kind === 'host');
    assert.equal(listOf(host), parent);
  });

  it('show the actions that fit any of a group', async () => {
    const groups = (await listed(homeOf(account()), { grouping: { by: 'state' } })).filter(isGroup);
    assert.deepEqual(
      groups.map((group) => render(group).contextValue),
      ['hostGroup.active', 'hostGroup.draining', 'hostGroup.active'],
    );
  });

  it('are filtered, and how many are hidden is said', async () => {
    const parent = homeOf(account());
    assert.deepEqual(words(await listed(parent, { filter: 'name:rack-*' })), [
      'rack-9',
      'rack-10',
      '2 hosts hidden by the filter',
      '1 EC2 instance',
    ]);
    assert.deepEqual(words(await listed(parent, { filter: 'nobody', grouping: { by: 'state' } })), [
      'No hosts match the filter (4 hidden)',
      '1 EC2 instance',
    ]);
    // One that another version has kept, and this one can't read, hides nothing.
    assert.equal((await listed(parent, { filter: 'colour:red' })).length, 5);
  });

  it('never hide what failed', async () => {
    const parent = homeOf(account({ managedNodes: new Failure('accessDenied', 'no way') }));
    const rows = await listed(parent, { filter: 'nobody' });
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ['failure', 'note', 'note'],
    );
  });

  it('are arranged alike in EKS clusters and where they have none', async () => {
    const fleet = account();
    const root = accountNode(fleet);
    const eks = clusterNode(root, lab);
    const arrangement = { filter: 'edge', grouping: { by: 'state' } } as const;
    assert.deepEqual(words(await listed(eks, arrangement)), ['offline: 1', 'connected: 1']);
    await fleet.looseHosts();
    const loose = (await childrenOf(root)).find(({ kind }) => kind === 'looseHosts') ?? assert.fail();
    assert.deepEqual(words(await listed(loose, arrangement)), ['No hosts match the filter (1 hidden)']);
    assert.deepEqual(words(await listed(loose, { grouping: { by: 'board' } })), ['(board not known): 1 · connected']);
  });

  it('are arranged anew without asking AWS', async () => {
    const gateway = gatewayOver(contents);
    const fleet = new AccountFleet({ source: { kind: 'environment' }, region: 'eu-central-1' }, gateway);
    const parent = homeOf(fleet);
    await listed(parent, {});
    const calls = gateway.calls.length;
    await listed(parent, { sort: 'state', filter: 'rack', grouping: { by: 'state' } });
    assert.equal(gateway.calls.length, calls);
  });
});

describe('the way to a host', () => {
  const byState = { ...plain, grouping: { by: 'state' } } as const;

  it('goes through the group that it stands in now', async () => {
    const parent = homeOf(account());
    const rows = await listed(parent, {});
    const rack = rows.find((each) => each.kind === 'host' && each.host.name === 'rack-9') ?? assert.fail();
    const found = await listedRow(rack, byState);
    assert.ok('row' in found && found.row.parent?.kind === 'hostGroup');
    assert.equal(render(found.row.parent).label, 'draining');
    assert.equal(found.row.parent.parent, parent);
    // And out of it again, when there are no groups any more.
    const back = await listedRow(found.row, plain);
    assert.ok('row' in back && back.row.parent === parent);
    const running: TreeNode = {
      kind: 'task',
      account: rack.account,
      parent: rack,
      task: task('1', contents.instances[0]!),
    };
    const foundTask = await listedRow(running, byState);
    assert.ok('row' in foundTask && foundTask.row.parent?.parent?.kind === 'hostGroup');
  });

  it('is barred where the filter hides it, and only there', async () => {
    const parent = homeOf(account());
    const rows = await listed(parent, {});
    const till = rows.find((each) => each.kind === 'host' && each.host.name === 'till') ?? assert.fail();
    assert.deepEqual(await listedRow(till, { ...plain, filter: 'rack' }), { hidden: till });
    assert.ok('row' in (await listedRow(till, { ...plain, filter: 'till' })));
    assert.deepEqual(await listedRow(parent, { ...plain, filter: 'rack' }), { row: parent });
    assert.ok(till.kind === 'host');
    const gone: TreeNode = { ...till, host: { ...till.host, key: 'gone' } };
    assert.deepEqual(await listedRow(gone, { ...plain, filter: 'till' }), { row: gone });
  });
});

describe('a group that a command is run on', () => {
  it('stands for its hosts, each once', async () => {
    const [group] = (await listed(homeOf(account()), { grouping: { by: 'tag', key: 'room' } }))
      .filter(isGroup)
      .slice(1);
    assert.ok(group);
    const [host] = await childrenOf(group);
    assert.ok(host);
    const view = { selections: [group] };
    const namesOf = (rows: readonly TreeNode[]): readonly string[] =>
      rows.map((row) => (row.kind === 'host' ? row.host.name : row.kind));
    assert.deepEqual(namesOf(rowsOf(view, group, undefined)), ['rack-9', 'rack-10']);
    assert.deepEqual(namesOf(rowsOf(view, host, [host, group])), ['rack-9', 'rack-10']);
    assert.deepEqual(namesOf(rowsOf(view, undefined, undefined)), ['hostGroup']);
  });
});

describe('what is said of a filter', () => {
  it('counts hosts that were read, and says which were not', async () => {
    const fleet = account();
    const message = (filter: string): string => filterMessage(filter, [fleet]);
    await fleet.clusters();
    assert.equal(message('rack'), 'Filter: rack · 0 of 0 hosts · 2 clusters not read yet');
    await childrenOf(homeOf(fleet));
    assert.equal(message('rack'), 'Filter: rack · 2 of 4 hosts · 1 cluster not read yet');
    await fleet.looseHosts();
    assert.equal(message('rack'), 'Filter: rack · 2 of 7 hosts');
    assert.equal(message('state:offline'), 'Filter: state:offline · 1 of 7 hosts');
    assert.match(
      message('state:of'),
      /^The filter state:of can't be used, so all hosts are shown\. There is no such state/,
    );
  });

  it('counts anew what was read anew', async () => {
    const gateway = gatewayOver(contents);
    const fleet = new AccountFleet({ source: { kind: 'environment' }, region: 'eu-central-1' }, gateway);
    await childrenOf(homeOf(fleet));
    await fleet.clusters();
    const before = filterMessage('state:draining', [fleet]);
    assert.match(before, /1 of 4 hosts/);
    const drained = contents.instances.map((each) => ({ ...each, status: 'DRAINING', agentConnected: true }));
    gateway.contents = { ...contents, instances: drained };
    await fleet.refresh();
    assert.match(filterMessage('state:draining', [fleet]), /4 of 4 hosts/);
  });
});

describe('a host that changes', () => {
  async function changed(over: Parameters<typeof instance>[2]): Promise<readonly string[]> {
    const gateway = gatewayOver(contents);
    const fleet = new AccountFleet({ source: { kind: 'environment' }, region: 'eu-central-1' }, gateway);
    const told: TreeNode[] = [];
    const arrangement = { ...plain, grouping: { by: 'tag', key: 'room' } } as const;
    const shown = new ShownRows({
      children: (each) => childrenOf(each, [], { asked: 'aws', arrangement }),
      render: (each) => render(each),
      changed: (...nodes) => void told.push(...nodes),
    });
    const unfold = async (parent: TreeNode): Promise<void> => {
      for (const each of await shown.fetch(parent)) {
        shown.painted(each, render(each));
        if (each.kind === 'cluster' || each.kind === 'hostGroup') await unfold(each);
      }
    };
    await fleet.readIdentity();
    shown.painted(accountNode(fleet), render(accountNode(fleet)));
    await unfold(accountNode(fleet));
    const instances = contents.instances.map((each, index) => (index === 1 ? { ...each, ...over } : each));
    gateway.contents = { ...contents, instances };
    await fleet.refresh();
    await shown.update(fleet);
    return told.map((each) => render(each).label);
  }

  it('has its own row drawn anew, and the one of its group where that says something else now', async () => {
    assert.deepEqual(await changed({ status: 'ACTIVE' }), ['cellar']);
    assert.deepEqual(await changed({ status: 'REGISTERING' }), ['cellar']);
    assert.deepEqual(await changed({ runningTaskCount: 2 }), ['rack-9']);
    assert.deepEqual(await changed({ agentVersion: '1.2.3' }), []);
  });
});

describe('listing 5,000 hosts', () => {
  it('makes their rows anew by a few looks at each, grouped and sorted or flat', async () => {
    const many = ecsCluster('many', { containerInstanceCount: 5000 });
    const numbers = Array.from({ length: 5000 }, (_, index) => index);
    const gateway = {
      ...gatewayOver({
        ecs: [many],
        instances: numbers.map((index) => instance(String(index), many, { agentConnected: index % 9 !== 0 })),
        nodes: numbers.map((index) => node(String(index), { name: `rack${index % 40}-${index}` })),
      }),
    };
    const fleet = new AccountFleet({ source: { kind: 'environment' }, region: 'eu-central-1' }, gateway);
    const parent = clusterNode(accountNode(fleet), many);
    const hosts: readonly Host[] = (await fleet.hosts(many)).value;
    assert.equal(hosts.length, 5000);
    const counted = countedLooks(hosts);
    fleet.hosts = () => Promise.resolve({ value: counted.counting, failures: [] });
    for (const arrangement of [{}, { sort: 'state', grouping: { by: 'prefix' }, filter: 'rack' }] as const) {
      counted.looks = 0;
      const rows = await listed(parent, arrangement);
      for (const row of rows) render(row);
      assert.ok(rows.length >= 40);
      assert.ok(counted.looks >= 5000 && counted.looks <= 40 * 5000, String(counted.looks));
    }
  });
});

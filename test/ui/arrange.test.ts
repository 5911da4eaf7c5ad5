import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { DemoAccount } from '../../src/demo/account.ts';
import { emptyWorld, type World } from '../../src/demo/world.ts';
import { addEcsCluster, addHost } from '../../src/demo/worlds/ecs.ts';
import { largeWorld } from '../../src/demo/worlds/largeWorld.ts';
import { eventually } from '../helpers.ts';
import { useAccountWindow } from './profileHome.ts';
import { stepByStep } from './support.ts';

const region = 'eu-central-1';

/** Eight racks of 30 hosts, 12 of which are offline and 4 without their ECS agent; and a shop with three. */
function farm(): World {
  const world = emptyWorld({ region });
  const [racks, shop] = [addEcsCluster(world, 'farm'), addEcsCluster(world, 'shop')];
  for (let index = 0; index < 240; index++) {
    const rack = Math.floor(index / 30) + 1;
    const isOffline = index % 20 === 19;
    addHost(world, {
      cluster: racks,
      name: `rack${rack}-${String((index % 30) + 1).padStart(2, '0')}`,
      architecture: rack % 2 === 0 ? 'arm64' : 'x86_64',
      agentConnected: !isOffline && index % 60 !== 30,
      ...(isOffline ? { lostAt: world.clock() - 86_400_000 } : {}),
      ...(rack < 8 ? { instanceTags: { room: rack < 5 ? 'cellar' : 'attic' } } : {}),
    });
  }
  for (const name of ['door-pi', 'till-1', 'till-2']) addHost(world, { cluster: shop, name });
  return world;
}

describe('arrange hosts', function () {
  this.timeout(90_000);
  stepByStep(this);
  let demo: DemoAccount;
  const window = useAccountWindow(async (start) => {
    demo = await start({ world: farm(), latencyMs: 20 });
  });
  const row = (name: string | RegExp): Locator => window.workbench.treeItem(name);
  const message = (text: string | RegExp): Locator =>
    window.workbench.sidebar.locator('.message').filter({ hasText: text, visible: true });

  async function isAbove(one: RegExp, other: RegExp): Promise<void> {
    await eventually(async () => {
      const [a, b] = [await row(one).boundingBox(), await row(other).boundingBox()];
      assert.ok(a && b && a.y < b.y);
    });
  }

  it('groups them by state, the worst on top', async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.unfold(/^ECS cluster farm/);
    await row(/^rack1-01/).waitFor();
    await workbench.runCommand('External Instances: Group Hosts By…');
    await workbench.quickRow('Name Prefix').waitFor();
    await window.picture('arrange-groupings');
    await workbench.pick(/^State/);
    await row(/^Group offline, 12 hosts/).waitFor();
    await row(/^Group ECS lost, 4 hosts/).waitFor();
    await row(/^Group connected, 224 hosts/).waitFor();
    await isAbove(/^Group offline/, /^Group ECS lost/);
    await isAbove(/^Group ECS lost/, /^Group connected/);
    await workbench.unfold(/^Group offline/);
    await row(/^rack1-20, .*offline/).waitFor();
    await window.picture('arrange-states');
  });

  it('keeps groups unfolded when hosts are read again', async () => {
    const { workbench } = window;
    const lost = [...demo.world.nodes.values()].find(({ name }) => name === 'rack1-01');
    const instances = demo.world.ecsClusters.get('farm')?.instances.values() ?? [];
    const instance = [...instances].find(({ ec2InstanceId }) => ec2InstanceId === lost?.id);
    assert.ok(instance);
    instance.agentConnected = false;
    await workbench.runCommand('External Instances: Refresh');
    await row(/^Group ECS lost, 5 hosts/).waitFor();
    await row(/^Group connected, 223 hosts/).waitFor();
    await workbench.sidebar.getByRole('treeitem', { name: /^Group offline/, expanded: true }).waitFor();
    await row(/^rack1-20, .*offline/).waitFor();
  });

  it('groups them by a tag, and by what their names begin with', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Group Hosts By…');
    await workbench.pick(/^Tag…/);
    await workbench.pick(/^room/);
    await row('Group attic, 90 hosts, 4 offline').waitFor();
    await row('Group (no tag), 30 hosts, 2 offline').waitFor();
    await isAbove(/^Group cellar/, /^Group \(no tag\)/);
    await workbench.runCommand('External Instances: Group Hosts By…');
    await workbench.pick(/^Name Prefix/);
    await row(/^Group rack8-…, 30 hosts/).waitFor();
    await isAbove(/^Group rack1-…/, /^Group rack8-…/);
    await window.picture('arrange-prefixes');
    await workbench.unfold(/^ECS cluster shop/);
    await row(/^till-1/).waitFor();
  });

  it('runs what fits several hosts on all of a group', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(row(/^Group rack8-…/), 'Run Command…');
    await workbench.quickInput.getByText('28 Selected').waitFor();
    await workbench.page.keyboard.press('Escape');
    await workbench.chooseFromMenu(row(/^Group rack8-…/), 'Drain');
    const question = workbench.dialog('Drain 30 hosts?');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
  });

  it('sorts them without asking AWS', async () => {
    const { workbench } = window;
    await workbench.unfold(/^Group rack1-…/);
    await row(/^rack1-02/).waitFor();
    const calls = demo.callCount();
    await workbench.runCommand('External Instances: Sort Hosts By…');
    await workbench.pick(/^State/);
    await isAbove(/^rack1-20/, /^rack1-02/);
    assert.equal(demo.callCount(), calls);
    await workbench.runCommand('External Instances: Sort Hosts By…');
    await workbench.pick(/^Name/);
    await isAbove(/^rack1-02/, /^rack1-03/);
  });

  it('says of a filter what it shows while it is typed, and what is wrong with it', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Filter Hosts…');
    await workbench.type('Text, or an expression', 'state:ofline');
    await workbench.quickRow('There is no such state').waitFor();
    await workbench.page.keyboard.press('Enter');
    await window.picture('arrange-filter-problem');
    await workbench.answer('Text, or an expression', 'state:offline arch:arm64');
    await message('Filter: state:offline arch:arm64 · 8 of 243 hosts').waitFor();
    await row('Group rack2-…, 2 hosts, offline').waitFor();
    await row(/^rack1-/)
      .first()
      .waitFor({ state: 'detached' });
    await row('No hosts match the filter (3 hidden)').waitFor();
    await row('232 hosts hidden by the filter').waitFor();
    await window.picture('arrange-filter');
  });

  it('finds a host that the filter hides, and offers to clear it', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Find Host…');
    await workbench.type('Text, or an expression', 'rack7-05');
    await workbench.pick('rack7-05');
    const hidden = 'rack7-05 is hidden by the filter state:offline arch:arm64.';
    await workbench.seeNotification(hidden);
    await workbench.pressNotificationButton(hidden, 'Clear Filter');
    await workbench.sidebar.getByRole('treeitem', { name: /^rack7-05/, selected: true }).waitFor();
    await workbench.sidebar.getByRole('treeitem', { name: /^Group rack7-…/, expanded: true }).waitFor();
    await message('Filter:').waitFor({ state: 'detached' });
  });

  it('remembers filters, and clears them with a button', async () => {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Filter Hosts…');
    await workbench.quickRow('state:offline arch:arm64').waitFor();
    await window.picture('arrange-recent');
    await workbench.pick('state:offline arch:arm64');
    await message('Filter: state:offline arch:arm64').waitFor();
    // The buttons of a view show while it is pointed at.
    await row(/^ECS cluster farm/).hover();
    await workbench.sidebar.getByRole('button', { name: 'Clear Filter', exact: true }).first().click();
    await message('Filter:').waitFor({ state: 'detached' });
  });
});

describe('arrange a large cluster', function () {
  this.timeout(120_000);
  const window = useAccountWindow((start) =>
    start({ world: largeWorld({ region, hosts: 5000, tasksPerHost: 1 }), latencyMs: 20 }),
  );

  it('shows all of its 5,000 hosts, in groups or without', async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.unfold(/^ECS cluster fleet-1/);
    await workbench.treeItem(/^host-00001/).waitFor({ timeout: 60_000 });
    await workbench.treeItem(/^host-00001/).click();
    // What is below the cluster is a row or two.
    await workbench.page.keyboard.press('End');
    await workbench.treeItem(/^host-05000/).waitFor();
    await workbench.page.keyboard.press('Home');
    await workbench.runCommand('External Instances: Sort Hosts By…');
    await workbench.quickRow(/^State/).waitFor();
    await workbench.pick(/^State/);
    await workbench.treeItem(/^host-00050, .*offline/).waitFor();
    await window.picture('arrange-large');
    await workbench.runCommand('External Instances: Group Hosts By…');
    await workbench.pick(/^State/);
    await workbench.treeItem(/^Group connected, 48\d\d hosts/).waitFor();
    await workbench.treeItem(/^Group offline, 100 hosts/).waitFor();
  });
});

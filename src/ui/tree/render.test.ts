import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ecsCluster, eksCluster, gatewayOver, instance, node, task } from '../../../test/unit/fleetLiterals.ts';
import { Failure } from '../../core/failure.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { AccountRef, ContainerInstance, EcsCluster, EksCluster, ManagedNode } from '../../core/fleet/model.ts';
import { commands } from '../ids.ts';
import { childrenOf, clusterNode } from './children.ts';
import { accountNode } from './nodes.ts';
import type { TreeNode } from './nodes.ts';
import { render } from './render.ts';
import type { Row } from './row.ts';

const ref: AccountRef = { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' };
const home = ecsCluster('home', { containerInstanceCount: 3 });

async function rows(node: TreeNode): Promise<readonly Row[]> {
  return (await childrenOf(node)).map((each) => render(each));
}

const accountOver = (contents: Parameters<typeof gatewayOver>[0], of = ref): AccountFleet =>
  new AccountFleet(of, gatewayOver(contents));

describe('an account', () => {
  it('shows its clusters, ECS and EKS told apart in words and shape', async () => {
    const contents = { ecs: [home], eks: [eksCluster('lab', { support: 'extended' })] };
    const [ecs, eks] = await rows(accountNode(accountOver(contents)));
    assert.equal(ecs?.label, 'home');
    assert.equal(ecs.description, 'ECS · 3 instances');
    assert.equal(eks?.description, 'EKS 1.35 · extended support');
    assert.notDeepEqual(ecs.icon, eks.icon);
    assert.match(ecs.spoken, /^ECS cluster home/);
    assert.match(eks.spoken, /^EKS cluster lab/);
  });

  it('is known by profile, Region and account id', async () => {
    const account = accountOver({});
    assert.equal(render(accountNode(account)).description, 'eu-central-1');
    await account.readIdentity();
    const row = render(accountNode(account));
    assert.equal(row.label, 'home');
    assert.equal(row.description, 'eu-central-1 · 111122223333');
    assert.match(row.contextValue, /^account\.id\.arn\.console\.profile$/);
  });

  it('is one and the same row at every look, so that VS Code can refresh it', () => {
    const account = accountOver({});
    assert.equal(accountNode(account), accountNode(account));
  });

  it('says so when it is empty', async () => {
    assert.deepEqual(
      (await rows(accountNode(accountOver({})))).map(({ label }) => label),
      ['No clusters in this Region'],
    );
  });

  it('has a group for nodes without a cluster as soon as these are known', async () => {
    const account = accountOver({ ecs: [ecsCluster('none', { containerInstanceCount: 0 })], nodes: [node('a')] });
    assert.equal((await childrenOf(accountNode(account))).length, 1);
    await account.looseHosts();
    const [, group] = await childrenOf(accountNode(account));
    assert.equal(group?.kind, 'looseHosts');
    assert.equal((await rows(group))[0]?.label, node('a').id);
  });

  it('is never empty in trouble: each failure is a row with the next steps under it', async () => {
    const failing = {
      ecsClusters: new Failure('expiredCredentials', 'token'),
      eksClusters: new Failure('expiredCredentials', 'token'),
    };
    const children = await childrenOf(accountNode(accountOver({ failing })));
    assert.deepEqual(
      children.map((each) => render(each)).map(({ label }) => label),
      ['The sign-in has expired'],
    );
    const [failure] = children;
    assert.ok(failure);
    assert.deepEqual(
      (await rows(failure)).map(({ command }) => command),
      [commands.signIn, commands.refresh, commands.selectAccount, commands.showLog],
    );
  });

  it('offers no sign-in where there is no profile to sign in to', async () => {
    const failing = { ecsClusters: new Failure('expiredCredentials', 'token') };
    const account = accountOver({ failing }, { source: { kind: 'environment' }, region: 'eu-central-1' });
    const [failure] = await childrenOf(accountNode(account));
    assert.ok(failure);
    assert.ok(!(await rows(failure)).some(({ command }) => command === commands.signIn));
  });
});

describe('a cluster', () => {
  const clusterRows = (
    cluster: EcsCluster | EksCluster,
    contents: Parameters<typeof gatewayOver>[0],
  ): Promise<readonly Row[]> => rows(clusterNode(accountNode(accountOver(contents)), cluster));

  it('counts what runs inside AWS, and lists what runs outside', async () => {
    const cluster = { ...home, fargateTaskCount: 1 };
    const labels = (await clusterRows(cluster, { instances: [instance('a', home)] })).map(({ label }) => label);
    assert.deepEqual(labels, [node('a').id, '2 EC2 instances', '1 Fargate task']);
  });

  it('says that it has no hosts, or no hybrid nodes, or that it runs elsewhere', async () => {
    const none = { ...home, containerInstanceCount: 0 };
    const label = async (cluster: EcsCluster | EksCluster): Promise<string | undefined> =>
      (await clusterRows(cluster, {}))[0]?.label;
    assert.equal(await label(none), 'No external hosts yet');
    assert.equal(await label(eksCluster('lab')), 'No hybrid nodes');
    assert.match((await label(eksCluster('barn', { connector: {} }))) ?? '', /^EKS cannot list its nodes/);
  });
});

describe('a host', () => {
  const hostRow = async (one: Partial<ContainerInstance>, managed: Partial<ManagedNode>): Promise<Row> => {
    const contents = { instances: [instance('a', home, one)], nodes: [node('a', managed)] };
    const [row] = await rows(clusterNode(accountNode(accountOver(contents)), { ...home, containerInstanceCount: 1 }));
    assert.ok(row);
    return row;
  };

  it('can be drained while it is active, and activated while it is draining', async () => {
    assert.match((await hostRow({}, {})).contextValue, /^host\.id\.arn\.console\.ecs\.active$/);
    assert.match((await hostRow({ status: 'DRAINING' }, {})).contextValue, /\.ecs\.draining$/);
    assert.match((await hostRow({ status: 'DEREGISTERING' }, {})).contextValue, /\.ecs$/);
  });

  it('shows its name first, then the id, then its state in words', async () => {
    const row = await hostRow({}, { name: 'kitchen' });
    assert.equal(row.label, 'kitchen');
    assert.equal(row.description, 'connected · mi-0000…');
  });

  it('tells each state apart without colour: in words and in shape', async () => {
    const states = await Promise.all([
      hostRow({}, {}),
      hostRow({ agentConnected: false }, {}),
      hostRow({ agentConnected: false }, { pingStatus: 'ConnectionLost' }),
      hostRow({ status: 'DRAINING' }, {}),
      hostRow({ status: 'REGISTERING' }, {}),
    ]);
    assert.equal(new Set(states.map(({ description }) => description)).size, states.length);
    assert.equal(new Set(states.map(({ icon }) => JSON.stringify(icon))).size, states.length);
  });

  it('has an icon by kind of machine, and each icon that can come up is drawn', async () => {
    const arm = { 'ecs.cpu-architecture': 'arm64' };
    const drawn = await Promise.all([
      hostRow({ attributes: arm }, { name: 'pi-1' }),
      hostRow({ attributes: arm }, { name: 'box' }),
      hostRow({ attributes: { 'ecs.cpu-architecture': 'x86_64' } }, {}),
    ]);
    assert.deepEqual(
      drawn.map(({ icon }) => icon),
      [{ drawn: 'pi-ok' }, { drawn: 'arm-ok' }, { drawn: 'x86-ok' }],
    );
    for (const theme of ['light', 'dark']) {
      const files = readdirSync(path.join(import.meta.dirname, '../../../media/icons', theme));
      const wanted = ['pi', 'arm', 'x86', 'host'].flatMap((kind) =>
        ['ok', 'draining', 'degraded', 'offline', 'changing'].map((shape) => `${kind}-${shape}.svg`),
      );
      assert.deepEqual(files.sort(), wanted.sort());
    }
  });

  it('is spoken with all that the eye would see', async () => {
    const row = await hostRow(
      { attributes: { 'ecs.cpu-architecture': 'x86_64' }, runningTaskCount: 2 },
      { name: 'nuc' },
    );
    assert.equal(row.spoken, `nuc, x86 server, connected, 2 running tasks, ${node('a').id}`);
  });

  it('expands only when something runs on it', async () => {
    assert.equal((await hostRow({}, {})).expands, 'no');
    assert.equal((await hostRow({ pendingTaskCount: 1 }, {})).expands, 'collapsed');
  });

  for (const name of [`'; $(rm -rf /) "`, 'two\nlines', '🍓 pi', 'n'.repeat(255), '[x](command:y)', '\u202Eevil']) {
    it(`shows a host called ${JSON.stringify(name.slice(0, 20))} in one harmless line`, async () => {
      const { label } = await hostRow({}, { name });
      assert.ok(label.length > 0);
      assert.doesNotMatch(label, /[\n\r\u202a-\u202e\u2066-\u2069]/);
    });
  }
});

describe('a task', () => {
  it('is known by its service, and holds its containers', async () => {
    const one = instance('a', home, { runningTaskCount: 1 });
    const containers = [
      {
        name: 'web',
        status: 'RUNNING',
        image: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/web:3',
        health: 'UNKNOWN',
      },
    ];
    const contents = { instances: [one], nodes: [], tasks: [task('1', one, { containers })] };
    const cluster = clusterNode(accountNode(accountOver(contents)), { ...home, containerInstanceCount: 1 });
    const [host] = await childrenOf(cluster);
    assert.ok(host);
    const [row] = await childrenOf(host);
    assert.ok(row);
    assert.equal(render(row).label, 'web');
    assert.equal(render(row).description, 'RUNNING · web:3');
    const [container] = await rows(row);
    assert.equal(container?.label, 'web');
    assert.equal(container.description, 'RUNNING · web:3');
  });

  it('of a host that is disconnected is as it was last known, unless it has stopped', async () => {
    const one = instance('a', home, { runningTaskCount: 2, agentConnected: false });
    const tasks = [task('1', one), task('2', one, { lastStatus: 'STOPPED' })];
    const cluster = clusterNode(accountNode(accountOver({ instances: [one], nodes: [], tasks })), {
      ...home,
      containerInstanceCount: 1,
    });
    const [host] = await childrenOf(cluster);
    assert.ok(host);
    const words = (await childrenOf(host)).map((row) => render(row).description?.split(' · ')[0]);
    assert.deepEqual(words.toSorted(), ['RUNNING, last known', 'STOPPED']);
  });
});

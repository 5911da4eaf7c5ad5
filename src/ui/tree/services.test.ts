import assert from 'node:assert/strict';
import { connectTo, type DemoConnection } from '../../../test/unit/demoConnection.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { EcsService } from '../../core/operate/ecsOperations.ts';
import { homeWorld } from '../../demo/worlds/homeWorld.ts';
import { identifiersOf } from '../commands/identify.ts';
import { childrenOf, type Sources } from './children.ts';
import { accountNode, type ServiceNode, type TreeNode } from './nodes.ts';
import { render } from './render.ts';
import { serviceTooltip } from './serviceTooltip.ts';

describe('services in the tree', () => {
  let connection: DemoConnection;
  let account: AccountFleet;
  let sources: Sources;
  beforeEach(async () => {
    connection = await connectTo(homeWorld());
    account = new AccountFleet({ source: { kind: 'profile', profile: 'home' }, region: 'us-east-1' }, connection.fleet);
    sources = { operate: () => Promise.resolve(connection.operate) };
  });
  afterEach(() => connection.close());

  async function below(node: TreeNode, name: string): Promise<TreeNode> {
    const rows = await childrenOf(node, [], sources);
    const found = rows.find((each) => render(each).label === name);
    assert.ok(found, rows.map((each) => render(each).label).join());
    return found;
  }
  const cluster = (name: string): Promise<TreeNode> => below(accountNode(account), name);
  const lines = (nodes: readonly TreeNode[]): readonly string[] =>
    nodes.map((node) => {
      const { label, description = '' } = render(node);
      return `${label}: ${description}`;
    });

  it('are a row that asks nobody until somebody looks into it', async () => {
    const home = await cluster('home');
    const group = await below(home, 'Services');
    assert.equal(connection.demo.callCount('ecs', 'ListServices'), 0);
    const { description, expands, contextValue } = render(group);
    assert.deepEqual([description, expands, contextValue], ['5', 'collapsed', 'services']);
    const rows = await childrenOf(group, [], sources);
    assert.deepEqual(lines(rows), [
      'home-assistant: 1/1 running',
      "metrics-gateway: can't place tasks · 0/1 running",
      'mosquitto: 1/1 running',
      'node-exporter: 3/3 running',
      'sensor-hub: rolling out · 3/3 running',
    ]);
    assert.deepEqual(
      rows.map((row) => render(row).expands),
      ['collapsed', 'no', 'collapsed', 'collapsed', 'collapsed'],
    );
    await childrenOf(group, [], sources);
    assert.equal(connection.demo.callCount('ecs', 'ListServices'), 1);
  });

  it('have their tasks under them, told apart by their hosts', async () => {
    const group = await below(await cluster('home'), 'Services');
    const sensors = await below(group, 'sensor-hub');
    const tasks = await childrenOf(sensors, [], sources);
    assert.deepEqual(lines(tasks), [
      'garage-pi4: RUNNING · sensor-hub:2',
      'kitchen-pi5: RUNNING · sensor-hub:2',
      'shed-pi4: RUNNING, last known · sensor-hub:1',
    ]);
    assert.match(render(tasks[0]!).contextValue, /^task\.id\.arn\.console\.running$/);
    assert.deepEqual(lines(await childrenOf(await below(group, 'metrics-gateway'), [], sources)), ['No tasks: ']);
  });

  it('are not there where the cluster has none, nor where nobody can read them', async () => {
    connection.demo.world.ecsClusters.get('home')!.services.clear();
    const rows = await childrenOf(await cluster('home'), [], sources);
    assert.ok(rows.every(({ kind }) => kind !== 'services'));
    const others = await childrenOf(await cluster('workshop'), []);
    assert.ok(others.every(({ kind }) => kind !== 'services'));
  });

  it('say why they can not be read, and that none is on external instances', async () => {
    connection.demo.faults.add({ operation: 'ListServices', fault: { kind: 'deny' }, times: 1 });
    const group = await below(await cluster('workshop'), 'Services');
    assert.deepEqual(
      (await childrenOf(group, [], sources)).map(({ kind }) => kind),
      ['failure'],
    );
    const { services } = connection.demo.world.ecsClusters.get('workshop')!;
    for (const [name, service] of services) services.set(name, { ...service, launchType: 'FARGATE' });
    assert.deepEqual(lines(await childrenOf(group, [], sources)), [
      'No services on external instances: ',
      '2 services that run in AWS: ',
    ]);
  });

  it('have an ARN and a page in the console', async () => {
    const row = await below(await below(await cluster('workshop'), 'Services'), 'web');
    const { arn, id, console: page } = identifiersOf(row);
    assert.deepEqual([id, arn?.endsWith(':service/workshop/web')], ['web', true]);
    assert.match(page ?? '', /\/ecs\/v2\/clusters\/workshop\/services\/web\/health\?region=us-east-1$/);
  });

  it('have a tooltip with their deployments and last events, in which nothing acts', async () => {
    const row = (await below(await below(await cluster('home'), 'Services'), 'sensor-hub')) as ServiceNode;
    const at = { locale: 'en', now: Date.now() };
    const shown = (service: EcsService): string =>
      serviceTooltip(service, at).replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    const text = shown(row.service);
    assert.match(text, /\| Deployment, newest \| sensor-hub:2 · 2\/3 running · in progress · failed tasks: 1 /);
    assert.match(text, /\| Deployment, being replaced \| sensor-hub:1 · 1 running · completed/);
    assert.match(text, /\| 2 hours ago \| has started 1 tasks\. \|/);
    const evil = { id: '1', at: at.now, message: '[x](command:evil) | $(flame) <img src=x>' };
    assert.doesNotMatch(serviceTooltip({ ...row.service, events: [evil] }, at), /\]\(|\$\(|<img/);
  });
});

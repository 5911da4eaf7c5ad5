import assert from 'node:assert/strict';
import { ecsCluster, gatewayOver, instance, node, task } from '../../../test/unit/fleetLiterals.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { Failure } from '../../core/failure.ts';
import { childrenOf } from './children.ts';
import { accountNode, type TreeNode } from './nodes.ts';
import { render } from './render.ts';
import { ShownRows } from './shownRows.ts';

const ref = { source: { kind: 'profile' as const, profile: 'home' }, region: 'eu-central-1' };
const home = ecsCluster('home', { containerInstanceCount: 300 });
const barn = ecsCluster('barn', { containerInstanceCount: 1 });
const at = { locale: 'en', now: 0 };
const instances = Array.from({ length: 300 }, (_, index) => instance(String(index), home, { runningTaskCount: 1 }));
const contents = {
  ecs: [home, barn],
  instances: [...instances, instance('b', barn)],
  nodes: Array.from({ length: 300 }, (_, index) => node(String(index))),
  tasks: [task('1', instances[0]!)],
};

/** A view of a fleet, as VS Code has it: it asks for what is unfolded, and again for what is told to have changed. */
class View {
  readonly gateway = gatewayOver(contents);
  readonly fleet = new AccountFleet(ref, this.gateway);
  readonly told: TreeNode[] = [];
  readonly rows = new ShownRows({
    children: (of, signal) => childrenOf(of, [], { signal }),
    render: (of) => render(of, at),
    changed: (...nodes) => this.told.push(...nodes),
  });
  readonly account = accountNode(this.fleet);

  constructor() {
    this.fleet.shown = () => this.rows.shown(this.fleet);
    this.rows.painted(this.account, render(this.account, at));
  }

  async unfold(of: TreeNode): Promise<readonly TreeNode[]> {
    const rows = await this.rows.fetch(of);
    for (const each of rows) this.rows.painted(each, render(each, at));
    return rows;
  }

  async unfoldNamed(name: string): Promise<{ cluster: TreeNode; hosts: readonly TreeNode[] }> {
    const clusters = await this.unfold(this.account);
    const cluster = clusters.find((each) => each.kind === 'cluster' && each.cluster.name === name);
    assert.ok(cluster);
    return { cluster, hosts: await this.unfold(cluster) };
  }

  async refresh(): Promise<void> {
    this.gateway.calls.length = 0;
    await this.fleet.refresh();
    await this.rows.update(this.fleet);
  }
}

describe('the rows that are shown', () => {
  let view: View;
  beforeEach(() => void (view = new View()));

  it('give others a turn before many of them are noted, and before VS Code asks how each looks', async () => {
    const { cluster } = await view.unfoldNamed('home');
    const known = await childrenOf(cluster);
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns++;
      if (!isDone) setImmediate(count);
    };
    const rows = new ShownRows({
      children: () => Promise.resolve(known),
      render: (of) => render(of, at),
      changed: () => undefined,
    });
    setImmediate(count);
    assert.equal((await rows.fetch(cluster)).length, known.length);
    isDone = true;
    assert.ok(turns >= 2, String(turns));
  });

  it('of which one host has changed: that one is drawn anew, and is the same object', async () => {
    const { hosts } = await view.unfoldNamed('home');
    await view.fleet.readIdentity();
    view.rows.painted(view.account, render(view.account, at));
    const changed = instances.map((each, index) => (index === 7 ? { ...each, agentConnected: false } : each));
    view.gateway.contents = { ...contents, instances: changed };
    await view.refresh();
    assert.equal(view.told.length, 1);
    const [row] = view.told;
    assert.ok(row?.kind === 'host' && hosts.includes(row));
    assert.equal(row.host.state.ecs, 'disconnected');
  });

  it('of which nothing looks different: nothing is drawn, but what is known is newer', async () => {
    const { hosts } = await view.unfoldNamed('home');
    await view.fleet.readIdentity();
    view.rows.painted(view.account, render(view.account, at));
    view.gateway.contents = { ...contents, nodes: contents.nodes.map((each) => ({ ...each, lastPingAt: 5 })) };
    const [first] = hosts;
    assert.ok(first?.kind === 'host');
    await view.refresh();
    assert.deepEqual(view.told, []);
    assert.equal(first.host.node?.lastPingAt, 5);
    view.rows.explained(first);
    await view.rows.update(view.fleet);
    assert.deepEqual(view.told, [first], 'VS Code has kept its tooltip');
  });

  it('of which one has gone: the list is asked for anew, and the others are the same objects', async () => {
    const { cluster, hosts } = await view.unfoldNamed('home');
    await view.fleet.readIdentity();
    view.rows.painted(view.account, render(view.account, at));
    view.gateway.contents = { ...contents, instances: instances.slice(1) };
    await view.refresh();
    assert.deepEqual(view.told, [cluster]);
    const again = (await view.unfold(cluster)).filter(({ kind }) => kind === 'host');
    assert.equal(again.length, 299);
    assert.ok(again.every((each) => hosts.includes(each)));
  });

  it('are all that a refresh reads of hosts and tasks; what is folded is read when it is unfolded', async () => {
    const { cluster, hosts } = await view.unfoldNamed('home');
    await view.unfold(hosts[0]!);
    const other = (await view.unfold(view.account)).find((each) => each !== cluster)!;
    await view.unfold(other);
    view.rows.fold(other);
    const lists = ['ecsClusters', 'eksClusters', 'identity', 'managedNodes'];
    await view.refresh();
    assert.deepEqual(view.gateway.calls.toSorted(), ['containerInstances home', ...lists, 'tasks of one host']);
    view.rows.fold(cluster);
    await view.refresh();
    assert.deepEqual(view.gateway.calls.toSorted(), lists, 'nor what stands under what is folded');
    view.gateway.calls.length = 0;
    view.rows.unfold(other);
    await settled();
    assert.deepEqual(view.gateway.calls, ['containerInstances barn']);
  });

  it('call off what is under way for a row that is folded, and say nothing of it', async () => {
    const started = hang(view);
    const [cluster] = await view.unfold(view.account);
    assert.ok(cluster);
    const rows = view.unfold(cluster);
    const signal = await started;
    view.rows.fold(cluster);
    assert.equal(signal.aborted, true);
    assert.deepEqual(await rows, []);
    assert.deepEqual(view.told, [cluster], 'VS Code is to ask again when it is unfolded');
    assert.deepEqual(view.fleet.shown(), { clusters: new Set(), instances: new Set() });
    Object.assign(view.gateway, gatewayOver(contents));
    assert.equal((await view.unfold(cluster)).filter(({ kind }) => kind === 'failure').length, 0);
  });

  it('do not call off what somebody else waits for', async () => {
    const started = hang(view);
    const [cluster] = await view.unfold(view.account);
    assert.ok(cluster?.kind === 'cluster');
    const rows = view.unfold(cluster);
    const signal = await started;
    const other = view.fleet.hosts(cluster.cluster);
    view.rows.fold(cluster);
    assert.deepEqual([signal.aborted, await rows], [false, []]);
    view.fleet.cancel();
    assert.deepEqual(
      (await other).failures.map((failure) => Failure.is(failure) && failure.reason),
      ['cancelled'],
    );
  });
});

/** Container instances are not answered; resolves with the signal of the request for them. */
function hang({ gateway }: View): Promise<AbortSignal> {
  return new Promise((resolve) => {
    gateway.containerInstances = (_, signal) => {
      assert.ok(signal);
      resolve(signal);
      return {
        [Symbol.asyncIterator]: () => ({
          next: () =>
            new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('cut')))),
        }),
      };
    };
  });
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

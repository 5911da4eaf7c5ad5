import assert from 'node:assert/strict';
import { fakeMemento } from '../../../test/unit/storage.ts';
import { Emitter } from '../../core/event.ts';
import { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { FleetChange } from '../../core/fleet/fleet.ts';
import type { EksCluster } from '../../core/fleet/model.ts';
import { ChosenHosts, type HostKind } from './chosenHosts.ts';
import { eksHostKind, type HintPodHosts } from './hostKinds.ts';

const cluster = (name: string, hybridNodesEnabled = true): EksCluster => ({
  kind: 'eks',
  arn: `arn:${name}`,
  name,
  status: 'ACTIVE',
  support: 'standard',
  hybridNodesEnabled,
});

class FakeAccount {
  readonly ref = { source: { kind: 'demo' }, region: 'eu-central-1' } as const;
  readonly key = 'demo@eu-central-1';
  readonly asked: string[] = [];
  failures: readonly Failure[] = [];
  clusterFailures: readonly Failure[] = [];
  readonly hostNames = new Map<string, readonly string[]>();
  list: readonly EksCluster[];

  constructor(...list: readonly EksCluster[]) {
    this.list = list;
  }

  get asFleet(): AccountFleet {
    // With the few of its methods that are used here.
    return this as unknown as AccountFleet;
  }

  clusters(): Promise<object> {
    return Promise.resolve({ value: { ecs: [], eks: this.list }, failures: this.clusterFailures });
  }

  hosts({ name }: EksCluster, asked: string): Promise<object> {
    this.asked.push(`${name} ${asked}`);
    const value = (this.hostNames.get(name) ?? []).map((id) => ({ id, name: id, node: { id, architecture: 'arm64' } }));
    return Promise.resolve({ value, failures: this.failures });
  }
}

const clusterOf = (hosts: HintPodHosts | undefined): string | undefined => hosts?.cluster.name;

describe('hosts that hints are about', () => {
  const now = Date.UTC(2026, 10, 22, 12);

  const setUp = (account: FakeAccount, workspaceState = fakeMemento()) => {
    const changes = new Emitter<FleetChange>();
    const accounts = [account.asFleet];
    const fleet = {
      accounts,
      account: (key: string) => accounts.find((each) => each.key === key),
      onDidChange: changes.event,
    };
    const services = {
      accounts: { ensureShown: () => Promise.resolve() },
      context: { workspaceState },
      fleet,
    };
    const failures: unknown[] = [];
    const kind: HostKind<EksCluster, HintPodHosts> = eksHostKind;
    const clock = { now };
    const trust = { mayAsk: true };
    const chosen = new ChosenHosts(services, kind, {
      now: () => clock.now,
      mayAsk: () => trust.mayAsk,
      failed: (error) => failures.push(error),
    });
    const settled = async (): Promise<readonly string[] | undefined> => {
      await new Promise((resolve) => setImmediate(resolve));
      return chosen.hosts?.nodes.map(({ name }) => name);
    };
    return { chosen, settled, accounts, changes, clock, failures, trust, workspaceState };
  };

  it('are not read while texts may not cause requests, and are once they may', async () => {
    const account = new FakeAccount(cluster('lab'));
    account.hostNames.set('lab', ['mi-1']);
    const { chosen, settled, changes, trust } = setUp(account);
    trust.mayAsk = false;
    assert.equal(chosen.hosts, undefined);
    changes.fire({ account: account.asFleet });
    assert.equal(await settled(), undefined);
    assert.deepEqual(account.asked, []);
    trust.mayAsk = true;
    assert.equal(chosen.hosts, undefined);
    assert.deepEqual(await settled(), ['mi-1']);
  });

  it('are not read before anybody asks, and then of the first cluster that has some', async () => {
    const account = new FakeAccount(cluster('plain', false), cluster('empty'), cluster('lab'), cluster('more'));
    account.hostNames.set('lab', ['mi-1', 'mi-2']);
    const { chosen, settled, changes } = setUp(account);
    changes.fire({ account: account.asFleet });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(account.asked, []);
    assert.equal(chosen.hosts, undefined);
    assert.deepEqual(await settled(), ['mi-1', 'mi-2']);
    // No Kubernetes API is asked for what nobody chose.
    assert.deepEqual(account.asked, ['empty aws', 'lab aws']);
    assert.equal(clusterOf(chosen.hosts), 'lab');
  });

  it('are those of the cluster that was chosen, in later windows too', async () => {
    const account = new FakeAccount(cluster('lab'), cluster('connected', false));
    account.hostNames.set('lab', ['mi-1']).set('connected', ['mi-2']);
    const { chosen, settled, workspaceState } = setUp(account);
    await chosen.choose({ account: account.key, arn: 'arn:connected' });
    assert.deepEqual(await settled(), ['mi-2']);
    assert.deepEqual(account.asked, ['connected all']);
    const later = setUp(account, workspaceState);
    assert.deepEqual([later.chosen.hosts?.nodes.map(({ name }) => name), later.chosen.hosts?.isOld], [['mi-2'], true]);
    await later.settled();
    assert.equal(later.chosen.hosts?.isOld, false);
  });

  it('stay as they were, and are said to be old, while AWS can not be asked', async () => {
    const account = new FakeAccount(cluster('lab'));
    account.hostNames.set('lab', ['mi-1']);
    const { chosen, settled, changes } = setUp(account);
    assert.equal(chosen.hosts, undefined);
    assert.deepEqual(await settled(), ['mi-1']);
    const failed = (service: string): Failure => new Failure('network', 'No answer', { service });
    account.failures = [failed('Kubernetes')];
    const refresh = async (): Promise<HintPodHosts | undefined> => {
      changes.fire({ account: account.asFleet });
      await settled();
      return chosen.hosts;
    };
    assert.equal((await refresh())?.isOld, false);
    account.failures = [failed('SSM')];
    assert.equal((await refresh())?.isOld, true);
    account.hostNames.clear();
    assert.deepEqual((await refresh())?.nodes.length, 1);
    account.failures = [];
    assert.deepEqual((await refresh())?.nodes.length, 0);
  });

  it('are not those of another cluster while the chosen one can not be listed', async () => {
    const account = new FakeAccount(cluster('lab'));
    account.hostNames.set('lab', ['mi-1']);
    account.clusterFailures = [new Failure('accessDenied', 'No', { service: 'EKS' })];
    const { chosen, settled } = setUp(account);
    await chosen.choose({ account: account.key, arn: 'arn:gone' });
    assert.equal(await settled(), undefined);
  });

  it('are forgotten once no cluster has hosts, but not while that can not be told', async () => {
    const account = new FakeAccount(cluster('lab'));
    account.hostNames.set('lab', ['mi-1']);
    const { chosen, settled, changes, workspaceState } = setUp(account);
    const refresh = (): Promise<readonly string[] | undefined> => {
      changes.fire({ account: account.asFleet });
      return settled();
    };
    assert.equal(chosen.hosts, undefined);
    assert.deepEqual(await settled(), ['mi-1']);
    account.list = [cluster('lab', false)];
    account.clusterFailures = [new Failure('network', 'No answer', { service: 'EKS' })];
    assert.deepEqual(await refresh(), ['mi-1']);
    account.clusterFailures = [];
    assert.equal(await refresh(), undefined);
    assert.equal(workspaceState.get('manifests.hosts'), undefined);
    account.list = [cluster('lab')];
    assert.deepEqual(await refresh(), ['mi-1']);
  });

  it('are asked for again after a minute, not with each keystroke', async () => {
    const account = new FakeAccount(cluster('lab'));
    const { chosen, settled, clock } = setUp(account);
    account.failures = [new Failure('network', 'No answer', { service: 'EKS' })];
    for (let look = 0; look < 5; look++) assert.equal(chosen.hosts, undefined);
    await settled();
    assert.equal(account.asked.length, 1);
    clock.now += 61_000;
    assert.equal(chosen.hosts, undefined);
    await settled();
    assert.equal(account.asked.length, 2);
  });

  it('are forgotten with their account', async () => {
    const account = new FakeAccount(cluster('lab'));
    account.hostNames.set('lab', ['mi-1']);
    const { chosen, settled, accounts, changes, workspaceState } = setUp(account);
    assert.equal(chosen.hosts, undefined);
    assert.deepEqual(await settled(), ['mi-1']);
    let drawn = 0;
    chosen.onDidChange(() => drawn++);
    accounts.length = 0;
    changes.fire({});
    assert.equal(await settled(), undefined);
    assert.equal(drawn, 1);
    assert.equal(workspaceState.get('manifests.hosts'), undefined);
  });
});

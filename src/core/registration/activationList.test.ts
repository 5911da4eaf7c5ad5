import assert from 'node:assert/strict';
import { activation, ecsCluster, eksCluster, hour, instance, node } from '../../../test/unit/fleetLiterals.ts';
import { ecsHosts } from '../fleet/host.ts';
import type { EksCluster, ManagedNode } from '../fleet/model.ts';
import { clusterTag, hybridNodeTag, requestTag } from './activation.ts';
import {
  activationPurpose,
  activationStatus,
  clusterNameOf,
  endedActivations,
  expectedHosts,
  isOurs,
  madeByEks,
  sortActivations,
  usesLeft,
  widths,
  type KeptActivation,
} from './activationList.ts';

const day = 24 * hour;
const home = ecsCluster('home');

describe('activationStatus', () => {
  it('tells used up from expired', () => {
    assert.equal(activationStatus(activation('a'), 0), 'open');
    assert.equal(activationStatus(activation('a', { registrationCount: 1 }), 0), 'usedUp');
    assert.equal(activationStatus(activation('a', { expiresAt: 10 }), 10), 'expired');
    assert.equal(activationStatus(activation('a', { registrationCount: 1, expiresAt: 10 }), 10), 'expired');
  });

  it("believes AWS's word over this computer's clock", () => {
    assert.equal(activationStatus(activation('a', { expired: true, expiresAt: day }), 0), 'expired');
  });

  it('never counts fewer than no uses left', () => {
    assert.equal(usesLeft(activation('a', { registrationLimit: 2, registrationCount: 3 })), 0);
  });
});

describe('widths', () => {
  it('marks a long life and many uses, of open activations only', () => {
    const wide = { registrationLimit: 11, expiresAt: 7 * day + 1 };
    assert.deepEqual(widths(activation('a', wide), 0), ['longLife', 'manyUses']);
    assert.deepEqual(widths(activation('a', { registrationLimit: 10, expiresAt: 7 * day }), 0), []);
    assert.deepEqual(widths(activation('a', { ...wide, registrationCount: 1 }), 0), ['longLife']);
    assert.deepEqual(widths(activation('a', { ...wide, expired: true }), 0), []);
  });
});

describe("an activation's tags", () => {
  it('name its cluster, of ECS or of EKS', () => {
    assert.equal(clusterNameOf(activation('a', { tags: { [clusterTag]: home.arn } })), 'home');
    assert.equal(clusterNameOf(activation('a', { tags: { [clusterTag]: 'a-very-long-name' } })), 'a-very-long-name');
    const eks = { [hybridNodeTag]: 'arn:aws:eks:eu-central-1:111122223333:cluster/lab' };
    assert.equal(clusterNameOf(activation('a', { tags: eks })), 'lab');
    assert.equal(clusterNameOf(activation('a', { tags: { Name: 'x' } })), undefined);
  });

  it('tell who made it', () => {
    assert.ok(isOurs(activation('a', { tags: { [clusterTag]: home.arn } })));
    assert.ok(isOurs(activation('a', { tags: { [requestTag]: 'r' } })));
    assert.ok(!isOurs(activation('a', { tags: { Name: 'x' } })));
  });
});

describe('activationPurpose', () => {
  const purpose = (over: object, ...rest: readonly EksCluster[]): string | undefined =>
    activationPurpose(activation('1', over), undefined, rest);

  it('is what this computer knows, else what AWS tells', () => {
    const record = { plan: { kind: 'ecsWindows' } } as const;
    const ecs = { tags: { [clusterTag]: home.arn } };
    const { arn } = eksCluster('lab');
    assert.equal(activationPurpose(activation('1', ecs), record, undefined), 'ecsWindows');
    assert.equal(purpose(ecs), 'ecs');
    assert.equal(purpose({ tags: { [clusterTag]: arn, [hybridNodeTag]: arn } }), 'hybridNode');
    assert.equal(purpose({ tags: { [requestTag]: 'r' } }), 'ssmOnly');
    assert.equal(purpose({}), undefined);
    assert.equal(purpose({}, eksCluster('edge', { connector: { activationId: activation('1').id } })), 'connector');
    assert.equal(purpose({}, eksCluster('edge', { connector: {} })), undefined);
  });
});

describe('madeByEks', () => {
  const edge = eksCluster('edge', { connector: { activationId: activation('a').id } });
  const bare = activation('b');

  it('is told by EKS, and by what was kept', () => {
    assert.equal(madeByEks(activation('a'), undefined, [edge], true), 'yes');
    assert.equal(madeByEks(activation('a'), undefined, [edge], false), 'yes');
    const plan = { kind: 'connector', by: 'helm', provider: 'OTHER' } as const;
    assert.equal(madeByEks(bare, { plan }, [], false), 'yes');
    assert.equal(madeByEks(bare, undefined, [edge], true), 'no');
  });

  it('is not known where EKS could not be read and nothing else tells', () => {
    assert.equal(madeByEks(bare, undefined, [], false), 'unknown');
    for (const tags of [{ [clusterTag]: home.arn }, { [requestTag]: 'r' }, { [hybridNodeTag]: edge.arn }])
      assert.equal(madeByEks(activation('b', { tags }), undefined, [], false), 'no');
    assert.equal(madeByEks(bare, { plan: { kind: 'ecsWindows' } }, [], false), 'no');
  });
});

describe('sortActivations', () => {
  it('puts what ends next on top, and what is over below, the newest first', () => {
    const all = [
      activation('5', { expiresAt: 1 }),
      activation('4', { expiresAt: 2 }),
      activation('3', { registrationCount: 1 }),
      activation('2', { expiresAt: 2 * day }),
      activation('1', { expiresAt: day }),
    ];
    const sorted = sortActivations(all, hour).map(({ id }) => Number(id.slice(0, 8)));
    assert.deepEqual(sorted, [1, 2, 3, 4, 5]);
  });
});

const kept = (id: string, over: Partial<KeptActivation> = {}): KeptActivation => ({
  id: activation(id).id,
  plan: { kind: 'ecsWindows' },
  cluster: home,
  registrationLimit: 1,
  createdAt: 0,
  expiresAt: day,
  ...over,
});

/** Of Systems Manager alone. */
const loose: KeptActivation = {
  id: activation('1').id,
  plan: { kind: 'ssmOnly', form: { kind: 'script' } },
  registrationLimit: 1,
  createdAt: 0,
  expiresAt: day,
};

describe('expectedHosts', () => {
  const hostsBy = (...nodes: readonly ManagedNode[]): ReturnType<typeof ecsHosts> =>
    ecsHosts(
      home,
      nodes.map(({ id }) => instance(id.slice(-1), home)),
      new Map(nodes.map((each) => [each.id, each])),
    );
  const awaited = (...args: Parameters<typeof expectedHosts>): readonly number[] =>
    expectedHosts(...args).map(({ hostsAwaited }) => hostsAwaited);
  const unknown = (): undefined => undefined;

  it('waits in the chosen cluster until the host has come by the activation', () => {
    const record = kept('1', { instanceName: 'pi' });
    assert.deepEqual(awaited([record], home.arn, [], unknown, 0), [1]);
    assert.deepEqual(awaited([record], ecsCluster('other').arn, [], unknown, 0), []);
    const earlier = hostsBy(node('a', { name: 'pi', activationId: 'another' }));
    assert.deepEqual(awaited([record], home.arn, earlier, unknown, 0), [1], 'a namesake is not it');
    assert.deepEqual(awaited([record], home.arn, hostsBy(node('a', { activationId: record.id })), unknown, 0), []);
  });

  it('waits for the rest of several, and not for tries that failed', () => {
    const record = kept('1', { registrationLimit: 3 });
    const one = hostsBy(node('a', { activationId: record.id }));
    assert.deepEqual(awaited([record], home.arn, one, unknown, 0), [2]);
    assert.deepEqual(
      awaited([record], home.arn, one, () => 2, 0),
      [1],
    );
  });

  it('waits for as many as were planned, though the activation has uses to spare', () => {
    const plan = { kind: 'ssmOnly', form: { kind: 'many', hosts: ['a', 'b', 'c', 'a'], by: 'ansible' } } as const;
    const record = kept('1', { plan, registrationLimit: 5 });
    const hosts = hostsBy(node('a', { activationId: record.id }), node('b', { activationId: record.id }));
    assert.deepEqual(awaited([record], home.arn, [], unknown, 0), [3]);
    assert.deepEqual(
      awaited([record], home.arn, hosts, () => 3, 0),
      [1],
      'a try failed, and is spare',
    );
    assert.deepEqual(
      awaited([record], home.arn, hosts, () => 5, 0),
      [],
      'nobody can come any more',
    );
  });

  it('waits for hosts without a cluster among those that have none', () => {
    assert.deepEqual(awaited([loose, kept('2')], undefined, [], unknown, 0), [1]);
    assert.deepEqual(awaited([loose], home.arn, [], unknown, 0), []);
  });

  it('waits for no host where a cluster is to be connected', () => {
    const plan = { kind: 'connector', by: 'helm', provider: 'OTHER' } as const;
    assert.deepEqual(awaited([kept('1', { plan })], home.arn, [], unknown, 0), []);
  });

  it('ends with the activation', () => {
    assert.deepEqual(awaited([kept('1')], home.arn, [], unknown, day), []);
  });

  it('knows the host by its name where SSM may not be asked', () => {
    const record = kept('1', { instanceName: 'pi', createdAt: 100 });
    const named = (registeredAt: number): ReturnType<typeof ecsHosts> =>
      ecsHosts(home, [instance('a', home, { registeredAt, tags: { Name: 'pi' } })], undefined);
    assert.deepEqual(awaited([record], home.arn, named(99), unknown, 0), [1]);
    assert.deepEqual(awaited([record], home.arn, named(101), unknown, 0), []);
  });
});

describe('endedActivations', () => {
  const accountId = '111122223333';
  const minute = 60_000;
  const { id } = kept('1');

  it('sees in the list that one is used up, or expired by the clock of AWS', () => {
    const listed = (over: object): readonly string[] =>
      endedActivations([kept('1')], { listed: { activations: [activation('1', over)], asOf: 0 } }, 0);
    assert.deepEqual(listed({}), []);
    assert.deepEqual(listed({ registrationCount: 1 }), [id]);
    assert.deepEqual(listed({ expired: true }), [id]);
  });

  it('sees by the nodes that came by it that one is used up', () => {
    const record = kept('1', { registrationLimit: 2 });
    const nodes = ['a', 'b'].map((each) => node(each, { activationId: id }));
    assert.deepEqual(endedActivations([record], { nodes: nodes.slice(1) }, 0), []);
    assert.deepEqual(endedActivations([record], { nodes: [...nodes, node('c')] }, 0), [id]);
  });

  it('sees that one was deleted elsewhere, unless it is too new to be listed', () => {
    const listed = (asOf: number): readonly string[] =>
      endedActivations([kept('1')], { accountId, listed: { activations: [], asOf } }, 0);
    assert.deepEqual(listed(minute), []);
    assert.deepEqual(listed(minute + 1), [id]);
  });

  it('keeps a code when the profile leads to another account, or to one not yet known', () => {
    const listed = { activations: [], asOf: hour };
    assert.deepEqual(endedActivations([kept('1')], { accountId: '999900001111', listed }, 0), []);
    assert.deepEqual(endedActivations([kept('1')], { listed }, 0), []);
  });

  it('goes by the account that was noted, where there is no cluster to tell', () => {
    const listed = { activations: [], asOf: hour };
    assert.deepEqual(endedActivations([{ ...loose, accountId }], { accountId, listed }, 0), [id]);
    assert.deepEqual(endedActivations([{ ...kept('1'), accountId: '999900001111' }], { accountId, listed }, 0), []);
    assert.deepEqual(endedActivations([loose], { accountId, listed }, 0), []);
  });

  it('leaves it to EKS whether the activation of a connected cluster is listed', () => {
    const record = kept('1', { plan: { kind: 'connector', by: 'helm', provider: 'OTHER' } });
    const listed = { activations: [], asOf: hour };
    assert.deepEqual(endedActivations([record], { accountId, listed }, 0), []);
    const used = { activations: [activation('1', { registrationCount: 1 })], asOf: hour };
    assert.deepEqual(endedActivations([record], { listed: used }, 0), [id]);
  });

  it('says nothing where nothing was read', () => {
    assert.deepEqual(endedActivations([kept('1')], { accountId }, 0), []);
  });
});

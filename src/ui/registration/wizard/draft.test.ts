import assert from 'node:assert/strict';
import { AccountFleet } from '../../../core/fleet/accountFleet.ts';
import { ecsCluster, eksCluster, gatewayOver } from '../../../../test/unit/fleetLiterals.ts';
import {
  completed,
  type Draft,
  limitOf,
  noMoreOptions,
  type Registration,
  rolePurpose,
  withCluster,
  withHosts,
  withRole,
  withTarget,
} from './draft.ts';

const account = new AccountFleet({ source: { kind: 'demo' }, region: 'us-east-1' }, gatewayOver({}));
const home = ecsCluster('home');
const lab = eksCluster('lab');
const base: Draft = { account, role: { name: 'hosts' }, options: noMoreOptions };
const day = 24 * 3_600_000;

describe('what the wizard has asked for', () => {
  const complete = (draft: Partial<Draft>): Registration | undefined => completed({ ...base, ...draft });

  it('is an ECS host, narrow unless asked otherwise', () => {
    assert.deepEqual(complete({ target: { kind: 'this' }, joins: home, instanceName: 'pi' }), {
      account,
      plan: { kind: 'ecsLinux', form: { kind: 'script' }, host: { attributes: {}, tags: {} } },
      cluster: home,
      role: { name: 'hosts' },
      accessEntry: 'leave',
      instanceName: 'pi',
      registrationLimit: 1,
      lifetimeMs: day,
      tags: {},
    });
  });

  it('keeps options with what they are for, and the proxy out of the plan', () => {
    const options = {
      attributes: { site: 'attic' },
      tags: { owner: 'me' },
      dockerSource: 'distro',
      gpu: true,
      ipCompatibility: 'ipv6',
      containerdSource: 'none',
      proxy: { url: 'http://user:secret@proxy:3128' },
    } as const;
    const host = complete({ target: { kind: 'ssh', host: 'pi-1' }, joins: home, options });
    assert.deepEqual(host?.plan, {
      kind: 'ecsLinux',
      form: { kind: 'script', ssh: 'pi-1' },
      host: {
        attributes: { site: 'attic' },
        tags: { owner: 'me' },
        dockerSource: 'distro',
        gpu: true,
        ipCompatibility: 'ipv6',
      },
    });
    assert.deepEqual([host.proxy, host.tags], [options.proxy, options.tags]);
    const node = complete({ target: { kind: 'this' }, joins: lab, kubernetesVersion: '1.35', options });
    assert.deepEqual(node?.plan, {
      kind: 'hybridNode',
      form: { kind: 'script' },
      kubernetesVersion: '1.35',
      containerdSource: 'none',
    });
    assert.equal(complete({ target: { kind: 'windows' }, joins: home, options })?.proxy, undefined);
  });

  it('is a first boot, whose name is that of the machine too', () => {
    const pi = complete({
      target: { kind: 'firstBoot' },
      joins: home,
      instanceName: 'attic',
      authorizedKeys: ['ssh-ed25519 AAAA me'],
    });
    assert.deepEqual(pi?.plan.kind === 'ecsLinux' && pi.plan.form, {
      kind: 'firstBoot',
      hostname: 'attic',
      authorizedKeys: ['ssh-ed25519 AAAA me'],
    });
    assert.equal(pi?.instanceName, 'attic');
  });

  it('has room for failed tries where there are several hosts, none of which gets a name', () => {
    const several: Draft = {
      ...base,
      target: { kind: 'several' },
      joins: 'nothing',
      hosts: ['a', 'b', 'c'],
      by: 'ansible',
      instanceName: 'left over',
    };
    assert.deepEqual(completed(several)?.plan, {
      kind: 'ssmOnly',
      form: { kind: 'many', hosts: ['a', 'b', 'c'], by: 'ansible' },
    });
    assert.deepEqual([completed(several)?.registrationLimit, completed(several)?.instanceName], [4, '']);
    assert.equal(limitOf({ ...several, registrationLimit: 9 }), 9);
    assert.equal('cluster' in completed(several)!, false);
  });

  it('is a cluster to connect, whose activation EKS sets', () => {
    const connector = { name: 'k3s', provider: 'OTHER', by: 'manifest', context: 'home' } as const;
    const connected = complete({ target: { kind: 'kubernetes' }, connector, joins: home, registrationLimit: 5 });
    assert.deepEqual(connected?.plan, { kind: 'connector', by: 'manifest', provider: 'OTHER', context: 'home' });
    assert.deepEqual(
      [connected.connectedName, connected.cluster, connected.registrationLimit, connected.lifetimeMs],
      ['k3s', undefined, 1, 3 * day],
    );
  });

  it('is nothing while an answer is missing', () => {
    const missing: readonly Partial<Draft>[] = [
      { target: { kind: 'this' } },
      { joins: home },
      { target: { kind: 'several' }, joins: home, hosts: ['a'] },
      { target: { kind: 'this' }, joins: lab },
      { target: { kind: 'kubernetes' }, connector: { name: 'k3s', provider: 'OTHER' } },
    ];
    for (const draft of missing) assert.equal(complete(draft), undefined, JSON.stringify(draft));
    assert.equal(completed({ target: { kind: 'this' }, joins: home, options: noMoreOptions }), undefined);
  });

  it('takes the role that its purpose needs', () => {
    const purposes = [
      [{ target: { kind: 'this' }, joins: home }, 'ecsAnywhere'],
      [{ target: { kind: 'windows' } }, 'ecsAnywhere'],
      [{ target: { kind: 'this' }, joins: lab }, 'hybridNode'],
      [{ target: { kind: 'this' }, joins: 'nothing' }, 'ssmOnly'],
      [{ target: { kind: 'kubernetes' } }, 'connector'],
    ] as const;
    for (const [draft, purpose] of purposes) assert.equal(rolePurpose({ ...draft, options: noMoreOptions }), purpose);
  });
});

describe('an answer that others depend on', () => {
  const full: Draft = {
    ...base,
    target: { kind: 'this' },
    joins: lab,
    kubernetesVersion: '1.35',
    accessEntry: 'make',
    instanceName: 'mybox',
    registrationLimit: 3,
    hosts: ['a', 'b', 'c'],
    connector: { name: 'k3s', context: 'default' },
  };

  it('another machine has another name, and a number of its own', () => {
    assert.equal(withTarget(full, { kind: 'this' }), full);
    const there = withTarget(full, { kind: 'ssh', host: 'pi-1' });
    assert.deepEqual([there.instanceName, there.registrationLimit, there.hosts], [undefined, undefined, undefined]);
    assert.deepEqual(withTarget(there, { kind: 'ssh', host: 'pi-1' }), there);
    assert.notDeepEqual(withTarget(there, { kind: 'ssh', host: 'pi-2' }), there);
    assert.equal(withTarget({ ...full, nameIsGiven: true }, { kind: 'another' }).instanceName, 'mybox');
  });

  it('another cluster has versions, an access entry and a context of its own', () => {
    assert.equal(withCluster(full, account, eksCluster('lab')), full);
    const other = withCluster(full, account, home);
    assert.deepEqual(
      [other.joins, other.kubernetesVersion, other.accessEntry, other.connector],
      [home, undefined, undefined, { name: 'k3s' }],
    );
    const elsewhere = new AccountFleet({ source: { kind: 'environment' }, region: 'us-east-1' }, gatewayOver({}));
    assert.equal(withCluster(full, elsewhere, lab).accessEntry, undefined);
  });

  it('an access entry that was agreed to is for one role', () => {
    assert.equal(withRole(full, { name: 'hosts' }), full);
    assert.deepEqual(withRole(full, { name: 'others' }).accessEntry, undefined);
    assert.deepEqual(withRole(full, { name: 'hosts', arn: 'arn:x' }).accessEntry, undefined);
  });

  it('another number of hosts wants another number of uses', () => {
    assert.equal(withHosts(full, ['x', 'y', 'z']).registrationLimit, 3);
    assert.equal(limitOf(withHosts({ ...full, target: { kind: 'several' } }, ['a', 'b', 'c', 'd'])), 5);
  });

  it('a host elsewhere is not this one', () => {
    const plan = completed({ ...full, target: { kind: 'another' }, joins: home })?.plan;
    assert.deepEqual(plan?.kind === 'ecsLinux' && plan.form, { kind: 'script', elsewhere: true });
  });
});

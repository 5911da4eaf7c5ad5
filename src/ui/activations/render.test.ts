import assert from 'node:assert/strict';
import {
  activation,
  ecsCluster,
  eksCluster,
  gatewayOver,
  hour,
  instance,
  node,
} from '../../../test/unit/fleetLiterals.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import type { Activation } from '../../core/registration/activation.ts';
import { clusterTag, hybridNodeTag } from '../../core/registration/activation.ts';
import { Failure } from '../../core/failure.ts';
import { commands } from '../ids.ts';
import type { ActivationRecord } from '../registration/activationVault.ts';
import { childrenOf, clusterNode } from '../tree/children.ts';
import { accountNode } from '../tree/nodes.ts';
import type { ActivationNode, TreeNode } from '../tree/nodes.ts';
import { render } from '../tree/render.ts';
import type { Row } from '../tree/row.ts';
import { accountActivations, activationHosts } from './children.ts';
import { activationTooltip } from './tooltip.ts';
import { expiryWords, timeLeftWords } from './words.ts';

const ref: AccountRef = { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' };
const home = ecsCluster('home', { containerInstanceCount: 1 });
const now = 2 * hour;
const at = { locale: 'en', now };
const day = 24 * hour;
const ours = { tags: { [clusterTag]: home.arn } };

const accountOver = (contents: Parameters<typeof gatewayOver>[0]): AccountFleet =>
  new AccountFleet(ref, gatewayOver(contents));
const emptyVault = { record: () => undefined, secret: () => Promise.resolve(undefined) };

function nodeOf(over: Partial<Activation>, codeKnown = false): ActivationNode {
  const account = accountOver({});
  return { kind: 'activation', account, parent: accountNode(account), activation: activation('1', over), codeKnown };
}
const rowOf = (over: Partial<Activation>, codeKnown = false): Row => render(nodeOf(over, codeKnown), at);

describe("an activation's row", () => {
  it('is known by the name of its hosts, else by its description, else by its id', () => {
    assert.equal(rowOf({ defaultInstanceName: 'pi', description: 'For the shed' }).label, 'pi');
    assert.equal(rowOf({ description: 'For the shed' }).label, 'For the shed');
    assert.equal(rowOf({ description: ' ' }).label, 'Activation 00000001…');
  });

  it('shows the time and the uses that are left, and its cluster', () => {
    const row = rowOf({ ...ours, registrationLimit: 5, registrationCount: 3 }, true);
    assert.equal(row.description, '22 hours · 2 of 5 left · home');
  });

  it('is spoken with all that the eye would see, and more', () => {
    const row = rowOf({ ...ours, iamRole: 'service-role/ecsAnywhereRole', defaultInstanceName: 'pi' }, true);
    const words = 'expires in 22 hours, 1 of 1 left, home, role ecsAnywhereRole, code known on this computer';
    assert.equal(row.spoken, `Activation pi, ${words}`);
  });

  it('tells each state apart without colour: in words and in shape', () => {
    const rows = [
      rowOf({}),
      rowOf({ registrationLimit: 5, registrationCount: 5 }),
      rowOf({ expiresAt: now - 5 * day, registrationLimit: 5, registrationCount: 3 }),
      rowOf({ registrationLimit: 50, expiresAt: now + 29 * day }),
      rowOf(ours),
    ];
    assert.deepEqual(
      rows.map(({ description }) => description),
      [
        '22 hours · 1 of 1 left',
        'used up · 0 of 5 left',
        'expired 5 days ago · 3 of 5 used',
        '29 days (long) · 50 of 50 left (many)',
        '22 hours · 1 of 1 left · code unknown · home',
      ],
    );
    assert.equal(new Set(rows.map(({ icon }) => JSON.stringify(icon))).size, rows.length);
  });

  it('says no more than that it expired where the clock of this computer is behind', () => {
    assert.equal(rowOf({ expired: true }).description, 'expired · 0 of 1 used');
  });

  it('offers its script only while it can be used and the code is known', () => {
    assert.equal(rowOf({}, true).contextValue, 'activation.id.code');
    assert.equal(rowOf({}, false).contextValue, 'activation.id');
    assert.equal(rowOf({ registrationCount: 1 }, true).contextValue, 'activation.id');
  });

  it('is one harmless line, whatever it is called', () => {
    const { label, spoken } = rowOf({ description: 'two\nlines \u202E[x](command:y)' });
    for (const text of [label, spoken]) assert.doesNotMatch(text, /[\n\u202e]/);
  });
});

describe("an activation's tooltip", () => {
  it('warns of a wide one, and of a code that nobody may have', () => {
    assert.match(activationTooltip(nodeOf({ registrationLimit: 50 }), at), /many uses.*can register 50 hosts/);
    assert.match(activationTooltip(nodeOf({}), at), /this computer does not have it/);
    assert.doesNotMatch(activationTooltip(nodeOf({}, true), at), /does not have it|Wide/);
  });

  it('makes no link of what came from AWS', () => {
    const text = activationTooltip(nodeOf({ description: '[x](command:y) | <b>' }), at);
    assert.doesNotMatch(text, /[^\\]\[x\]/);
    assert.ok(!text.includes('<b>'));
  });
});

describe('times', () => {
  it('are counted down in the unit that fits', () => {
    const left = [30 * day, 36 * hour, 35 * hour, 90 * 60_000, 89 * 60_000, 20_000, 0];
    assert.deepEqual(
      left.map((ms) => timeLeftWords(ms, 'en')),
      ['30 days', '2 days', '35 hours', '2 hours', '89 minutes', '1 minute', '1 minute'],
    );
    assert.equal(expiryWords({ expiresAt: now + 22 * hour }, at), 'expires in 22 hours');
    assert.equal(expiryWords({ expiresAt: now }, at), 'expired 1 minute ago');
    assert.equal(expiryWords({}, at), undefined);
  });
});

describe('the activations of an account', () => {
  const children = async (contents: Parameters<typeof gatewayOver>[0]): Promise<readonly TreeNode[]> =>
    accountActivations(accountNode(accountOver(contents)), emptyVault);

  it('are all listed, on however many pages', async () => {
    const soon = Date.now() + hour;
    const all = ['1', '2', '3', '4', '5'].map((id) => activation(id, { expiresAt: soon }));
    assert.equal((await children({ activations: all })).length, 5);
  });

  it('know for which of them this computer has the code', async () => {
    const [mine, other] = [activation('1'), activation('2')];
    const secret = { code: 'Secret' };
    const vault = { ...emptyVault, secret: (id: string) => Promise.resolve(id === mine.id ? secret : undefined) };
    const account = accountOver({ activations: [mine, other] });
    const nodes = await accountActivations(accountNode(account), vault);
    const known = nodes.flatMap((each) => (each.kind === 'activation' && each.codeKnown ? [each.activation.id] : []));
    assert.deepEqual(known, [mine.id]);
    assert.ok(!JSON.stringify(nodes.map((each) => render(each, at))).includes('Secret'));
  });

  it('tell what they are for, to the ear and in the tooltip', async () => {
    const eks = eksCluster('lab', { connector: { activationId: activation('2').id } });
    const hybrid = { tags: { [hybridNodeTag]: 'arn:aws:eks:eu-central-1:111122223333:cluster/lab' } };
    const account = accountOver({
      eks: [eks],
      activations: [activation('1', hybrid), activation('2'), activation('3')],
    });
    await account.clusters();
    const nodes = await accountActivations(accountNode(account), emptyVault);
    const spoken = nodes.map((each) => /for .*?(?=,|$)/.exec(render(each, at).spoken)?.[0]);
    assert.deepEqual(spoken, ['for EKS hybrid nodes', 'for EKS Connector', undefined]);
    const [node, connector] = nodes.filter((each) => each.kind === 'activation');
    assert.ok(node && connector);
    assert.match(activationTooltip(node, at), /\| For \| EKS hybrid nodes \|/);
    assert.match(activationTooltip(connector, at), /which deletes it when the connected cluster is deregistered/);
  });

  it('say so when there are none', async () => {
    assert.deepEqual(
      (await children({})).map((each) => render(each).label),
      ['No activations in this Region'],
    );
  });

  it('are never silent in trouble: a failure is a row with the next steps under it', async () => {
    const denied = new Failure('accessDenied', 'no', { service: 'SSM', operation: 'DescribeActivations' });
    const [failure] = await children({ failing: { activations: denied } });
    assert.ok(failure);
    assert.equal(render(failure).label, 'Access denied: ssm:DescribeActivations');
    const steps = (await childrenOf(failure)).map((each) => render(each).command);
    assert.ok(steps.includes(commands.refresh) && steps.includes(commands.showLog));
  });
});

describe('the hosts of an activation', () => {
  it('are those that SSM lists, and the others are counted', async () => {
    const used = activation('1', { registrationLimit: 5, registrationCount: 3 });
    const account = accountOver({ nodes: [node('a', { activationId: used.id, name: 'pi' }), node('b')] });
    const parent: ActivationNode = {
      kind: 'activation',
      account,
      parent: accountNode(account),
      activation: used,
      codeKnown: false,
    };
    const labels = (): readonly string[] => activationHosts(parent).map((each) => render(each).label);
    assert.equal(render(parent).expands, 'collapsed');
    assert.deepEqual(labels(), ['Its hosts are not known yet']);
    await account.readNodes();
    assert.deepEqual(labels(), ['pi', '2 hosts that are gone']);
  });
});

describe('a host that is expected', () => {
  const loose: ActivationRecord = {
    id: activation('1').id,
    account: ref,
    plan: { kind: 'ssmOnly', form: { kind: 'script' } },
    instanceName: 'test-bench',
    registrationLimit: 1,
    createdAt: Date.now(),
    expiresAt: Date.now() + 23 * hour,
  };
  const record: ActivationRecord = {
    ...loose,
    plan: { kind: 'ecsLinux', form: { kind: 'script' }, host: { attributes: {}, tags: {} } },
    cluster: { arn: home.arn, name: home.name },
  };
  const under = async (
    kept: readonly ActivationRecord[],
    contents: Parameters<typeof gatewayOver>[0] = {},
  ): Promise<{ readonly nodes: readonly TreeNode[]; readonly calls: readonly string[] }> => {
    const gateway = gatewayOver(contents);
    const cluster = clusterNode(accountNode(new AccountFleet(ref, gateway)), home);
    return { nodes: await childrenOf(cluster, kept), calls: gateway.calls };
  };

  it('stands on top of its cluster, in a shape of its own, and costs no call', async () => {
    const contents = { instances: [instance('a', home)], nodes: [node('a', { name: 'attic' })] };
    const { nodes, calls } = await under([record], contents);
    const [row, host] = nodes.map((each) => render(each));
    assert.equal(row?.label, 'test-bench');
    assert.equal(row.description, 'expected, 23 hours left');
    assert.equal(row.spoken, 'test-bench, expected, not yet arrived, 23 hours left');
    assert.deepEqual(row.icon, { codicon: 'watch' });
    assert.equal(row.contextValue, 'expected.id.code');
    assert.equal(host?.label, 'attic');
    assert.deepEqual(calls, (await under([], contents)).calls);
  });

  it('takes the place of the note that there are no hosts', async () => {
    const [row, ...others] = (await under([{ ...record, registrationLimit: 3 }])).nodes.map((each) => render(each));
    assert.equal(row?.description, '3 hosts expected, 23 hours left');
    assert.deepEqual(
      others.filter(({ label }) => label === 'No external hosts yet'),
      [],
    );
  });

  it('goes when the host has come', async () => {
    const contents = { instances: [instance('a', home)], nodes: [node('a', { activationId: record.id })] };
    assert.deepEqual(
      (await under([record], contents)).nodes.map(({ kind }) => kind),
      ['host'],
    );
  });

  it('of many counts hosts, not the uses that the activation has to spare', async () => {
    const form = { kind: 'many', hosts: ['a', 'b', 'c'], by: 'ssh' } as const;
    const many: ActivationRecord = { ...record, plan: { kind: 'ssmOnly', form }, registrationLimit: 4 };
    const [row] = (await under([many])).nodes.map((each) => render(each));
    assert.equal(row?.description, '3 hosts expected, 23 hours left');
  });

  it('stands under the EKS cluster that it joins, or under the nodes that belong to none', async () => {
    const lab = eksCluster('lab');
    const form = { kind: 'script' } as const;
    const hybrid: ActivationRecord = {
      ...record,
      id: 'hybrid',
      plan: { kind: 'hybridNode', form, kubernetesVersion: '1.35' },
      cluster: { arn: lab.arn, name: lab.name },
    };
    const kept = [record, hybrid, { ...loose, id: 'loose' }];
    const account = accountOver({ eks: [lab], nodes: [node('a')] });
    await account.looseHosts();
    const rows = await childrenOf(accountNode(account), kept);
    const expected = await Promise.all(
      rows.map(async (row) =>
        (await childrenOf(row, kept)).flatMap((each) => (each.kind === 'expected' ? [each.expectation.kept.id] : [])),
      ),
    );
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ['cluster', 'looseHosts'],
    );
    assert.deepEqual(expected, [['hybrid'], ['loose']]);
  });

  it('brings the group along that it will come to, where nothing is in it yet', async () => {
    const account = accountOver({});
    const rows = await childrenOf(accountNode(account), [loose]);
    const [group] = rows;
    assert.ok(group?.kind === 'looseHosts');
    assert.equal(render(group).description, '0');
    assert.deepEqual(
      (await childrenOf(group, [loose])).map(({ kind }) => kind),
      ['expected'],
    );
    for (const kept of [[], [record], [{ ...loose, account: { ...ref, region: 'us-east-1' } }]])
      assert.ok((await childrenOf(accountNode(account), kept)).every(({ kind }) => kind !== 'looseHosts'));
  });

  it('is not expected where a cluster is to be connected: EKS shows that itself', async () => {
    const pending = eksCluster('edge', { status: 'PENDING', connector: {} });
    const plan = { kind: 'connector', by: 'helm', provider: 'OTHER' } as const;
    const kept = [{ ...record, plan, cluster: { arn: pending.arn, name: pending.name } }];
    const children = await childrenOf(clusterNode(accountNode(accountOver({ eks: [pending] })), pending), kept);
    assert.deepEqual(
      children.map(({ kind }) => kind),
      ['remark'],
    );
  });

  it('is expected by its own account only', async () => {
    const elsewhere = { ...record, account: { ...ref, region: 'us-east-1' } };
    assert.ok((await under([elsewhere])).nodes.every(({ kind }) => kind !== 'expected'));
  });
});

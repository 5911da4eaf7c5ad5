import assert from 'node:assert/strict';
import {
  activation,
  ecsCluster,
  eksCluster,
  gatewayOver,
  hour,
  instance,
  node,
  task,
} from '../../../test/unit/fleetLiterals.ts';
import { kubeNode, kubePod } from '../../../test/unit/kubeLiterals.ts';
import { Failure } from '../../core/failure.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { HostStanding } from '../../core/fleet/arrange.ts';
import type { Host, HostHealth } from '../../core/fleet/host.ts';
import type { CapiMachine, KubeContainer } from '../../core/kubernetes/model.ts';
import type { EcsService } from '../../core/operate/ecsOperations.ts';
import { message } from '../../core/text/message.ts';
import { commands } from '../ids.ts';
import { accountNode, type ExpectedNode, type HostNode, type TreeNode } from './nodes.ts';
import { render } from './render.ts';
import type { Row } from './row.ts';

type Kinds = { readonly [K in TreeNode['kind']]: readonly Extract<TreeNode, { kind: K }>[] };

const account = new AccountFleet(
  { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' },
  gatewayOver({}),
);
const demo = new AccountFleet({ source: { kind: 'demo' }, region: 'eu-central-1' }, gatewayOver({}));
const parent = accountNode(account);
const base = { account, parent };
const home = ecsCluster('home');
const lab = eksCluster('lab');
const now = 2 * hour;

const healths: readonly HostHealth[] = [
  'connected',
  'draining',
  'changing',
  'failed',
  'agentDisconnected',
  'notReady',
  'notJoined',
  'ssmLost',
  'offline',
  'unknown',
];
const hostOf = (health: HostHealth, over: Partial<Host> = {}): HostNode => ({
  ...base,
  kind: 'host',
  host: {
    key: health,
    id: node('a').id,
    name: 'garage',
    machine: { kind: 'x86', certain: true },
    instance: instance('a', home),
    state: { ecs: health === 'changing' ? 'registering' : 'connected', ssm: 'unknown', health },
    stale: false,
    ...over,
  },
});

const onHost = task('1', instance('a', home));
const containerOf = (status: string, health?: string) => ({
  name: 'web',
  status,
  image: 'nginx:1',
  ...(health !== undefined && { health }),
});
const serviceOf = (over: Partial<EcsService>): EcsService => ({
  arn: 'arn:aws:ecs:eu-central-1:111122223333:service/home/web',
  name: 'web',
  clusterArn: home.arn,
  status: 'ACTIVE',
  scheduling: 'REPLICA',
  desiredCount: 1,
  runningCount: 1,
  pendingCount: 0,
  deployments: [],
  events: [],
  ...over,
});
const kubeContainer: KubeContainer = { name: 'web', image: 'nginx:1', ready: true, state: 'running', restarts: 0 };
const pulling: KubeContainer = { ...kubeContainer, ready: false, state: 'waiting', reason: 'ImagePullBackOff' };
const machine: CapiMachine = { name: 'm1', namespace: 'x', clusterName: 'barn', role: 'worker', phase: 'Running' };
const failed: CapiMachine = { ...machine, phase: 'Failed', failure: 'no lease' };
const standings: readonly HostStanding[] = ['connected', 'draining', 'offline', 'agentDisconnected', 'failed'];
const expectation: ExpectedNode['expectation'] = {
  kept: {
    id: activation('1').id,
    account: account.ref,
    // Of a plan, with what a row says of it.
    plan: {
      kind: 'ssmOnly',
      system: 'linux',
      firstBoot: false,
    } as unknown as ExpectedNode['expectation']['kept']['plan'],
    registrationLimit: 1,
    createdAt: 0,
    expiresAt: 24 * hour,
  },
  hostsAwaited: 1,
};

/** Of every kind of row, one in each state that looks another. */
const kinds: Kinds = {
  account: [accountNode(account), accountNode(demo)],
  cluster: [
    home,
    ecsCluster('home', { status: 'INACTIVE' }),
    lab,
    eksCluster('lab', { support: 'extended' }),
    eksCluster('lab', { status: 'FAILED' }),
    eksCluster('lab', { status: 'UPDATING' }),
    eksCluster('lab', { connector: { provider: 'GKE' } }),
  ].map((cluster) => ({ ...base, kind: 'cluster', cluster })),
  looseHosts: [{ ...base, kind: 'looseHosts', count: 2 }],
  hostGroup: standings.map((worst) => ({
    ...base,
    parent: { ...base, kind: 'looseHosts', count: 2 },
    kind: 'hostGroup',
    grouping: { by: 'architecture' },
    value: 'arm64',
    worst,
    worstCount: 1,
    rows: [hostOf('connected'), hostOf('offline')],
    startsUnfolded: false,
  })),
  host: [...healths.map((health) => hostOf(health)), hostOf('connected', { stale: true })],
  expected: [{ ...base, kind: 'expected', expectation }],
  activation: [
    activation('1'),
    activation('1', { registrationCount: 1 }),
    activation('1', { expired: true }),
    activation('1', { registrationLimit: 1000 }),
  ].map((each) => ({ ...base, kind: 'activation', activation: each, codeKnown: false })),
  services: [{ ...base, kind: 'services', cluster: home }],
  service: [
    serviceOf({}),
    serviceOf({ runningCount: 0 }),
    serviceOf({ status: 'DRAINING' }),
    serviceOf({ desiredCount: 0, runningCount: 0 }),
  ].map((service) => ({ ...base, kind: 'service', service })),
  task: ['RUNNING', 'PENDING', 'STOPPED'].map((lastStatus) => ({
    ...base,
    kind: 'task',
    task: { ...onHost, lastStatus },
  })),
  container: [containerOf('RUNNING'), containerOf('RUNNING', 'UNHEALTHY'), containerOf('STOPPED')].map((container) => ({
    ...base,
    kind: 'container',
    task: onHost,
    container,
  })),
  pod: [
    kubePod('web', 'n', { containers: [kubeContainer] }),
    kubePod('web', 'n', { containers: [pulling] }),
    kubePod('web', 'n', { phase: 'Failed', reason: 'Evicted' }),
    kubePod('web', 'n', { phase: 'Succeeded' }),
    kubePod('web', undefined, { phase: 'Pending' }),
  ].map((pod) => ({ ...base, kind: 'pod', pod })),
  podContainer: [kubeContainer, pulling, { ...kubeContainer, ready: false }].map((container) => ({
    ...base,
    kind: 'podContainer',
    pod: kubePod('web', 'n'),
    container,
  })),
  machines: [[machine], [machine, failed]].map((machines) => ({ ...base, kind: 'machines', machines })),
  machine: [machine, failed, { ...machine, phase: 'Provisioning' }].map((each) => ({
    ...base,
    kind: 'machine',
    machine: each,
  })),
  anywhere: [
    {
      ...base,
      kind: 'anywhere',
      anywhere: { name: 'barn', namespace: 'default', kubernetesVersion: '1.35', isManagement: true },
      isOneOfMany: false,
    },
  ],
  remark: [
    {
      ...base,
      kind: 'remark',
      remark: {
        about: 'health',
        of: { severity: 'error', message: message('Health issue: {0}', 'Ec2SubnetNotFound') },
      },
      steps: [],
    },
    { ...base, kind: 'remark', remark: { about: 'noContext' }, steps: [commands.chooseKubernetesContext] },
  ],
  note: (
    [
      'noActivations',
      'hostsUnknown',
      'noClusters',
      'noHosts',
      'noHybridNodes',
      'noNodes',
      'noTasks',
      'noPods',
      'noServices',
    ] as const
  )
    .map((about) => ({ ...base, kind: 'note' as const, note: { about } }))
    .concat([]),
  failure: (['network', 'accessDenied', 'expiredCredentials'] as const).map((reason) => ({
    ...base,
    kind: 'failure',
    failure: new Failure(reason, reason),
  })),
  step: [commands.signIn, commands.refresh, commands.showLog, commands.openConfigFile].map((command) => ({
    ...base,
    kind: 'step',
    command,
  })),
};

const rowsOf = (nodes: readonly TreeNode[]): readonly Row[] => nodes.map((each) => render(each, { locale: 'en', now }));
const words = ({ label, description = '' }: Row): string => `${label} ${description}`;

describe('rows, to whoever does not see icons and colours', () => {
  for (const [kind, nodes] of Object.entries(kinds)) {
    const rows = rowsOf(nodes);

    it(`of kind ${kind} are spoken with their label, as a phrase`, () => {
      assert.ok(rows.length > 0);
      for (const { label, spoken } of rows) {
        assert.ok(spoken.includes(label.replace(/…$/, '')), `${spoken}: ${label}`);
        assert.doesNotMatch(spoken, /undefined|null|\[object|\$\(|, ,|, $|^\s|\n/, spoken);
      }
    });

    it(`of kind ${kind} say what their icon says: to the eye in words too, and aloud`, () => {
      for (const [one, other] of pairs(rows)) {
        if (JSON.stringify(one.icon) === JSON.stringify(other.icon)) continue;
        assert.notEqual(words(one), words(other));
        assert.notEqual(one.spoken, other.spoken);
      }
    });
  }

  it('tell each state of a host in its own words', () => {
    const spoken = rowsOf(kinds.host).map((row) => row.spoken);
    assert.equal(new Set(spoken).size, spoken.length);
    const said = ['connected', 'draining', 'registering', 'registration failed', 'ECS agent disconnected', 'not ready'];
    for (const [index, state] of said.entries()) assert.ok(spoken[index]?.includes(state), spoken[index]);
  });

  it('of nodes are told apart by shape as well, not by colour alone', () => {
    const shapes = new Set(rowsOf(kinds.host).map(({ icon }) => JSON.stringify(icon)));
    assert.ok(shapes.size >= 5);
    for (const { icon } of rowsOf(kinds.host)) assert.ok(!('color' in icon));
  });

  it('of Kubernetes know a node that is no host of SSM', () => {
    const row = render(
      hostOf('connected', { state: { ecs: 'none', ssm: 'none', health: 'connected' }, kube: kubeNode('rack-1') }),
    );
    assert.match(row.contextValue, /^node/);
    assert.match(row.spoken, /^garage, .*connected/);
  });
});

function pairs<T>(all: readonly T[]): readonly (readonly [T, T])[] {
  return all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const));
}

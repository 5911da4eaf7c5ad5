import assert from 'node:assert/strict';
import {
  activation,
  ecsCluster,
  ecsService,
  eksCluster,
  gatewayOver,
  hour,
  instance,
  node,
  task,
} from '../../../test/unit/fleetLiterals.ts';
import { kubeNode, kubePod } from '../../../test/unit/kubeLiterals.ts';
import { assertSpokenRow, assertToldWithoutIcons } from '../../../test/unit/spoken.ts';
import type { ConnectorRemark } from '../../core/eks/health.ts';
import { Failure, type FailureReason } from '../../core/failure.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { HostStanding } from '../../core/fleet/arrange.ts';
import type { Host, HostHealth } from '../../core/fleet/host.ts';
import type { EksCluster } from '../../core/fleet/model.ts';
import type { CapiMachine, KubeContainer } from '../../core/kubernetes/model.ts';
import type { EcsService, ServiceDeployment } from '../../core/operate/ecsOperations.ts';
import { serviceState, type ServiceState } from '../../core/operate/serviceState.ts';
import { clusterTag, type Activation } from '../../core/registration/activation.ts';
import type { ActivationStatus, Width } from '../../core/registration/activationList.ts';
import { message } from '../../core/text/message.ts';
import { commands } from '../ids.ts';
import { accountNode, type ExpectedNode, type HostNode, type NoteNode, type TreeNode } from './nodes.ts';
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

/** By type, so that a new one is not forgotten here. */
const keysOf = <K extends string>(all: Readonly<Record<K, unknown>>): readonly K[] => Object.keys(all) as K[];

const saidOfHealth: Readonly<Record<HostHealth, string>> = {
  connected: 'connected',
  draining: 'draining',
  changing: 'registering',
  failed: 'registration failed',
  agentDisconnected: 'ECS agent disconnected',
  notReady: 'not ready',
  notJoined: 'not joined',
  ssmLost: 'SSM',
  offline: 'offline',
  unknown: 'unknown',
};
const healths = keysOf(saidOfHealth);
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
const deployment: ServiceDeployment = {
  id: 'ecs-svc/1',
  status: 'PRIMARY',
  desiredCount: 1,
  runningCount: 0,
  pendingCount: 1,
  failedTasks: 0,
};
const unplaced = { id: '1', at: 0, message: '(service web) was unable to place a task because nothing is there.' };
const services: Readonly<Record<ServiceState, Partial<EcsService>>> = {
  steady: {},
  idle: { desiredCount: 0, runningCount: 0 },
  fewer: { runningCount: 0 },
  rollingOut: { runningCount: 0, deployments: [{ ...deployment, rolloutState: 'IN_PROGRESS' }] },
  cannotPlace: { runningCount: 0, events: [unplaced] },
  rolloutFailed: { runningCount: 0, deployments: [{ ...deployment, rolloutState: 'FAILED' }] },
  draining: { status: 'DRAINING' },
};
const activations: Readonly<Record<ActivationStatus | Width | 'codeUnknown', Partial<Activation>>> = {
  open: {},
  usedUp: { registrationCount: 1 },
  expired: { expired: true },
  longLife: { expiresAt: 20 * 24 * hour },
  manyUses: { registrationLimit: 1000 },
  codeUnknown: { tags: { [clusterTag]: home.arn } },
};
const connectors: Readonly<Record<ConnectorRemark['kind'] | 'connected', Partial<EksCluster>>> = {
  connected: { connector: { provider: 'GKE' } },
  pending: { status: 'PENDING', connector: { activationExpiresAt: now + hour } },
  expired: { status: 'PENDING', connector: { activationExpiresAt: now - hour } },
  failed: { status: 'FAILED', connector: {} },
};
const kubeContainer: KubeContainer = { name: 'web', image: 'nginx:1', ready: true, state: 'running', restarts: 0 };
const pulling: KubeContainer = { ...kubeContainer, ready: false, state: 'waiting', reason: 'ImagePullBackOff' };
const machine: CapiMachine = { name: 'm1', namespace: 'x', clusterName: 'barn', role: 'worker', phase: 'Running' };
const failed: CapiMachine = { ...machine, phase: 'Failed', failure: 'no lease' };
const standings = keysOf<HostStanding>({ ...saidOfHealth, replaced: true });
const expectation: ExpectedNode['expectation'] = {
  kept: {
    id: activation('1').id,
    account: account.ref,
    plan: { kind: 'ssmOnly', form: { kind: 'script' } },
    registrationLimit: 1,
    createdAt: 0,
    expiresAt: 24 * hour,
  },
  hostsAwaited: 1,
};

type Note = NoteNode['note'];
const notes: { readonly [A in Note['about']]: Note & { readonly about: A } } = {
  ec2: { about: 'ec2', count: 2 },
  fargate: { about: 'fargate', count: 2 },
  servicesElsewhere: { about: 'servicesElsewhere', count: 2 },
  nodes: { about: 'nodes', of: 'auto', count: 2 },
  hostsGone: { about: 'hostsGone', count: 2 },
  hidden: { about: 'hidden', count: 2 },
  allHidden: { about: 'allHidden', count: 2 },
  noActivations: { about: 'noActivations' },
  hostsUnknown: { about: 'hostsUnknown' },
  noClusters: { about: 'noClusters' },
  noHosts: { about: 'noHosts' },
  noHybridNodes: { about: 'noHybridNodes' },
  noNodes: { about: 'noNodes' },
  noTasks: { about: 'noTasks' },
  noPods: { about: 'noPods' },
  noServices: { about: 'noServices' },
  askingKubernetes: { about: 'askingKubernetes' },
  anywhereRelease: { about: 'anywhereRelease', newer: { version: 'v0.24.1', bundleNumber: 99 } },
};
const reasons: Readonly<Record<FailureReason, true>> = {
  noCredentials: true,
  expiredCredentials: true,
  invalidCredentials: true,
  accessDenied: true,
  noAccessEntry: true,
  regionDisabled: true,
  noRegion: true,
  malformedConfig: true,
  network: true,
  untrustedCertificate: true,
  privateEndpoint: true,
  timedOut: true,
  throttled: true,
  clockSkew: true,
  notFound: true,
  invalidRequest: true,
  service: true,
  readOnly: true,
  cancelled: true,
  unknown: true,
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
    ...Object.values(connectors).map((over) => eksCluster('lab', over)),
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
  activation: Object.values(activations).map((over) => ({
    ...base,
    kind: 'activation',
    activation: activation('1', over),
    codeKnown: false,
  })),
  services: [{ ...base, kind: 'services', cluster: home }],
  service: Object.values(services).map((over) => ({ ...base, kind: 'service', service: ecsService(over) })),
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
    ...[connectors.pending, connectors.expired, connectors.failed].map((over) => ({
      ...base,
      kind: 'remark' as const,
      remark: { about: 'connector' as const, cluster: eksCluster('lab', over) },
      steps: [],
    })),
    { ...base, kind: 'remark', remark: { about: 'noContext' }, steps: [commands.chooseKubernetesContext] },
  ],
  note: Object.values(notes).map((note) => ({ ...base, kind: 'note', note })),
  failure: keysOf(reasons).map((reason) => ({ ...base, kind: 'failure', failure: new Failure(reason, reason) })),
  step: [commands.signIn, commands.refresh, commands.showLog, commands.openConfigFile].map((command) => ({
    ...base,
    kind: 'step',
    command,
  })),
};

const rowsOf = (nodes: readonly TreeNode[]): readonly Row[] => nodes.map((each) => render(each, { locale: 'en', now }));

describe('rows, to whoever does not see icons and colours', () => {
  for (const [kind, nodes] of Object.entries(kinds)) {
    const rows = rowsOf(nodes);

    it(`of kind ${kind} are spoken with their label, as a phrase`, () => {
      assert.ok(rows.length > 0);
      rows.forEach(assertSpokenRow);
    });

    it(`of kind ${kind} say what their icon says: to the eye in words too, and aloud`, () => {
      assertToldWithoutIcons(rows);
    });
  }

  it('tell each state of a host in its own words', () => {
    const spoken = rowsOf(kinds.host).map((row) => row.spoken);
    assert.equal(new Set(spoken).size, spoken.length);
    for (const [index, state] of Object.values(saidOfHealth).entries())
      assert.ok(spoken[index]?.includes(state), `${state}: ${String(spoken[index])}`);
  });

  it('have each state of a service among them', () => {
    const shown = kinds.service.map(({ service }) => serviceState(service));
    assert.deepEqual(shown, Object.keys(services));
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

import { emptyContents } from '../kubernetes/contents.ts';
import type { KubernetesContents, KubernetesObject, NodeFacts } from '../kubernetes/contents.ts';
import { nodeUid, resourceVersion, time } from '../kubernetes/nodeObject.ts';
import { gitVersion } from '../kubernetes/resources.ts';
import { bundleManifest, bundleUrl, releaseOfBundle, usedBundle } from '../releases/anywhereReleases.ts';
import { kubernetesOf } from '../releases/distroReleases.ts';
import { hexId, uuid } from '../world.ts';
import type { World } from '../world.ts';
import { daemonPods, replicaPods } from './pods.ts';

/** What is in the world's cluster of EKS Anywhere on vSphere, which manages itself. */

const day = 24 * 60 * 60_000;
const name = 'mill';
const channel = '1-34';
const distroNumber = 19;
const official = 'https://anywhere-assets.eks.amazonaws.com';
const anywhere = 'anywhere.eks.amazonaws.com/v1alpha1';
const system = 'eksa-system';

interface MachineOptions {
  readonly name: string;
  readonly role: 'controlPlane' | 'etcd' | 'worker';
  readonly address?: string;
  readonly phase: 'Running' | 'Provisioning' | 'Failed';
  readonly failure?: { readonly reason: string; readonly message: string };
  readonly createdAt: number;
}

export function anywhereContents(world: World, context: string): KubernetesContents {
  const now = world.clock();
  const createdAt = now - 90 * day;
  const kubernetes = kubernetesOf(channel, distroNumber) ?? 'v1.34.0';
  const contents: KubernetesContents = { ...emptyContents(gitVersion(kubernetes.slice(1))), context };
  const machines: readonly MachineOptions[] = [
    { name: `${name}-7kx2p`, role: 'controlPlane', address: '192.168.40.11', phase: 'Running', createdAt },
    { name: `${name}-etcd-9fwqm`, role: 'etcd', address: '192.168.40.12', phase: 'Running', createdAt },
    { name: `${name}-md-0-c5dhl-4lnvz`, role: 'worker', address: '192.168.40.21', phase: 'Running', createdAt },
    { name: `${name}-md-0-c5dhl-h8r6t`, role: 'worker', address: '192.168.40.22', phase: 'Running', createdAt },
    { name: `${name}-md-0-c5dhl-w2xgb`, role: 'worker', phase: 'Provisioning', createdAt: now - 6 * 60_000 },
    {
      name: `${name}-md-0-c5dhl-zq4kd`,
      role: 'worker',
      phase: 'Failed',
      failure: { reason: 'CreateError', message: 'not enough resources on host esx-2 for the virtual machine' },
      createdAt: now - 26 * 60 * 60_000,
    },
  ];
  const joined = machines.filter(({ role, phase }) => role !== 'etcd' && phase === 'Running');
  contents.nodes.push(...joined.map((machine) => nodeOf(machine, contents.gitVersion)));
  addPods(contents, kubernetes, now);
  contents.customResources.set(
    'cluster.x-k8s.io/v1beta1/machines',
    machines.map((machine) => machineObject(machine, kubernetes)),
  );
  contents.customResources.set('anywhere.eks.amazonaws.com/v1alpha1/clusters', [clusterObject(createdAt)]);
  contents.customResources.set('anywhere.eks.amazonaws.com/v1alpha1/bundles', bundleObjects(createdAt));
  contents.customResources.set('anywhere.eks.amazonaws.com/v1alpha1/eksareleases', [releaseObject(createdAt)]);
  return contents;
}

function addPods(contents: KubernetesContents, kubernetes: string, now: number): void {
  const [control = '', ...workers] = contents.nodes.map((node) => node.name);
  const tag = `${kubernetes}-eks-${channel}-${distroNumber}`;
  const distro = 'public.ecr.aws/eks-distro';
  const kube = { namespace: 'kube-system', createdAt: now - 60 * day };
  contents.pods.push(
    ...daemonPods([control, ...workers], {
      ...kube,
      name: 'kube-proxy',
      image: `${distro}/kubernetes/kube-proxy:${tag}`,
    }),
    ...daemonPods([control, ...workers], {
      ...kube,
      name: 'cilium',
      image: 'public.ecr.aws/isovalent/cilium:v1.17.9-0',
    }),
    ...daemonPods([control], { ...kube, name: 'kube-apiserver', image: `${distro}/kubernetes/kube-apiserver:${tag}` }),
    ...replicaPods(workers, {
      ...kube,
      name: 'coredns',
      image: `${distro}/coredns/coredns:v1.12.4-eks-${channel}-${distroNumber}`,
    }),
    ...replicaPods(workers, {
      namespace: 'eks-connector',
      name: 'eks-connector',
      image: 'public.ecr.aws/eks-connector/eks-connector:0.0.11',
      createdAt: now - 20 * day,
    }),
    ...replicaPods(workers, {
      namespace: 'flour',
      name: 'scale-reader',
      image: 'public.ecr.aws/docker/library/redis:8',
      createdAt: now - 12 * day,
    }),
  );
}

function nodeOf({ name: machine, role, address = '', createdAt }: MachineOptions, kubeletVersion: string): NodeFacts {
  const isControl = role === 'controlPlane';
  return {
    name: machine,
    providerId: providerIdOf(machine),
    labels: isControl ? { 'node-role.kubernetes.io/control-plane': '' } : { group: 'md-0' },
    ...(isControl ? { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] } : {}),
    architecture: 'amd64',
    cpus: 4,
    memoryMiB: 16_006,
    maxPods: 110,
    kubeletVersion,
    containerRuntime: 'containerd://1.7.28',
    osImage: 'Ubuntu 24.04.3 LTS',
    kernelVersion: '6.8.0-85-generic',
    internalIp: address,
    createdAt: createdAt + 300_000,
  };
}

function providerIdOf(machine: string): string {
  return `vsphere://${uuid(`vm ${machine}`)}`;
}

function metadata(object: { name: string; namespace: string; createdAt: number }): KubernetesObject['metadata'] {
  const { name: own, namespace, createdAt } = object;
  const uid = uuid(`${namespace}/${own}`);
  return {
    name: own,
    namespace,
    uid,
    resourceVersion: resourceVersion(uid),
    creationTimestamp: time(createdAt),
    generation: 1,
  };
}

/** Source: Cluster API, `Machine` of `cluster.x-k8s.io/v1beta1`. */
function machineObject(machine: MachineOptions, kubernetes: string): KubernetesObject {
  const { name: own, role, phase, failure, address, createdAt } = machine;
  const isRunning = phase === 'Running';
  const labels: Readonly<Record<MachineOptions['role'], Record<string, string>>> = {
    controlPlane: { 'cluster.x-k8s.io/control-plane': '', 'cluster.x-k8s.io/control-plane-name': name },
    etcd: { 'cluster.x-k8s.io/etcd-cluster': `${name}-etcd` },
    worker: { 'cluster.x-k8s.io/deployment-name': `${name}-md-0`, 'cluster.x-k8s.io/set-name': `${name}-md-0-c5dhl` },
  };
  const bootstrap = role === 'etcd' ? 'EtcdadmConfig' : 'KubeadmConfig';
  return {
    apiVersion: 'cluster.x-k8s.io/v1beta1',
    kind: 'Machine',
    metadata: {
      ...metadata({ name: own, namespace: system, createdAt }),
      labels: { 'cluster.x-k8s.io/cluster-name': name, ...labels[role] },
    },
    spec: {
      bootstrap: {
        configRef: {
          apiVersion: 'bootstrap.cluster.x-k8s.io/v1beta1',
          kind: bootstrap,
          name: own,
          namespace: system,
        },
        ...(isRunning ? { dataSecretName: own } : {}),
      },
      clusterName: name,
      infrastructureRef: {
        apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta1',
        kind: 'VSphereMachine',
        name: own,
        namespace: system,
      },
      nodeDeletionTimeout: '10s',
      ...(isRunning ? { providerID: providerIdOf(own) } : {}),
      ...(role === 'etcd' ? {} : { version: `${kubernetes}-eks-${channel}-${distroNumber}` }),
    },
    status: {
      ...(address === undefined ? {} : { addresses: [{ type: 'ExternalIP', address }] }),
      bootstrapReady: isRunning,
      infrastructureReady: isRunning,
      conditions: [conditionOf(machine)],
      lastUpdated: time(createdAt + 120_000),
      observedGeneration: 1,
      phase,
      ...(isRunning && role !== 'etcd'
        ? { nodeRef: { apiVersion: 'v1', kind: 'Node', name: own, uid: nodeUid({ providerId: providerIdOf(own) }) } }
        : {}),
      ...(failure === undefined ? {} : { failureReason: failure.reason, failureMessage: failure.message }),
    },
  };
}

function conditionOf({ phase, failure, createdAt }: MachineOptions): object {
  const lastTransitionTime = time(createdAt + 120_000);
  if (phase === 'Running') return { type: 'Ready', status: 'True', lastTransitionTime };
  const reason = failure?.reason ?? 'WaitingForInfrastructure';
  return {
    type: 'Ready',
    status: 'False',
    severity: failure === undefined ? 'Info' : 'Error',
    reason,
    ...(failure === undefined ? {} : { message: failure.message }),
    lastTransitionTime,
  };
}

const used = releaseOfBundle(usedBundle);
const releaseName = `eksa-${(used?.version ?? '').replaceAll('.', '-')}`;

/** Source: EKS Anywhere, `Cluster`, `Bundles` and `EKSARelease` of `anywhere.eks.amazonaws.com/v1alpha1`. */
function clusterObject(createdAt: number): KubernetesObject {
  const machines = (group: string): object => ({ kind: 'VSphereMachineConfig', name: group });
  return {
    apiVersion: anywhere,
    kind: 'Cluster',
    metadata: metadata({ name, namespace: 'default', createdAt }),
    spec: {
      clusterNetwork: {
        cniConfig: { cilium: {} },
        dns: {},
        pods: { cidrBlocks: ['192.168.128.0/18'] },
        services: { cidrBlocks: ['10.96.0.0/12'] },
      },
      controlPlaneConfiguration: {
        count: 1,
        endpoint: { host: '192.168.40.10' },
        machineGroupRef: machines(`${name}-cp`),
      },
      datacenterRef: { kind: 'VSphereDatacenterConfig', name },
      eksaVersion: used?.version,
      externalEtcdConfiguration: { count: 1, machineGroupRef: machines(`${name}-etcd`) },
      kubernetesVersion: channel.replace('-', '.'),
      managementCluster: { name },
      workerNodeGroupConfigurations: [{ count: 4, machineGroupRef: machines(name), name: 'md-0' }],
    },
    status: {
      childrenReconciledGeneration: 5,
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          severity: 'Info',
          reason: 'ScalingUp',
          message: 'Scaling up worker nodes, 4 expected (2 actual)',
        },
        { type: 'ControlPlaneReady', status: 'True' },
      ].map((condition) => ({ ...condition, lastTransitionTime: time(createdAt + 900_000) })),
      observedGeneration: 1,
      reconciledGeneration: 1,
    },
  };
}

function bundleObjects(createdAt: number): KubernetesObject[] {
  const manifest = bundleManifest(usedBundle, official);
  if (manifest === undefined) return [];
  const own = { name: `bundles-${usedBundle}`, namespace: system, createdAt };
  return [{ apiVersion: anywhere, kind: 'Bundles', metadata: metadata(own), spec: manifest.spec }];
}

function releaseObject(createdAt: number): KubernetesObject {
  return {
    apiVersion: anywhere,
    kind: 'EKSARelease',
    metadata: metadata({ name: releaseName, namespace: system, createdAt }),
    spec: {
      bundleManifestUrl: bundleUrl(official, usedBundle),
      bundlesRef: { apiVersion: anywhere, name: `bundles-${usedBundle}`, namespace: system },
      gitCommit: hexId(40, used?.version ?? ''),
      releaseDate: `${used?.date ?? ''}T00:00:00Z`,
      version: used?.version,
    },
  };
}

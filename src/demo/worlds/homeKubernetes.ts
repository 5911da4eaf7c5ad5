import { gitVersion } from '../kubernetes/resources.ts';
import type { KubernetesContents, NodeFacts, PodFacts } from '../kubernetes/contents.ts';
import { emptyContents } from '../kubernetes/contents.ts';
import { hybridNodeTag } from '../../core/registration/activation.ts';
import { hexId, hybridNodesRole } from '../world.ts';
import type { ManagedNode, World } from '../world.ts';
import type { HomeVersions } from './eksCalendar.ts';
import { anywhereContents } from './homeAnywhere.ts';
import { addActivation, addConnectedCluster, addEksCluster, addHybridNode, letHybridNodesIn } from './nodes.ts';
import { daemonPods, pod, replicaPods } from './pods.ts';

const hour = 60 * 60_000;
const day = 24 * hour;
export const anywhereContext = 'demo-anywhere';

/** The Kubernetes half of the standard world, beside its lab. */
export function addHomeKubernetes(world: World, versions: HomeVersions): void {
  addOrchard(world, versions);
  const { extended, ending } = versions;
  const now = world.clock();
  addEksCluster(world, {
    name: 'archive',
    version: extended.version,
    platformVersion: extended.platformVersion,
    createdAt: now - 600 * day,
    letsCreatorIn: true,
    healthIssues: [
      {
        code: 'InsufficientFreeAddresses',
        message:
          'One or more of the subnets associated with your cluster does not have enough available IP addresses for Amazon EKS to perform cluster management operations. Free up addresses in the subnet(s), or associate different subnets to your cluster using the Amazon EKS update-cluster-config API.',
        resourceIds: [`subnet-${hexId(17, 'full subnet')}`],
      },
    ],
    tags: { purpose: 'photo archive' },
  });
  addEksCluster(world, {
    name: 'media',
    version: ending.version,
    platformVersion: ending.platformVersion,
    createdAt: now - 330 * day,
    letsCreatorIn: true,
    autoMode: true,
    tags: { purpose: 'music and films' },
  });
  const media = emptyContents(gitVersion(ending.patchVersion));
  media.nodes.push(autoNode(world, media.gitVersion));
  world.kubernetes.set('media', media);
  addConnectedCluster(world, 'mill', 2, 'EKS_ANYWHERE');
  world.kubernetes.set('mill', anywhereContents(world, anywhereContext));
}

/** Three machines of the home's own, and three nodes of AWS's. */
function addOrchard(world: World, { usual, ending }: HomeVersions): void {
  const now = world.clock();
  const cluster = addEksCluster(world, {
    name: 'orchard',
    version: usual.version,
    platformVersion: usual.platformVersion,
    remoteNodeCidrs: ['192.168.30.0/24'],
    remotePodCidrs: ['10.86.0.0/16'],
    createdAt: now - 40 * day,
    letsCreatorIn: true,
    tags: { purpose: 'irrigation' },
  });
  letHybridNodesIn(world, cluster);
  const activation = addActivation(world, {
    description: 'Hybrid nodes of the orchard',
    iamRole: hybridNodesRole,
    registrationLimit: 3,
    registrationCount: 3,
    createdAt: now - 8 * day,
    expiresAt: now + 22 * day,
    tags: { [hybridNodeTag]: cluster.arn },
  });
  const registeredAt = now - 7 * day;
  const node = (name: string, ipAddress: string, cpus: number): ManagedNode =>
    addHybridNode(world, cluster, {
      name,
      computerName: name,
      ipAddress,
      activation,
      registeredAt,
      cpus,
      architecture: name.endsWith('pi5') ? 'arm64' : 'x86_64',
    });
  const pi = node('orchard-pi5', '192.168.30.11', 4);
  const nuc = node('press-nuc', '192.168.30.21', 8);
  const server = node('barrel-server', '192.168.30.22', 16);
  const contents = emptyContents(gitVersion(usual.patchVersion));
  contents.hybridNodes.set(pi.id, { kernelVersion: '6.8.0-1040-raspi', labels: { site: 'orchard' } });
  // Not yet upgraded, as a node may be while its control plane is.
  const behind = gitVersion(ending.patchVersion);
  contents.hybridNodes.set(nuc.id, { memoryMiB: 31_872, kubeletVersion: behind, labels: { site: 'press' } });
  // Its kubelet has stopped; the SSM agent beside it is well.
  contents.hybridNodes.set(server.id, { memoryMiB: 64_211, lostAt: now - 3 * hour, labels: { site: 'barrel' } });
  contents.nodes.push(ec2Node(world, 'a', 11, contents.gitVersion), ec2Node(world, 'b', 22, contents.gitVersion));
  contents.nodes.push(fargateNode(world, contents.gitVersion));
  contents.pods.push(...orchardPods(world, contents, [pi.id, nuc.id, server.id]));
  world.kubernetes.set('orchard', contents);
}

function orchardPods(world: World, contents: KubernetesContents, hybrid: readonly string[]): PodFacts[] {
  const now = world.clock();
  const since = now - 7 * day;
  const [pi = '', nuc = '', server = ''] = hybrid;
  const [first = '', second = '', fargate = ''] = contents.nodes.map(({ name }) => name);
  const version = /^v\d+\.\d+\.\d+/.exec(contents.gitVersion)?.[0] ?? '';
  const addOns = `602401143452.dkr.ecr.${world.region}.amazonaws.com/eks`;
  const own = `${world.accountId}.dkr.ecr.${world.region}.amazonaws.com`;
  const system = { namespace: 'kube-system', createdAt: since };
  const orchard = { namespace: 'orchard', createdAt: now - 2 * day };
  return [
    ...daemonPods([...hybrid, first, second], {
      ...system,
      name: 'kube-proxy',
      image: `${addOns}/kube-proxy:${version}-eksbuild.2`,
    }),
    ...daemonPods(hybrid, { ...system, name: 'cilium', image: 'public.ecr.aws/eks/cilium/cilium:v1.17.9-0' }),
    ...daemonPods([first, second], {
      ...system,
      name: 'aws-node',
      image: `${addOns}/amazon-k8s-cni:v1.20.4-eksbuild.1`,
    }),
    ...replicaPods([nuc], {
      ...system,
      name: 'cilium-operator',
      image: 'public.ecr.aws/eks/cilium/operator-generic:v1.17.9-0',
    }),
    ...replicaPods([nuc, first], { ...system, name: 'coredns', image: `${addOns}/coredns:v1.13.2-eksbuild.1` }),
    ...replicaPods([pi, nuc, server], { ...orchard, name: 'sensor-hub', image: `${own}/home/sensor-hub:1.4.2` }),
    ...replicaPods([nuc], { ...orchard, name: 'web', image: `${own}/workshop/web:2026.11.2` }),
    ...replicaPods([fargate], { ...orchard, name: 'reports', image: 'public.ecr.aws/docker/library/python:3.13-slim' }),
    pod({
      ...orchard,
      name: 'camera',
      nodeName: pi,
      image: 'public.ecr.aws/docker/library/busybox:1.37',
      restarts: 41,
      waiting: {
        reason: 'CrashLoopBackOff',
        message: 'back-off 5m0s restarting failed container=camera pod=camera_orchard',
      },
    }),
    // No node has as much memory as it asks for.
    pod({ ...orchard, name: 'image-index', image: `${own}/workshop/builder:latest` }),
  ];
}

/** As instances in a VPC are named. */
function privateName(world: World, address: string): string {
  const domain = world.region === 'us-east-1' ? 'ec2.internal' : `${world.region}.compute.internal`;
  return `ip-${address.replaceAll('.', '-')}.${domain}`;
}

function awsNode(
  world: World,
  zone: string,
  internalIp: string,
  kubeletVersion: string,
): Omit<NodeFacts, 'name' | 'providerId'> & { readonly zone: string } {
  return {
    zone: `${world.region}${zone}`,
    labels: {
      'topology.kubernetes.io/region': world.region,
      'topology.kubernetes.io/zone': `${world.region}${zone}`,
      'failure-domain.beta.kubernetes.io/region': world.region,
      'failure-domain.beta.kubernetes.io/zone': `${world.region}${zone}`,
    },
    architecture: 'amd64',
    cpus: 2,
    memoryMiB: 7_838,
    maxPods: 29,
    kubeletVersion,
    containerRuntime: 'containerd://2.1.4',
    osImage: 'Amazon Linux 2023.9.20261105',
    kernelVersion: '6.12.46-66.121.amzn2023.x86_64',
    internalIp,
    createdAt: world.clock() - 30 * day,
  };
}

function ec2Node(world: World, zone: string, last: number, kubeletVersion: string): NodeFacts {
  const address = `10.0.1.${last}`;
  const { zone: where, ...facts } = awsNode(world, zone, address, kubeletVersion);
  const type = 'm7i.large';
  return {
    ...facts,
    name: privateName(world, address),
    providerId: `aws:///${where}/i-${hexId(17, `ec2 node ${last}`)}`,
    labels: {
      ...facts.labels,
      'beta.kubernetes.io/instance-type': type,
      'node.kubernetes.io/instance-type': type,
      'eks.amazonaws.com/capacityType': 'ON_DEMAND',
      'eks.amazonaws.com/nodegroup': 'gateway',
      'eks.amazonaws.com/nodegroup-image': `ami-${hexId(17, 'node group image')}`,
    },
  };
}

function fargateNode(world: World, kubeletVersion: string): NodeFacts {
  const address = '10.0.3.77';
  const { zone, ...facts } = awsNode(world, 'b', address, kubeletVersion);
  const name = `fargate-${privateName(world, address)}`;
  return {
    ...facts,
    name,
    providerId: `aws:///${zone}/${hexId(10, 'fargate task')}-${hexId(32, 'fargate')}/${name}`,
    labels: { ...facts.labels, 'eks.amazonaws.com/compute-type': 'fargate' },
    taints: [{ key: 'eks.amazonaws.com/compute-type', value: 'fargate', effect: 'NoSchedule' }],
    maxPods: 1,
  };
}

function autoNode(world: World, kubeletVersion: string): NodeFacts {
  const { zone, ...facts } = awsNode(world, 'c', '10.0.5.9', kubeletVersion);
  const name = `i-${hexId(17, 'auto node')}`;
  return {
    ...facts,
    name,
    providerId: `aws:///${zone}/${name}`,
    labels: {
      ...facts.labels,
      'eks.amazonaws.com/compute-type': 'auto',
      'eks.amazonaws.com/instance-family': 'c6a',
      'karpenter.sh/capacity-type': 'on-demand',
      'karpenter.sh/nodepool': 'general-purpose',
      'node.kubernetes.io/instance-type': 'c6a.large',
    },
    osImage: 'Bottlerocket (EKS Auto, Standard) 2026.11.3 (aws-k8s-standard)',
    maxPods: 27,
  };
}

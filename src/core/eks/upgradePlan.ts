import type { EksCluster, EksVersion } from '../fleet/model.ts';
import type { EksAnywhereCluster, KubeNode } from '../kubernetes/model.ts';
import { allowedSkew, minorOf, minorVersion } from '../kubernetes/skew.ts';
import { supportAt } from './support.ts';
import type {
  ExtendedCost,
  NodeReason,
  UpgradeFacts,
  UpgradePlan,
  UpgradeStep,
  VersionSupport,
} from './upgradeModel.ts';
import { upgradeNotes } from './upgradeNotes.ts';

/** The versions to which a cluster can be upgraded, step by step, the newest first. */
export function upgradeTargets(version: string | undefined, versions: readonly EksVersion[]): readonly EksVersion[] {
  const current = version === undefined ? undefined : minorOf(version);
  if (current === undefined) return [];
  return versions
    .filter((each) => each.support !== 'unsupported' && (minorOf(each.version) ?? 0) > current)
    .toSorted((a, b) => (minorOf(b.version) ?? 0) - (minorOf(a.version) ?? 0));
}

/**
 * The order in which a cluster is upgraded: the control plane by one minor version at a time, before each such step the
 * nodes that it would leave behind, and all nodes in the end. No kubelet is ever newer than the control plane, and none
 * older than Kubernetes' version skew policy allows. Sources: EKS user guide, "Update existing cluster to new Kubernetes
 * version" and "Upgrade hybrid nodes"; eksctl anywhere.
 */
export function upgradePlan(facts: UpgradeFacts): UpgradePlan {
  const { cluster } = facts;
  if (!cluster.connector) return eksPlan(facts);
  const isAnywhere = cluster.connector.provider === 'EKS_ANYWHERE' || (facts.anywhere?.length ?? 0) > 0;
  if (isAnywhere) return anywherePlan(facts);
  return { cluster: nameOf(cluster), outcome: 'elsewhere', steps: [], notes: [], versions: [] };
}

function eksPlan(facts: UpgradeFacts): UpgradePlan {
  const { cluster, versions, now } = facts;
  const current = minorOf(cluster.version ?? '');
  if (current === undefined) {
    return { cluster: nameOf(cluster), outcome: 'unknown', steps: [], notes: upgradeNotes(facts), versions: [] };
  }
  const [newest] = upgradeTargets(cluster.version, versions);
  const asked = minorOf(facts.target ?? newest?.version ?? '');
  const target = Math.max(current, asked ?? current);
  const steps = eksSteps(facts, current, target);
  const extended = extendedCost(facts);
  const byAws = upgradedByAws(cluster);
  return {
    cluster: nameOf(cluster),
    outcome: outcomeOf(facts, steps, newest),
    from: `1.${current}`,
    to: `1.${target}`,
    steps,
    notes: upgradeNotes(facts, target),
    versions: range(current, target).map((minor) => supportOf(`1.${minor}`, cluster, versions, now)),
    ...(extended && { extended }),
    ...(byAws !== undefined && { upgradedByAws: byAws }),
  };
}

function outcomeOf(
  { versions }: UpgradeFacts,
  steps: readonly UpgradeStep[],
  newest: EksVersion | undefined,
): UpgradePlan['outcome'] {
  if (steps.length > 0) return 'upgrade';
  if (versions.length === 0) return 'unknown';
  return newest ? 'nothing' : 'newest';
}

/** A node, or a host whose node is not known, as it is while the plan goes on. */
interface Member {
  readonly host?: { readonly name: string; readonly node: string };
  readonly kind: KubeNode['kind'];
  /** Of its kubelet. */
  minor: number | undefined;
}

function eksSteps(facts: UpgradeFacts, current: number, target: number): readonly UpgradeStep[] {
  const members = membersOf(facts);
  const steps: UpgradeStep[] = [];
  for (let next = current + 1; next <= target; next++) {
    const left = members.filter(({ minor }) => minor !== undefined && next - minor > allowedSkew(minor));
    // As new as the control plane is by then, so that they need not be touched again soon.
    steps.push(...nodeSteps(left, next - 1, 'skew'));
    for (const member of left) member.minor = next - 1;
    steps.push({ kind: 'controlPlane', from: `1.${next - 1}`, to: `1.${next}` });
  }
  const behind = members.filter(({ minor }) => (minor === undefined ? target > current : minor < target));
  return [...steps, ...nodeSteps(behind, target, 'follow')];
}

function membersOf({ hosts, nodes }: UpgradeFacts): readonly Member[] {
  const own = hosts
    .filter(({ state }) => state.kube !== 'notJoined')
    .map((host): Member => {
      const node = host.kube?.name ?? host.id;
      return { host: { name: host.name, node }, kind: 'hybrid', minor: minorOf(host.kube?.kubeletVersion ?? '') };
    });
  const known = new Set(own.map(({ host }) => host?.node));
  const others = (nodes ?? [])
    .filter(({ name }) => !known.has(name))
    .map(({ kind, kubeletVersion }): Member => ({ kind, minor: minorOf(kubeletVersion) }));
  return [...own, ...others];
}

function nodeSteps(members: readonly Member[], target: number, reason: NodeReason): readonly UpgradeStep[] {
  const to = `1.${target}`;
  const hybrid = members.flatMap(({ host, minor }): readonly UpgradeStep[] =>
    host ? [{ kind: 'hybridNode', ...host, ...(minor !== undefined && { from: `1.${minor}` }), to, reason }] : [],
  );
  const others = (['ec2', 'auto', 'fargate', 'hybrid', 'other'] as const).flatMap(
    (nodeKind): readonly UpgradeStep[] => {
      const minors = members.flatMap(({ host, kind, minor }) => (!host && kind === nodeKind ? (minor ?? []) : []));
      if (minors.length === 0) return [];
      return [{ kind: 'nodes', nodeKind, count: minors.length, from: `1.${Math.min(...minors)}`, to, reason }];
    },
  );
  return [...others, ...hybrid];
}

function supportOf(version: string, cluster: EksCluster, versions: readonly EksVersion[], now: number): VersionSupport {
  const own = version === minorVersion(cluster.version ?? '') ? cluster : undefined;
  const known = versions.find((each) => each.version === version) ?? own;
  const { endOfStandardSupport, endOfExtendedSupport } = known ?? {};
  return {
    version,
    support: known ? supportAt(known, now) : 'unknown',
    ...(endOfStandardSupport !== undefined && { endOfStandardSupport }),
    ...(endOfExtendedSupport !== undefined && { endOfExtendedSupport }),
  };
}

/** Nothing where AWS upgrades the cluster instead, or where it is not known what its version is supported as. */
function extendedCost({ cluster, extendedMicroUsd, now }: UpgradeFacts): ExtendedCost | undefined {
  const { endOfStandardSupport: from, atEndOfStandardSupport } = cluster;
  const support = supportAt(cluster, now);
  const isPaid = support === 'extended';
  const isAhead = support === 'standard' && from !== undefined && atEndOfStandardSupport !== 'upgrade';
  if (!isPaid && !isAhead) return undefined;
  return {
    isPaid,
    ...(from !== undefined && { from }),
    ...(extendedMicroUsd !== undefined && { monthlyMicroUsd: extendedMicroUsd }),
  };
}

function upgradedByAws(cluster: EksCluster): number | undefined {
  const { endOfStandardSupport, endOfExtendedSupport, atEndOfStandardSupport } = cluster;
  return atEndOfStandardSupport === 'upgrade' ? endOfStandardSupport : endOfExtendedSupport;
}

/** One minor version at a time as well; without a target by one, since what EKS Anywhere has depends on its release. */
function anywherePlan(facts: UpgradeFacts): UpgradePlan {
  const { cluster, anywhere = [] } = facts;
  const clusters = anywhere.toSorted((a, b) => Number(b.isManagement) - Number(a.isManagement));
  const minors = clusters.flatMap(({ kubernetesVersion }) => minorOf(kubernetesVersion) ?? []);
  const base = { cluster: nameOf(cluster), notes: upgradeNotes(facts), versions: [] };
  if (minors.length === 0) return { ...base, outcome: 'unknown', steps: [] };
  const oldest = Math.min(...minors);
  const target = minorOf(facts.target ?? '') ?? oldest + 1;
  const steps = clusters.flatMap((each) => anywhereSteps(each, target));
  const outcome = steps.length > 0 ? 'upgrade' : 'nothing';
  return { ...base, outcome, from: `1.${oldest}`, to: `1.${Math.max(oldest, target)}`, steps };
}

function anywhereSteps(
  { name, isManagement, kubernetesVersion }: EksAnywhereCluster,
  target: number,
): readonly UpgradeStep[] {
  const current = minorOf(kubernetesVersion);
  if (current === undefined) return [];
  return range(current + 1, target).map((minor) => ({
    kind: 'anywhere',
    name,
    isManagement,
    from: `1.${minor - 1}`,
    to: `1.${minor}`,
  }));
}

function nameOf({ arn, name }: EksCluster): UpgradePlan['cluster'] {
  return { arn, name };
}

/** Both ends included. */
function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

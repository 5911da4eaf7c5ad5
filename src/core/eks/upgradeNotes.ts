import type { Host } from '../fleet/host.ts';
import { readiness } from '../kubernetes/nodeHealth.ts';
import { kubeletSkew, minorOf, type SkewVerdict } from '../kubernetes/skew.ts';
import { isRaspberryPiBefore5 } from '../registration/eks/hybridRules.ts';
import type { UpgradeFacts, UpgradeNote } from './upgradeModel.ts';

/** From here on EKS's kube-proxy needs ARMv8.2 with the crypto extensions. */
const kubeProxyNeedsArm82 = 31;

/** @param target the minor version to which the cluster is upgraded, where that is known */
export function upgradeNotes(facts: UpgradeFacts, target?: number): readonly UpgradeNote[] {
  const { cluster, hosts, versions } = facts;
  const isEks = !cluster.connector;
  return [
    ...(isEks && cluster.status !== 'ACTIVE' ? [{ kind: 'notActive', status: cluster.status } as const] : []),
    ...offered(facts),
    ...(cluster.healthIssues ?? []).map(({ code, message: detail }) => ({ kind: 'health', code, detail }) as const),
    ...(isEks ? kubelets(facts) : []),
    ...(isEks && target !== undefined ? arm(hosts, target) : []),
    ...named('notReady', unwell(facts)),
    ...named(
      'notJoined',
      hosts.filter(({ state }) => state.kube === 'notJoined').map(({ name }) => name),
    ),
  ].filter((note) => note.kind !== 'notOffered' || versions.length > 0);
}

function offered({ cluster, target, versions }: UpgradeFacts): readonly UpgradeNote[] {
  if (cluster.connector || target === undefined) return [];
  const isOffered = versions.some(({ version, support }) => version === target && support !== 'unsupported');
  return isOffered ? [] : [{ kind: 'notOffered', version: target }];
}

function kubelets({ cluster, hosts, nodes }: UpgradeFacts): readonly UpgradeNote[] {
  if (!nodes) return [{ kind: 'kubeletsUnknown' }];
  const names = new Map(hosts.flatMap(({ name, kube }) => (kube ? [[kube.name, name] as const] : [])));
  const of = (verdict: SkewVerdict): readonly string[] =>
    nodes
      .filter(({ kubeletVersion }) => kubeletSkew(kubeletVersion, cluster.version)?.verdict === verdict)
      .map(({ name }) => names.get(name) ?? name);
  return [...named('newerKubelets', of('newer')), ...named('tooOldKubelets', of('tooOld'))];
}

/** Where a kubelet from 1.31 on is ready, its kube-proxy runs: nothing needs to be said of that host. */
function arm(hosts: readonly Host[], target: number): readonly UpgradeNote[] {
  if (target < kubeProxyNeedsArm82) return [];
  const inQuestion = hosts.filter(({ kube, machine }) => {
    const isArm = machine.kind === 'arm64' || machine.kind === 'raspberryPi';
    const isProven = kube && readiness(kube).status === 'True' && isNewEnough(kube.kubeletVersion);
    return isArm && !isProven;
  });
  const by = (verdict: PiVerdict): readonly string[] =>
    inQuestion.filter((host) => piVerdict(host) === verdict).map(({ name }) => name);
  return [
    ...named('piBefore5', by('certain')).map((note) => ({ ...note, certain: true })),
    ...named('piBefore5', by('byName')).map((note) => ({ ...note, certain: false })),
    ...named('armUnknown', by('unknown')),
  ];
}

function isNewEnough(kubeletVersion: string): boolean {
  return (minorOf(kubeletVersion) ?? 0) >= kubeProxyNeedsArm82;
}

type PiVerdict = 'certain' | 'byName' | 'unknown' | 'fine';

/** `rpi4-attic`, `pi-3`, `raspberrypi-zero`; not `pi-5`, `pi-42` or `api-4`. */
const oldPiName = /(?:^|[^a-z])(?:raspberry[-_ ]?pi|r?pi)[-_ ]?(?:[1-4](?!\d)|zero)/i;

function piVerdict({ machine, name }: Host): PiVerdict {
  if (machine.board !== undefined && /raspberry pi/i.test(machine.board)) {
    return isRaspberryPiBefore5(machine.board) ? 'certain' : 'fine';
  }
  return oldPiName.test(name) ? 'byName' : 'unknown';
}

function unwell({ hosts, nodes }: UpgradeFacts): readonly string[] {
  const own = hosts.filter(({ kube }) => kube && readiness(kube).status !== 'True').map(({ name }) => name);
  const known = new Set(hosts.flatMap(({ kube }) => kube?.name ?? []));
  const others = (nodes ?? []).filter((node) => !known.has(node.name) && readiness(node).status !== 'True');
  return [...own, ...others.map(({ name }) => name)];
}

/** One note, or none where it would be about nobody. */
function named<K extends string>(
  kind: K,
  names: readonly string[],
): readonly { readonly kind: K; readonly names: readonly string[] }[] {
  return names.length > 0 ? [{ kind, names }] : [];
}

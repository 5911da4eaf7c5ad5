import type { PriceBook } from '../../core/cost/priceBook.ts';
import { askedArchitectures, hostChoice, type HostChoice } from '../../core/manifests/podHosts.ts';
import { reachOf } from '../../core/manifests/reach.ts';
import { podContainers, type WorkloadSource } from '../../core/manifests/workload.ts';
import { property } from '../../core/taskdef/node.ts';
import type { AccountFacts } from '../taskdef/accountFacts.ts';
import type { HintPodHosts } from '../taskdef/hostKinds.ts';
import { counted, imageHint, type Delivery, type HostSize, type ImageHint } from '../taskdef/imageHint.ts';

/** What the hints say of a manifest, before it is put into words. Asks nobody: what is not known is left out. */
export interface WorkloadHints {
  /** Of the cluster that hints are about. */
  readonly hosts?: HintPodHosts;
  /** On which of them its pods may run; absent where that can't be told of each. */
  readonly choice?: HostChoice;
  readonly images: readonly ImageHint[];
}

export function workloadHints(
  workload: WorkloadSource,
  facts: Pick<AccountFacts, 'image' | 'isEarlier' | 'mayAsk' | 'podHosts'>,
  { prices }: { readonly prices: PriceBook },
): WorkloadHints {
  const { podHosts: hosts } = facts;
  const choice = hosts && hosts.nodes.length > 0 ? hostChoice(workload, hosts.nodes) : undefined;
  const isKnown = choice?.isComplete === true && choice.hosts.every(({ architecture }) => architecture !== undefined);
  const ofHosts = counted((choice?.hosts ?? []).flatMap(({ architecture }) => architecture ?? []));
  const asked = askedArchitectures(workload);
  const others = asked.length > 0 ? asked : ['arm64', 'amd64'];
  const needs = {
    facts,
    prices,
    architectures: ofHosts.length > 0 ? ofHosts : others.map((architecture) => ({ architecture, hosts: 0 })),
    delivery: (sizes: readonly HostSize[]) => (isKnown ? delivery(workload, sizes) : undefined),
  };
  return {
    ...(hosts && { hosts }),
    ...(choice?.isComplete === true && { choice }),
    images: podContainers(workload).flatMap((each) => imageHint(property(each, 'image'), each, needs)),
  };
}

/** To the hosts that download most of it, as it can't be told which ones it comes to. */
function delivery(workload: WorkloadSource, sizes: readonly HostSize[]): Delivery | undefined {
  const all = sizes.flatMap(({ hosts, size }) => Array.from({ length: hosts }, () => size.bytes)).sort((a, b) => b - a);
  const reach = reachOf(workload, all.length);
  if (!reach) return undefined;
  const reached = all.slice(0, reach.hosts);
  return { bytes: reached.reduce((sum, bytes) => sum + bytes, 0), hosts: reach.hosts, isMost: reach.isMost };
}

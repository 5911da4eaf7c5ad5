import { agentRules } from './agentRules.ts';
import { channelRules } from './channelRules.ts';
import type { DiagnosisFacts, FindingId, HostFinding } from './finding.ts';
import { machineRules } from './machineRules.ts';

/** Ids that only say that something is wrong: once its cause is found they come after it. */
const symptoms: ReadonlySet<FindingId> = new Set(['offline', 'ssmLost', 'agentDisconnected', 'agentSilent']);
const ranks = { error: 0, warning: 1, info: 2 } as const;

/** What is wrong with a host, the worst on top, and causes before what they lead to. Rules and links: the `*Rules.ts` beside. */
export function hostFindings(facts: DiagnosisFacts): readonly HostFinding[] {
  const { probe } = facts;
  const probed = probe ? [...machineRules, ...agentRules].map((rule) => rule({ ...facts, probe })) : [];
  return [...probed, ...channelRules.map((rule) => rule(facts))]
    .filter((found) => found !== undefined)
    .sort((a, b) => rank(a) - rank(b));
}

function rank({ id, severity }: HostFinding): number {
  return ranks[severity] + (symptoms.has(id) ? 0.5 : 0);
}

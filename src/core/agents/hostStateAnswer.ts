import { compact } from '../compact.ts';
import type { Host } from '../fleet/host.ts';
import type { AccountRef, Task } from '../fleet/model.ts';
import { disconnectionOf, disconnectionWords } from '../operate/disconnected.ts';
import type { HostFinding } from '../operate/diagnose/finding.ts';
import { hostFindings } from '../operate/diagnose/findings.ts';
import { messageText } from '../text/message.ts';
import { plain, plainSentence, timeOf, type AgentAnswer, type AnswerOf } from './answer.ts';
import { hostEntry } from './hostsAnswer.ts';

export interface HostStateFacts {
  readonly host: Host;
  readonly ref: AccountRef;
  /** On this host, as last read. */
  readonly tasks: readonly Task[];
  /** When the host was last read; absent where that is not known. */
  readonly asOf?: number | undefined;
  /** The newest version of the ECS agent among the hosts of its cluster. */
  readonly newestAgent?: string | undefined;
  readonly problems: readonly string[];
  readonly now: number;
}

/** Why a host is in its state, as far as AWS's side tells it: nothing is asked of the host itself. */
export function hostStateAnswer(facts: HostStateFacts): AnswerOf {
  const { host, ref, tasks, asOf, newestAgent, problems, now } = facts;
  const findings = hostFindings({ host, region: ref.region, newestAgent, now });
  const lost = disconnectionOf({ host, tasks, readAt: asOf ?? now, now });
  const words = lost && disconnectionWords(lost, (ms) => new Date(ms).toISOString());
  return (most) => ({
    ...compact({
      asOf: timeOf(asOf ?? now),
      host: hostEntry(host, ref),
      disconnection: words && {
        what: messageText(words.title),
        since: messageText(words.since),
        meaning: words.points.map((point) => plainSentence(messageText(point))),
      },
      ecsStatusReason: host.instance?.statusReason === undefined ? undefined : plain(host.instance.statusReason),
      couldNotRead: problems.length > 0 ? problems.slice(0, 5).map(plainSentence) : undefined,
    }),
    findings: findings.map(findingEntry),
    tasks: tasks.slice(0, most).map(taskEntry),
    tasksNotShown: Math.max(0, tasks.length - most),
    next:
      findings.length === 0
        ? 'AWS reports nothing wrong with the host.'
        : 'This is what AWS knows. The command "Diagnose Host…" of the extension asks the host itself, which the user must start.',
  });
}

function findingEntry({ id, severity, title, detail, commands, evidence, sources }: HostFinding): AgentAnswer {
  return compact({
    id,
    severity,
    what: plainSentence(messageText(title)),
    detail: detail.map((part) => plainSentence(messageText(part))),
    commandsOnTheHost: commands.length > 0 ? commands : undefined,
    evidence: evidence.length > 0 ? evidence.map(plainSentence) : undefined,
    sources,
  });
}

function taskEntry({ arn, taskDefinitionArn, group, lastStatus, startedAt }: Task): AgentAnswer {
  return compact({
    task: plain(arn.slice(arn.lastIndexOf('/') + 1)),
    taskDefinition: plain(taskDefinitionArn.slice(taskDefinitionArn.lastIndexOf('/') + 1)),
    group: group === undefined ? undefined : plain(group),
    status: plain(lastStatus),
    startedAt: timeOf(startedAt),
  });
}

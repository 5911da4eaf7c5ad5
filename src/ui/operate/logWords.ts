import * as l10n from '@vscode/l10n';
import type { Host } from '../../core/fleet/host.ts';
import { disconnectionOf } from '../../core/operate/disconnected.ts';
import type { TaskDetails } from '../../core/operate/ecsOperations.ts';
import { followPace, linesBefore, type FollowEnd, type FollowNews } from '../../core/operate/logs/follow.ts';
import type { LogPlace } from '../../core/operate/logs/gateway.ts';
import { timeStamp } from '../../core/operate/logs/lines.ts';
import { oneLine } from '../../core/text/label.ts';
import { failureSentence } from '../failureText.ts';
import { listed } from '../sentences.ts';

/** What a log channel says beside the log. */

/** Tells what this extension says from what the container wrote. */
export function remark(words: string): string {
  return `── ${words}`;
}

export function openingWords({ region, group, stream }: LogPlace): string {
  return l10n.t(
    'Log stream {0} of log group {1} in {2}: the last {3} lines, then what comes.',
    oneLine(stream, 512),
    oneLine(group, 512),
    oneLine(region),
    linesBefore,
  );
}

/** What is missing while SSM does not hear of a host; `undefined` where nothing is. */
export function hostRemark(host: Host | undefined, now: number): string | undefined {
  const lost = host && disconnectionOf({ host, tasks: [], readAt: now, now });
  if (!host || !lost || lost.lost === 'ecs') return undefined;
  const name = oneLine(host.name);
  const since = host.node?.lastPingAt;
  if (since === undefined) {
    return l10n.t(
      'SSM does not hear of {0}: its credentials end 60 minutes after it last did, and its logs with them.',
      name,
    );
  }
  const time = timeStamp(since).slice(0, 16);
  return lost.credentials === 'expired'
    ? l10n.t(
        'SSM last heard of {0} at {1}, and its credentials have expired: what was written since is on the host alone.',
        name,
        time,
      )
    : l10n.t(
        'SSM last heard of {0} at {1}: 60 minutes after that its credentials expire, and its logs stop.',
        name,
        time,
      );
}

/** `undefined` for what is no news to the user. */
export function newsWords(news: Exclude<FollowNews, { readonly kind: 'events' }>, place: LogPlace): string | undefined {
  switch (news.kind) {
    case 'following':
      return l10n.t('Following. To end it, run "Stop Following Log…", or press the stop button of this panel.');
    case 'noStreamYet':
      return l10n.t(
        'There is no log stream {0} yet: it is made when the container starts.',
        oneLine(place.stream, 512),
      );
    case 'gap':
      return l10n.t('More than {0} lines came meanwhile: the older ones are left out here.', linesBefore);
    case 'trouble':
      return l10n.t('{0}. It is tried again.', failureSentence(news.failure));
    case 'troubleOver':
      return l10n.t('It works again.');
  }
}

/** Why a log is not followed any more, besides what `followLog` says. */
export type StopReason = 'user' | 'tooMany' | 'accountRemoved' | 'again';

export const mostTails = 5;

export function stopWords(reason: StopReason): string {
  switch (reason) {
    case 'user':
    case 'again':
      return l10n.t('Stopped following.');
    case 'tooMany':
      return l10n.t('Stopped following: no more than {0} logs are followed at once.', mostTails);
    case 'accountRemoved':
      return l10n.t('Stopped following: the account is not shown any more.');
  }
}

/** How it ended, and what to do next where something is wrong. */
export function endWords(
  end: Exclude<FollowEnd, { readonly why: 'calledOff' }>,
  { group, stream }: LogPlace,
  task: TaskDetails | undefined,
): string {
  switch (end.why) {
    case 'idle':
      return l10n.t(
        'Stopped following, as nothing came for {0} minutes. Run "Show Logs…" again to go on.',
        followPace.idleMs / 60_000,
      );
    case 'taskEnded':
      return taskEndWords(task);
    case 'noGroup':
      return l10n.t(
        'The log group {0} does not exist. Create it, or set awslogs-create-group in the task definition.',
        oneLine(group, 512),
      );
    case 'noStream':
      return l10n.t(
        "The log stream {0} does not exist: the container wrote nothing, or its host could not send it. See whether the task's execution role allows logs:CreateLogStream and logs:PutLogEvents.",
        oneLine(stream, 512),
      );
    case 'failed':
      return failedWords(end);
  }
}

function failedWords({ failure }: Extract<FollowEnd, { readonly why: 'failed' }>): string {
  const sentence = failureSentence(failure);
  switch (failure.reason) {
    case 'accessDenied':
      return l10n.t('{0}. The policy for operating hosts allows it: run "Copy IAM Policy…".', sentence);
    case 'noCredentials':
    case 'expiredCredentials':
    case 'invalidCredentials':
      return l10n.t('{0}. Sign in, and run "Show Logs…" again.', sentence);
    case 'notFound':
      return l10n.t('The log was deleted while it was followed.');
    default:
      return l10n.t('{0}. Run "Show Logs…" to try again.', `${sentence}: ${oneLine(failure.message)}`);
  }
}

function taskEndWords(task: TaskDetails | undefined): string {
  if (!task) return l10n.t('The task has stopped, over an hour ago: ECS does not know it any more.');
  const codes = task.containers.flatMap(({ name, exitCode }) =>
    exitCode === undefined ? [] : [l10n.t('{0} ended with exit code {1}', oneLine(name), exitCode)],
  );
  const facts = [task.stoppedReason === undefined ? undefined : oneLine(task.stoppedReason), ...codes].filter(
    (fact) => fact !== undefined,
  );
  return facts.length === 0 ? l10n.t('The task has stopped.') : l10n.t('The task has stopped: {0}.', listed(facts));
}

export function cutWords(count: number): string {
  return l10n.t('({0} more characters)', count);
}

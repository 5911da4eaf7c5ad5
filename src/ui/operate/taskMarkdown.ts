import * as l10n from '@vscode/l10n';
import type { Failure } from '../../core/failure.ts';
import { shortId } from '../../core/fleet/arn.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import type { ServiceEvent, TaskDetails } from '../../core/operate/ecsOperations.ts';
import { explainStop } from '../../core/operate/explain/stopReasons.ts';
import type { Moment } from '../activations/words.ts';
import { failureSentence } from '../failureText.ts';
import { messageWords } from '../taskdef/words.ts';
import { accountName } from '../tree/render.ts';
import { cpuWords, dateTime, memoryWords } from '../tree/tooltipTable.ts';
import { familyOf, serviceOf } from './drainPlan.ts';
import { cell, factTable, markdownTable } from './markdownTable.ts';
import { asSentence, listed } from '../sentences.ts';

export interface TaskReport {
  readonly task: TaskDetails;
  readonly account: AccountRef;
  /** Absent while the task waits for a host, or where its host is not registered any more. */
  readonly hostName?: string | undefined;
  /** Those of its service that name it; absent where it has no service. */
  readonly events?: readonly ServiceEvent[] | undefined;
  /** Why these could not be read. */
  readonly failure?: Failure | undefined;
}

/** What a task is called: its service, or its family. */
export function taskTitle(task: Pick<TaskDetails, 'group' | 'taskDefinitionArn'>): string {
  return serviceOf(task) ?? familyOf(task);
}

/** What became of a task, and why it ended. */
export function taskMarkdown(report: TaskReport, at: Moment): string {
  const { task, account } = report;
  const lines = [
    `# ${l10n.t('Task of {0}', cell(taskTitle(task)))}`,
    '',
    [
      cell(shortId(task.arn)),
      l10n.t('ECS cluster {0}', cell(shortId(task.clusterArn))),
      listed([cell(accountName(account)), cell(account.region)]),
      cell(l10n.t('as of {0}', dateTime(at.now, at) ?? '')),
    ].join(' · '),
    '',
    `**${stateWords(task)}**`,
    '',
    ...stopLines(task),
    `## ${l10n.t('Containers')}`,
    '',
    ...containerLines(task),
    '',
    `## ${l10n.t('Times')}`,
    '',
    ...timeLines(task, at),
    '',
    `## ${l10n.t('Where and From What')}`,
    '',
    ...placeLines(report, at),
    '',
    ...eventLines(report, at),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function stateWords({ lastStatus, desiredStatus, stopCode, health }: TaskDetails): string {
  const isEnding = desiredStatus === 'STOPPED' && lastStatus !== 'STOPPED';
  return [
    cell(lastStatus),
    isEnding ? l10n.t('told to stop') : undefined,
    stopCode && cell(stopCode),
    health === undefined || health === 'UNKNOWN' || lastStatus === 'STOPPED' ? undefined : cell(health),
  ]
    .filter(Boolean)
    .join(' · ');
}

function stopLines(task: TaskDetails): readonly string[] {
  if (task.lastStatus !== 'STOPPED' && task.desiredStatus !== 'STOPPED') return [];
  const explanations = explainStop(task);
  const title = task.lastStatus === 'STOPPED' ? l10n.t('Why It Stopped') : l10n.t('Why It Is Stopping');
  const isUnheard = task.lastStatus !== 'STOPPED' && task.connectivity === 'DISCONNECTED';
  return [
    `## ${title}`,
    '',
    ...(task.stoppedReason === undefined ? [] : [`> ${cell(task.stoppedReason)}`, '']),
    ...explanations.flatMap(({ means, fix }) => [
      `**${asSentence(cell(messageWords(means)))}** ${asSentence(cell(messageWords(fix)))}`,
      '',
    ]),
    ...(explanations.length === 0 ? [l10n.t('AWS gives no reason that tells more.'), ''] : []),
    ...(isUnheard ? [l10n.t('Its host is not connected, so nobody hears whether it has ended.'), ''] : []),
  ];
}

function containerLines({ containers }: TaskDetails): readonly string[] {
  if (containers.length === 0) return [l10n.t('None.')];
  const head = [
    l10n.t('Container'),
    l10n.t('Status'),
    l10n.t('Exit code'),
    l10n.t('Health'),
    l10n.t('Image'),
    l10n.t('Reason'),
  ];
  return markdownTable(
    head,
    containers.map(({ name, status, exitCode, health, image, reason }) => [
      name,
      status,
      exitCode,
      health === 'UNKNOWN' ? undefined : health,
      image,
      reason,
    ]),
  );
}

function timeLines(task: TaskDetails, at: Moment): readonly string[] {
  const time = (value: number | undefined): string | undefined =>
    value === undefined
      ? undefined
      : new Date(value).toLocaleString(at.locale, { dateStyle: 'medium', timeStyle: 'medium' });
  return factTable([
    [l10n.t('Created'), time(task.createdAt)],
    [l10n.t('Pulling images from'), time(task.pullStartedAt)],
    [l10n.t('Pulled by'), time(task.pullStoppedAt)],
    [l10n.t('Started'), time(task.startedAt)],
    [l10n.t('Told to stop'), time(task.stoppingAt)],
    [l10n.t('Containers had ended'), time(task.executionStoppedAt)],
    [l10n.t('Stopped'), time(task.stoppedAt)],
  ]);
}

function placeLines({ task, hostName }: TaskReport, at: Moment): readonly string[] {
  const { cpu, memoryMiB, containerInstanceArn, hasExec } = task;
  return factTable([
    [l10n.t('Host'), hostName ?? (containerInstanceArn && shortId(containerInstanceArn)) ?? l10n.t('none yet')],
    [l10n.t('ECS hears of it'), connectivityWords(task)],
    [l10n.t('Task definition'), shortId(task.taskDefinitionArn)],
    [l10n.t('Group'), task.group],
    [l10n.t('Started by'), task.startedBy],
    [
      l10n.t('Size of the task'),
      listed([
        ...(cpu === undefined ? [] : [cpuWords(at.locale)(cpu / 1024)]),
        ...(memoryMiB === undefined ? [] : [memoryWords(at.locale)(memoryMiB)]),
      ]),
    ],
    ['ECS Exec', hasExec === undefined ? undefined : hasExec ? l10n.t('on') : l10n.t('off')],
  ]);
}

function connectivityWords({ connectivity }: TaskDetails): string | undefined {
  switch (connectivity) {
    case 'CONNECTED':
      return l10n.t('yes');
    case 'DISCONNECTED':
      return l10n.t('no, what is told is what was known last');
    default:
      return connectivity;
  }
}

function eventLines({ events, failure }: TaskReport, at: Moment): readonly string[] {
  if (!events && !failure) return [];
  const title = `## ${l10n.t('What Its Service Said of It')}`;
  if (failure) return [title, '', cell(l10n.t('It could not be read: {0}.', failureSentence(failure)))];
  if (!events || events.length === 0) {
    return [title, '', l10n.t('Nothing in the last 100 events.')];
  }
  return [
    title,
    '',
    ...markdownTable(
      [l10n.t('Time'), l10n.t('Event')],
      events.map((event) => [dateTime(event.at, at), event.message]),
    ),
  ];
}

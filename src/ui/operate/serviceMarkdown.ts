import * as l10n from '@vscode/l10n';
import { shortId } from '../../core/fleet/arn.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import type { EcsService, ServiceDeployment } from '../../core/operate/ecsOperations.ts';
import { eventFindings, type EventFinding } from '../../core/operate/explain/eventFindings.ts';
import { explainEvent } from '../../core/operate/explain/serviceEvents.ts';
import { serviceState } from '../../core/operate/serviceState.ts';
import type { Moment } from '../activations/words.ts';
import { messageWords } from '../taskdef/words.ts';
import { accountName } from '../tree/render.ts';
import { eventText } from '../tree/serviceTooltip.ts';
import { ago, dateTime } from '../tree/tooltipTable.ts';
import { cell, factTable, markdownTable } from './markdownTable.ts';
import { countsWords, deploymentWords, rolloutWords, serviceStateWords } from './serviceWords.ts';
import { asSentence, listed, listedClauses } from '../sentences.ts';

/** How a service is, what its events mean, and all of these. */
export function serviceMarkdown(service: EcsService, account: AccountRef, at: Moment): string {
  const findings = eventFindings(service.events);
  const lines = [
    `# ${l10n.t('Service {0}', cell(service.name))}`,
    '',
    [
      l10n.t('ECS cluster {0}', cell(shortId(service.clusterArn))),
      listed([cell(accountName(account)), cell(account.region)]),
      cell(l10n.t('as of {0}', dateTime(at.now, at) ?? '')),
    ].join(' · '),
    '',
    `**${cell(countsWords(service))} · ${cell(serviceStateWords(serviceState(service)))}**`,
    '',
    ...findingLines(
      l10n.t('What Is Wrong'),
      findings.filter(({ isCurrent }) => isCurrent),
      at,
    ),
    `## ${l10n.t('Deployments')}`,
    '',
    ...deploymentLines(service.deployments, at),
    '',
    `## ${l10n.t('How It Is Run')}`,
    '',
    ...settingLines(service),
    '',
    ...findingLines(
      l10n.t('What Was Wrong Before'),
      findings.filter(({ isCurrent }) => !isCurrent),
      at,
    ),
    `## ${l10n.t('Events')}`,
    '',
    ...eventLines(service, at),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function findingLines(title: string, findings: readonly EventFinding[], at: Moment): readonly string[] {
  if (findings.length === 0) return [];
  return [
    `## ${title}`,
    '',
    ...findings.flatMap(({ means, fix, count, lastAt }) => {
      const when = ago(lastAt, at);
      const seen = count === 1 ? l10n.t('said once, {0}', when) : l10n.t('said {0} times, the last {1}', count, when);
      return [`**${cell(messageWords(means))}** (${cell(seen)})`, '', asSentence(cell(messageWords(fix))), ''];
    }),
  ];
}

function deploymentLines(deployments: readonly ServiceDeployment[], at: Moment): readonly string[] {
  if (deployments.length === 0) return [l10n.t('None.')];
  const head = [
    l10n.t('Deployment'),
    l10n.t('Task definition'),
    l10n.t('Desired'),
    l10n.t('Running'),
    l10n.t('Pending'),
    l10n.t('Failed'),
    l10n.t('Rollout'),
    l10n.t('Since'),
  ];
  const table = markdownTable(
    head,
    deployments.map((each) => [
      deploymentWords(each),
      each.taskDefinitionArn && shortId(each.taskDefinitionArn),
      each.desiredCount,
      each.runningCount,
      each.pendingCount,
      each.failedTasks,
      rolloutWords(each),
      dateTime(each.createdAt, at),
    ]),
  );
  // Beside the numbers they would make the table wider than the page.
  const reasons = deployments.flatMap((each) =>
    each.rolloutReason === undefined ? [] : [`- ${cell(deploymentWords(each))}: ${cell(each.rolloutReason)}`],
  );
  return reasons.length === 0 ? table : [...table, '', ...reasons];
}

function settingLines(service: EcsService): readonly string[] {
  const { scheduling, placementConstraints = [], placementStrategy = [], circuitBreaker } = service;
  const { minimumHealthyPercent: least, maximumPercent: most } = service;
  return factTable([
    [l10n.t('Launch type'), 'EXTERNAL'],
    [l10n.t('Kind'), scheduling === 'DAEMON' ? l10n.t('daemon: one task on each host') : l10n.t('replicas')],
    [
      l10n.t('Placement constraints'),
      listedClauses(
        placementConstraints.map(({ type, expression }) => [type, expression].filter(Boolean).join(': ')),
      ) || l10n.t('none of its own; its task definition may have some'),
    ],
    [
      l10n.t('Placement strategy'),
      listed(placementStrategy.map(({ type, field }) => [type, field].filter(Boolean).join(' '))),
    ],
    [
      l10n.t('While it deploys'),
      least === undefined || most === undefined
        ? undefined
        : l10n.t('at least {0} % of its tasks run, and at most {1} %', least, most),
    ],
    [
      l10n.t('A deployment that fails'),
      circuitBreaker === undefined
        ? l10n.t('is tried for ever: its circuit breaker is off')
        : circuitBreaker.rollsBack
          ? l10n.t('is rolled back')
          : l10n.t('is given up'),
    ],
  ]);
}

function eventLines(service: EcsService, at: Moment): readonly string[] {
  const { events } = service;
  if (events.length === 0) return [l10n.t('None.')];
  const rows = events.map((event) => [
    dateTime(event.at, at),
    `${explainEvent(event) ? '⚠ ' : ''}${eventText(service, event.message)}`,
  ]);
  return markdownTable([l10n.t('Time'), l10n.t('Event')], rows);
}

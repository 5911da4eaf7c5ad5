import * as l10n from '@vscode/l10n';
import { shortId } from '../../core/fleet/arn.ts';
import type { EcsService, ServiceDeployment } from '../../core/operate/ecsOperations.ts';
import { serviceState } from '../../core/operate/serviceState.ts';
import type { Moment } from '../activations/words.ts';
import { countsWords, deploymentWords, rolloutWords, serviceStateWords } from '../operate/serviceWords.ts';
import { ago, joined, tooltipTable, type TooltipRow } from './tooltipTable.ts';

/** The last ones say what goes on; `Show Service Events` has all. */
const shownEvents = 3;
const shownDeployments = 4;

export function serviceTooltip(service: EcsService, at: Moment): string {
  const { name, scheduling, deployments, events, taskDefinitionArn } = service;
  return tooltipTable(
    name,
    [],
    [
      [l10n.t('State'), `${countsWords(service)} · ${serviceStateWords(serviceState(service))}`],
      [l10n.t('Kind'), scheduling === 'DAEMON' ? l10n.t('daemon: one task on each host') : l10n.t('replicas')],
      [l10n.t('Task definition'), taskDefinitionArn && shortId(taskDefinitionArn)],
      ...deployments.slice(0, shownDeployments).map((each) => deploymentRow(each, at)),
      ...events
        .slice(0, shownEvents)
        .map(({ at: time, message }): TooltipRow => [ago(time, at), eventText(service, message)]),
    ],
  );
}

function deploymentRow(deployment: ServiceDeployment, at: Moment): TooltipRow {
  const { failedTasks, taskDefinitionArn, updatedAt, rolloutReason } = deployment;
  const value = joined(
    ' · ',
    taskDefinitionArn && shortId(taskDefinitionArn),
    countsWords(deployment),
    rolloutWords(deployment),
    failedTasks > 0 ? l10n.t('failed tasks: {0}', failedTasks) : undefined,
    deployment.rolloutState === 'FAILED' ? rolloutReason : undefined,
    updatedAt === undefined ? undefined : ago(updatedAt, at),
  );
  return [l10n.t('Deployment, {0}', deploymentWords(deployment)), value];
}

/** Each begins with the name that stands above. */
export function eventText({ name }: Pick<EcsService, 'name'>, message: string): string {
  const start = `(service ${name}) `;
  return message.startsWith(start) ? message.slice(start.length) : message;
}

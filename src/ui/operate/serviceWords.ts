import * as l10n from '@vscode/l10n';
import type { EcsService, ServiceDeployment } from '../../core/operate/ecsOperations.ts';
import type { ServiceState } from '../../core/operate/serviceState.ts';
import { oneLine } from '../../core/text/label.ts';
import { listed } from '../sentences.ts';

export function serviceStateWords(state: ServiceState): string {
  switch (state) {
    case 'draining':
      return l10n.t('being deleted');
    case 'rolloutFailed':
      return l10n.t('failed rollout');
    case 'cannotPlace':
      return l10n.t("can't place tasks");
    case 'rollingOut':
      return l10n.t('rolling out');
    case 'fewer':
      return l10n.t('fewer than desired');
    case 'idle':
      return l10n.t('nothing desired');
    case 'steady':
      return l10n.t('steady');
  }
}

/** `2/3 running, 1 pending`; of what is to have none, `1 running`. */
export function countsWords({
  runningCount,
  desiredCount,
  pendingCount,
}: Pick<EcsService, 'runningCount' | 'desiredCount' | 'pendingCount'>): string {
  const running =
    desiredCount > 0 ? l10n.t('{0}/{1} running', runningCount, desiredCount) : l10n.t('{0} running', runningCount);
  return pendingCount > 0 ? listed([running, l10n.t('{0} pending', pendingCount)]) : running;
}

/** Where a deployment is, in words; AWS's own of what it has since then. */
export function rolloutWords({ rolloutState }: ServiceDeployment): string {
  switch (rolloutState) {
    case undefined:
      return '';
    case 'COMPLETED':
      return l10n.t('completed');
    case 'IN_PROGRESS':
      return l10n.t('in progress');
    case 'FAILED':
      return l10n.t('failed');
    default:
      return oneLine(rolloutState);
  }
}

export function deploymentWords({ status }: ServiceDeployment): string {
  switch (status) {
    case 'PRIMARY':
      return l10n.t('newest');
    case 'ACTIVE':
      return l10n.t('being replaced');
    case 'INACTIVE':
      return l10n.t('replaced');
    default:
      return oneLine(status);
  }
}

import * as l10n from '@vscode/l10n';
import type { ActivationPurpose } from '../../core/registration/activationList.ts';
import { inMessage, oneLine } from '../../core/text/label.ts';
import type { ActivationRecord } from './activationVault.ts';

type Named = Pick<ActivationRecord, 'cluster' | 'instanceName'>;

/** What a kept activation is about, on one line: its cluster, else its host. */
export function recordName({ cluster, instanceName }: Named): string {
  const name = cluster?.name ?? instanceName;
  return name === undefined ? l10n.t('managed node') : oneLine(name);
}

/** Where its hosts go to, for a notification. */
export function placeWords({ cluster }: Named): string {
  return cluster ? inMessage(cluster.name) : l10n.t('Systems Manager');
}

/** What an activation is for. */
export function activationPurposeWords(purpose: ActivationPurpose): string {
  switch (purpose) {
    case 'ecs':
      return l10n.t('ECS hosts');
    case 'ecsLinux':
      return l10n.t('ECS hosts, Linux');
    case 'ecsWindows':
      return l10n.t('ECS hosts, Windows');
    case 'hybridNode':
      return l10n.t('EKS hybrid nodes');
    case 'connector':
      return l10n.t('EKS Connector');
    case 'ssmOnly':
      return l10n.t('managed nodes without a cluster');
  }
}

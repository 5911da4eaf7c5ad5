import * as l10n from '@vscode/l10n';
import { serviceState, type ServiceState } from '../../core/operate/serviceState.ts';
import { oneLine } from '../../core/text/label.ts';
import { countsWords, serviceStateWords } from '../operate/serviceWords.ts';
import type { ServiceNode, ServicesNode } from './nodes.ts';
import { inConsole, rowContext, type Row, type RowIcon } from './row.ts';

export function servicesRow({ cluster }: ServicesNode): Row {
  const label = l10n.t('Services');
  const count = String(cluster.activeServiceCount);
  return {
    label,
    description: count,
    icon: { codicon: 'rocket' },
    expands: 'collapsed',
    contextValue: rowContext('services'),
    spoken: l10n.t('Services of {0}, {1}', oneLine(cluster.name), count),
  };
}

const icons: Readonly<Record<ServiceState, RowIcon>> = {
  draining: { codicon: 'circle-slash' },
  rolloutFailed: { codicon: 'error', color: 'list.errorForeground' },
  cannotPlace: { codicon: 'warning', color: 'list.warningForeground' },
  rollingOut: { codicon: 'sync' },
  fewer: { codicon: 'warning', color: 'list.warningForeground' },
  idle: { codicon: 'circle-outline' },
  steady: { codicon: 'pass' },
};

export function serviceRow({ account, service }: ServiceNode): Row {
  const name = oneLine(service.name);
  const state = serviceState(service);
  const counts = countsWords(service);
  const words = serviceStateWords(state);
  return {
    label: name,
    // What is wrong comes first: a narrow side bar cuts the rest off.
    description: state === 'steady' ? counts : `${words} · ${counts}`,
    icon: icons[state],
    expands: service.runningCount + service.pendingCount > 0 ? 'collapsed' : 'no',
    contextValue: rowContext('service', 'id', 'arn', inConsole(account.ref)),
    spoken: l10n.t('Service {0}, {1}', name, `${counts} · ${words}`),
  };
}

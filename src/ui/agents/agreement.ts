import * as l10n from '@vscode/l10n';
import { oneLine } from '../../core/text/label.ts';
import type { ScriptPlan } from './createRegisterScript.ts';

/** What the user is asked before an agent has an activation made. */
export function agreementTitle(): string {
  return l10n.t('Create a register script for an agent?');
}

/** All that the user has to know of it, a line each; to be made safe for where it is shown. */
export function agreementWords({ registration, accountId }: ScriptPlan): readonly string[] {
  const { account, cluster, role, plan, instanceName, registrationLimit, lifetimeMs } = registration;
  const { source, region } = account.ref;
  const name = source.kind === 'profile' ? oneLine(source.profile) : source.kind;
  return [
    l10n.t('Account: {0} ({1})', accountId, name),
    l10n.t('Region: {0}', oneLine(region)),
    l10n.t('Cluster: {0}', oneLine(cluster?.name ?? '')),
    l10n.t('Role of the hosts: {0}', oneLine(role.name)),
    l10n.t('System: {0}', plan.kind === 'ecsWindows' ? 'Windows' : 'Linux'),
    ...(instanceName === '' ? [] : [l10n.t('Name: {0}', oneLine(instanceName))]),
    l10n.t('Hosts that may register: {0}', registrationLimit),
    l10n.t('Hours it can be used: {0}', lifetimeMs / 3_600_000),
    l10n.t('The agent does not get the activation code.'),
  ];
}

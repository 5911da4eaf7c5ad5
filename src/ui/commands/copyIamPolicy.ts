import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { partitionOf } from '../../core/accounts/regions.ts';
import { leastPolicy, policyText, type Job } from '../../core/registration/policies.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';
import type { TreeNode } from '../tree/nodes.ts';

type JobItem = vscode.QuickPickItem & { readonly job: Job };

/** The least that a user of this extension needs, for the account the command was run on or the only one shown. */
export async function copyIamPolicy({ fleet }: Pick<Services, 'fleet'>, given?: TreeNode): Promise<void> {
  const [first, ...others] = fleet.accounts;
  const account = given?.account ?? (others.length === 0 ? first : undefined);
  const items: readonly JobItem[] = [
    { job: 'browse', label: l10n.t('Browse'), description: l10n.t('see clusters, hosts, tasks and activations') },
    { job: 'register', label: l10n.t('Register'), description: l10n.t('make activations and roles for hosts') },
    {
      job: 'operate',
      label: l10n.t('Operate'),
      description: l10n.t('drain and deregister hosts, run commands and shells on them, tag them'),
    },
    { job: 'run', label: l10n.t('Run'), description: l10n.t('register task definitions and run tasks') },
    {
      job: 'costs',
      label: l10n.t('Costs'),
      description: l10n.t('see what EKS clusters cost and what images weigh, complete names'),
    },
  ];
  const picked = await pickOne({
    title: l10n.t('Copy IAM Policy'),
    placeholder: l10n.t('What shall the policy allow? All but Browse are meant to be given beside it.'),
    items,
  });
  if (typeof picked !== 'object') return;
  const { accountId } = account?.identity ?? {};
  const policy = leastPolicy(picked.job, {
    partition: partitionOf(account?.ref.region ?? first?.ref.region ?? '').id,
    ...(accountId !== undefined && { accountId }),
  });
  await vscode.env.clipboard.writeText(policyText(policy));
  vscode.window.setStatusBarMessage(l10n.t('Copied the IAM policy: {0}', picked.label), 5000);
}

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { amountWords } from '../../core/cost/monthly/words.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { agreeToBilled, isBilledDue, requestsMicroUsd } from '../../core/pulls/billed.ts';
import { costExplorerMicroUsd } from '../../core/pulls/gateway.ts';
import type { PullParts } from '../cost/costs.ts';
import { wordOptions } from '../cost/preferences.ts';
import { views } from '../ids.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';
import { accountName } from '../tree/render.ts';
import { hasAccount } from './askForAccount.ts';

type Needs = Pick<Services, 'accounts' | 'costFeatures' | 'fleet'>;

/** As far back as one page of days brings, and as the other evidence goes. */
const billedMs = 35 * 86_400_000;

/**
 * Asks Cost Explorer what was sent out of ECR. Each request costs money, so the user is asked first, and it can be turned
 * off again; at most one a day is sent.
 */
export async function showBilled({ accounts, costFeatures, fleet }: Needs): Promise<void> {
  if (!(await hasAccount({ accounts, fleet }))) return;
  const account = await pickAccount(fleet.accounts);
  if (!account) return;
  const features = await costFeatures();
  const { costs } = features;
  const parts = await features.pulls(account);
  await parts.records.open();
  const { records } = parts;
  if (records.billed.agreedAt === undefined) {
    if (!(await agrees())) return;
    await agreeToBilled(records.stores.billed, true, Date.now());
    await records.reload();
  } else if (!isBilledDue(records.billed, Date.now()) && (await wantsOff(parts))) {
    await agreeToBilled(records.stores.billed, false, Date.now());
    await records.reload();
    costs.outdate();
    return;
  }
  await vscode.commands.executeCommand(`${views.costs}.focus`);
  try {
    const now = Date.now();
    await vscode.window.withProgress({ location: { viewId: views.costs } }, () =>
      parts.reader.readBilled({ from: now - billedMs, now }),
    );
  } finally {
    await records.reload();
    costs.outdate();
  }
}

async function pickAccount(accounts: readonly AccountFleet[]): Promise<AccountFleet | undefined> {
  const [only] = accounts;
  if (accounts.length < 2) return only;
  const picked = await pickOne({
    title: l10n.t('Show What Was Billed'),
    placeholder: l10n.t('Of which account?'),
    items: accounts.map((account) => ({
      label: accountName(account.ref),
      description: account.ref.region,
      account,
    })),
  });
  return typeof picked === 'object' ? picked.account : undefined;
}

async function agrees(): Promise<boolean> {
  const on = l10n.t('Turn On');
  const cost = amountWords(costExplorerMicroUsd, { locale: vscode.env.language });
  const answer = await vscode.window.showWarningMessage(
    l10n.t('AWS charges {0} for each request of Cost Explorer.', cost),
    {
      modal: true,
      detail: l10n.t(
        'It is the only source of what was really billed for transfer out of Amazon ECR, about a day late, for all hosts and repositories together. At most one request a day is sent, only while the Costs view is open; the view counts them. You can turn it off there.',
      ),
    },
    on,
  );
  return answer === on;
}

/** Today was asked already: what can be done is to turn it off. */
async function wantsOff({ records }: PullParts): Promise<boolean> {
  const off = l10n.t('Turn Off');
  const { requests } = records.billed;
  const answer = await vscode.window.showInformationMessage(
    l10n.t(
      'Cost Explorer was asked within the last day. {0} requests so far, {1}. The figures stand in the Costs view.',
      requests,
      amountWords(requestsMicroUsd(records.billed), wordOptions()),
    ),
    off,
  );
  return answer === off;
}

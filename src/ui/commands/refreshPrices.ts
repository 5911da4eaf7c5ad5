import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { regions } from '../../core/accounts/regions.ts';
import { Failure } from '../../core/failure.ts';
import { listed, paragraph } from '../sentences.ts';
import { messageWords } from '../taskdef/words.ts';
import type { Services } from '../services.ts';
import { hasAccount } from './askForAccount.ts';

/** Reads the prices of the chosen Regions from AWS's price list, which is free. */
export async function refreshPrices({
  accounts,
  fleet,
  prices,
}: Pick<Services, 'accounts' | 'fleet' | 'prices'>): Promise<void> {
  if (!(await hasAccount({ accounts, fleet }))) return;
  const shown = new Set(fleet.accounts.map(({ ref }) => ref.region));
  const items = regions.map(({ id, name }) => ({ label: id, description: messageWords(name), picked: shown.has(id) }));
  const picked = await vscode.window.showQuickPick(
    items.toSorted((a, b) => Number(b.picked) - Number(a.picked)),
    {
      title: l10n.t('Refresh Prices'),
      placeHolder: l10n.t('Of which Regions? Each takes a few seconds, and costs nothing.'),
      canPickMany: true,
      matchOnDescription: true,
    },
  );
  if (!picked || picked.length === 0) return;
  const chosen = picked.map(({ label }) => label);
  const inUse = await prices();
  const result = await vscode.window
    .withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: l10n.t('Reading prices of {0}', listed(chosen)),
        cancellable: true,
      },
      (_, token) => inUse.refresh(chosen, signalOf(token)),
    )
    .then(undefined, (error: unknown) => {
      if (Failure.from(error).reason === 'cancelled' || isAbort(error)) return undefined;
      throw error;
    });
  if (!result) return;
  const { entries, failed } = result;
  const read = l10n.t('Read {0} prices.', entries.length);
  if (failed.length === 0) void vscode.window.showInformationMessage(read);
  else {
    const kept = l10n.t(
      '{0} questions were not answered: those prices stay as they were. The log says why.',
      failed.length,
    );
    void vscode.window.showWarningMessage(paragraph([read, kept]));
  }
}

function signalOf(token: vscode.CancellationToken): AbortSignal {
  const abort = new AbortController();
  token.onCancellationRequested(() => abort.abort());
  return abort.signal;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { WhatIf } from '../../core/cost/monthly/fleetCost.ts';
import { whatIfCsv, whatIfMarkdown } from '../../core/cost/monthly/whatIfExport.ts';
import type { WordOptions } from '../../core/cost/monthly/words.ts';
import { Failure } from '../../core/failure.ts';
import { inMessage, inPick } from '../../core/text/label.ts';
import type { Log } from '../log.ts';
import { logFailure } from '../log.ts';
import type { Picture } from './messages.ts';
import type { ReportModel } from './reportModel.ts';
import { allCsv, tableCsv, tablesOf, utf8Mark } from './savedCsv.ts';
import { savedHtml } from './savedHtml.ts';

export async function saveHtml(model: ReportModel, pictures: readonly Picture[], log: Log): Promise<void> {
  await save(
    { name: `${model.fileName}.html`, kind: { HTML: ['html'] }, content: () => savedHtml(model, pictures) },
    log,
  );
}

/** One table, which a spreadsheet can filter and sum; or all of them, to be read. */
export async function saveCsv(model: ReportModel, log: Log): Promise<void> {
  const tables = tablesOf(model).map((table) => ({ label: inPick(table.caption), table }));
  const all = { label: l10n.t('All tables, one below the other'), table: undefined };
  const picked = await vscode.window.showQuickPick([...tables, all], {
    title: l10n.t('Save as CSV'),
    placeHolder: l10n.t('Choose the table'),
  });
  if (!picked) return;
  const { table } = picked;
  const name = table ? `${model.fileName}-${table.id}.csv` : `${model.fileName}.csv`;
  await save({ name, kind: { CSV: ['csv'] }, content: () => (table ? tableCsv(table) : allCsv(model)) }, log);
}

/** The fleet as it was chosen, in each place, with all that each figure is made of. */
export async function saveWhatIf(result: WhatIf, words: WordOptions, fileName: string, log: Log): Promise<void> {
  const name = `${fileName}-what-if`;
  const forms: readonly (vscode.QuickPickItem & { readonly file: SavedFile })[] = [
    {
      label: 'Markdown',
      description: l10n.t('a table to read'),
      file: { name: `${name}.md`, kind: { Markdown: ['md'] }, content: () => whatIfMarkdown(result, words) },
    },
    {
      label: 'CSV',
      description: l10n.t('for a spreadsheet'),
      file: { name: `${name}.csv`, kind: { CSV: ['csv'] }, content: () => utf8Mark + whatIfCsv(result, words) },
    },
  ];
  const picked = await vscode.window.showQuickPick(forms, {
    title: l10n.t('Save What If'),
    placeHolder: l10n.t('In which form?'),
  });
  if (picked) await save(picked.file, log);
}

export async function savePng(model: ReportModel, { chart, png }: Picture, log: Log): Promise<void> {
  const content = (): Uint8Array => Buffer.from(png.slice(png.indexOf(',') + 1), 'base64');
  await save({ name: `${model.fileName}-${chart}.png`, kind: { PNG: ['png'] }, content }, log);
}

interface SavedFile {
  readonly name: string;
  readonly kind: Record<string, string[]>;
  readonly content: () => Uint8Array | string;
}

async function save({ name, kind, content }: SavedFile, log: Log): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const target = await vscode.window.showSaveDialog({
    title: l10n.t('Save Report'),
    filters: kind,
    defaultUri: vscode.Uri.joinPath(folder, name),
  });
  if (!target) return;
  const saved = inMessage(vscode.workspace.asRelativePath(target));
  try {
    const bytes = content();
    await writeWhole(target, typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  } catch (error) {
    const { message } = logFailure(log, 'Saving the report', Failure.from(error));
    // Not awaited: nobody waits for the user to close a message.
    void vscode.window.showErrorMessage(l10n.t('{0} could not be saved: {1}', saved, inMessage(message)));
    return;
  }
  vscode.window.setStatusBarMessage(l10n.t('Saved {0}', saved), 5000);
}

/** In one go, wherever it is: nobody finds half of it, and what was there before stays if it fails. */
async function writeWhole(target: vscode.Uri, bytes: Uint8Array): Promise<void> {
  const { fs } = vscode.workspace;
  const beside = vscode.Uri.joinPath(target, '..', `.${randomUUID()}.tmp`);
  try {
    await fs.writeFile(beside, bytes);
    await fs.rename(beside, target, { overwrite: true });
  } catch (error) {
    // What went wrong first is what is told.
    await Promise.resolve(fs.delete(beside)).catch(() => undefined);
    throw error;
  }
}

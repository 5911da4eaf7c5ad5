import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Subscription } from '../../core/event.ts';
import type { CostsSource, CostsState } from '../cost/costs.ts';
import { costPreferences } from '../cost/preferenceRules.ts';
import { hoursPerMonth, wordOptions } from '../cost/preferences.ts';
import { commands, reportView } from '../ids.ts';
import { logFailure, type Log } from '../log.ts';
import { buildReport } from './build/buildReport.ts';
import { whatIfForm, whatIfOf } from './build/whatIfSection.ts';
import type { ReportInput } from './build/reportInput.ts';
import { pageMessage, type Choice, type HostMessage, type PageMessage } from './messages.ts';
import { pageIcon, pageOptions, showPage } from './webviewPage.ts';
import type { ReportModel } from './reportModel.ts';
import { saveCsv, saveHtml, savePng, saveWhatIf } from './saveReport.ts';

export interface ReportNeeds {
  readonly extensionUri: vscode.Uri;
  readonly costs: CostsSource;
  readonly log: Log;
  readonly now?: () => number;
}

let open: ReportPanel | undefined;

/** Shows the report; there is one of it in a window. */
export function showReport(needs: ReportNeeds): void {
  if (open) {
    open.reveal();
    return;
  }
  const title = l10n.t('Cost Report');
  const panel = vscode.window.createWebviewPanel(reportView, title, vscode.ViewColumn.Active, panelOptions(needs));
  own(panel, needs);
}

/** Fills the panel that VS Code has brought back after a restart. */
export function restoreReport(panel: vscode.WebviewPanel, needs: ReportNeeds): void {
  panel.webview.options = panelOptions(needs);
  own(panel, needs);
}

function own(panel: vscode.WebviewPanel, needs: ReportNeeds): void {
  const made = new ReportPanel(panel, needs);
  open = made;
  panel.onDidDispose(() => {
    made.dispose();
    if (open === made) open = undefined;
  });
}

function panelOptions({ extensionUri }: ReportNeeds): vscode.WebviewOptions {
  return pageOptions(extensionUri, 'report');
}

class ReportPanel {
  readonly #panel: vscode.WebviewPanel;
  readonly #needs: ReportNeeds;
  readonly #subscriptions: readonly Subscription[];
  #choice: Choice = {};
  #state: CostsState | undefined;
  #model: ReportModel | undefined;
  /** Counts what was asked for: an answer that comes after that of a later question is old. */
  #asked = 0;
  #isListening = false;

  constructor(panel: vscode.WebviewPanel, needs: ReportNeeds) {
    this.#panel = panel;
    this.#needs = needs;
    const { webview } = panel;
    panel.iconPath = pageIcon(needs.extensionUri, 'report');
    this.#subscriptions = [
      webview.onDidReceiveMessage((value: unknown) => this.#receive(value)),
      needs.costs.onDidChange(() => this.#refresh()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (costPreferences.some((setting) => change.affectsConfiguration(setting))) this.#refresh();
      }),
      panel.onDidChangeViewState(() => {
        // VS Code destroys the page of a hidden panel, and makes it anew when it is shown.
        if (!panel.visible) this.#isListening = false;
      }),
    ];
    showPage(panel, needs.extensionUri, 'report');
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
  }

  #receive(value: unknown): void {
    const message = pageMessage(value);
    if (!message) {
      this.#needs.log.warn('The cost report sent a message that is none of its own. It is left out.');
      return;
    }
    this.#handle(message).catch((error: unknown) => logFailure(this.#needs.log, 'Cost report', error));
  }

  async #handle(message: PageMessage): Promise<void> {
    const { log } = this.#needs;
    switch (message.type) {
      case 'ready':
        this.#choice = message.choices[whatIfForm] ?? {};
        this.#isListening = true;
        if (this.#state) await this.#show();
        await this.#read();
        return;
      case 'choose':
        if (message.form === whatIfForm) this.#choice = message.choice;
        await this.#show();
        return;
      case 'refresh':
        await vscode.commands.executeCommand(commands.refresh);
        await this.#read();
        return;
      case 'saveHtml':
        if (this.#model) await saveHtml(this.#model, message.pictures, log);
        return;
      case 'saveCsv':
        if (this.#model) await saveCsv(this.#model, log);
        return;
      case 'saveForm':
        if (message.form === whatIfForm) await this.#saveWhatIf();
        return;
      case 'savePng':
        if (this.#model) await savePng(this.#model, message.picture, log);
        return;
    }
  }

  #refresh(): void {
    this.#read().catch((error: unknown) => logFailure(this.#needs.log, 'Cost report', error));
  }

  async #read(): Promise<void> {
    const question = ++this.#asked;
    const state = await this.#needs.costs.current();
    if (question !== this.#asked) return;
    this.#state = state;
    await this.#show();
  }

  #input(state: CostsState): ReportInput {
    return {
      state,
      now: (this.#needs.now ?? Date.now)(),
      words: wordOptions(),
      hoursPerMonth: hoursPerMonth(),
      choice: this.#choice,
    };
  }

  async #saveWhatIf(): Promise<void> {
    if (!this.#state || !this.#model) return;
    await saveWhatIf(whatIfOf(this.#input(this.#state)).result, wordOptions(), this.#model.fileName, this.#needs.log);
  }

  async #show(): Promise<void> {
    if (!this.#state || !this.#isListening) return;
    this.#model = buildReport(this.#input(this.#state));
    this.#panel.title = this.#model.title;
    const message: HostMessage = { type: 'show', model: this.#model };
    await this.#panel.webview.postMessage(message);
  }
}

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Subscription } from '../../core/event.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import { restartFactsOf, type RestartFacts } from '../../core/operate/disconnected.ts';
import { oneLine } from '../../core/text/label.ts';
import { isRefused } from '../commands/refusal.ts';
import { commands, hostView, settings } from '../ids.ts';
import { labelsChanged } from '../labels/labelsChanged.ts';
import { logFailure } from '../log.ts';
import { isReadOnly } from '../readOnlyMode.ts';
import { pageIcon, pageOptions, showPage } from '../report/webviewPage.ts';
import type { Services } from '../services.ts';
import { accountNode, type HostNode, type TaskNode, type TreeNode } from '../tree/nodes.ts';
import { accountName } from '../tree/render.ts';
import type { HostCost, HostInput } from './build/hostInput.ts';
import { buildHost } from './build/buildHost.ts';
import { actionsOf, hostCommands, refusedActions, taskCommands } from './hostActions.ts';
import { hostCosts } from './hostCosts.ts';
import { subjectOf } from './findHost.ts';
import type { HostSubject } from './hostModel.ts';
import { HostReader } from './hostReader.ts';
import { hostPageMessage, type HostMessage, type HostPageMessage } from './messages.ts';

export type HostPanelNeeds = Pick<
  Services,
  'accounts' | 'context' | 'costFeatures' | 'fleet' | 'log' | 'operate' | 'tasks'
>;

/** One for each host, by its subject. */
const open = new Map<string, HostPanel>();

/** Shows a host; there is one page of it in a window. */
export function showHost(needs: HostPanelNeeds, account: AccountFleet, host: Host): void {
  const subject = subjectOf(account, host);
  const shown = open.get(keyOf(subject));
  if (shown) {
    shown.reveal();
    return;
  }
  const { Active } = vscode.ViewColumn;
  own(vscode.window.createWebviewPanel(hostView, oneLine(host.name), Active, panelOptions(needs)), needs, subject);
}

/** Fills the panel that VS Code has brought back after a restart. */
export function restoreHost(panel: vscode.WebviewPanel, needs: HostPanelNeeds, subject: HostSubject): void {
  // The user may have opened it already.
  if (open.has(keyOf(subject))) {
    panel.dispose();
    return;
  }
  panel.webview.options = panelOptions(needs);
  own(panel, needs, subject);
}

function keyOf({ account, host }: HostSubject): string {
  return `${account} ${host}`;
}

function own(panel: vscode.WebviewPanel, needs: HostPanelNeeds, subject: HostSubject): void {
  const made = new HostPanel(panel, needs, subject);
  open.set(keyOf(subject), made);
  panel.onDidDispose(() => {
    made.dispose();
    if (open.get(keyOf(subject)) === made) open.delete(keyOf(subject));
  });
}

function panelOptions({ context }: HostPanelNeeds): vscode.WebviewOptions {
  return pageOptions(context.extensionUri, 'host');
}

/** What is said of time is said anew while the page is seen. Nobody is asked for it. */
const repaintMs = 60_000;

class HostPanel {
  readonly #panel: vscode.WebviewPanel;
  readonly #needs: HostPanelNeeds;
  readonly #reader: HostReader;
  readonly #subscriptions: Subscription[];
  readonly #clock: NodeJS.Timeout;
  #costs: (() => readonly HostCost[]) | undefined;
  #isListening = false;
  #isDrawing = false;

  constructor(panel: vscode.WebviewPanel, needs: HostPanelNeeds, subject: HostSubject) {
    this.#panel = panel;
    this.#needs = needs;
    this.#reader = new HostReader(subject, {
      fleet: needs.fleet,
      ensureShown: () => needs.accounts.ensureShown(),
      operate: ({ ref }) => needs.operate(ref),
      restartFacts: (account, arns) => restartFacts(needs, account, arns),
      failed: (what, error) => logFailure(needs.log, what, error),
    });
    const { webview } = panel;
    const { extensionUri } = needs.context;
    panel.iconPath = pageIcon(extensionUri, 'host');
    this.#subscriptions = [
      this.#reader,
      this.#reader.onDidChange(() => this.#draw()),
      labelsChanged.event(({ account, host }) => {
        if (account === subject.account && host === subject.host) void this.#reader.readTagsAgain();
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settings.readOnly)) this.#draw();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#draw()),
      webview.onDidReceiveMessage((value: unknown) => this.#receive(value)),
      panel.onDidChangeViewState(() => {
        if (panel.visible) return;
        // VS Code destroys the page of a hidden panel, and makes it anew when it is shown.
        this.#isListening = false;
        this.#reader.sleep();
      }),
    ];
    this.#clock = setInterval(() => this.#draw(), repaintMs);
    showPage(panel, extensionUri, 'host');
    void this.#followCosts();
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    clearInterval(this.#clock);
    for (const each of this.#subscriptions.splice(0)) each.dispose();
    this.#isListening = false;
  }

  async #followCosts(): Promise<void> {
    try {
      const { costs } = await this.#needs.costFeatures();
      // Closed meanwhile.
      if (this.#subscriptions.length === 0) return;
      this.#costs = () => hostCosts(costs.known, this.#reader.known.account?.key, this.#reader.known.host.value);
      this.#subscriptions.push(costs.onDidWorkOut(() => this.#draw()));
      this.#draw();
    } catch (error) {
      logFailure(this.#needs.log, 'Costs of a host', error);
    }
  }

  #receive(value: unknown): void {
    const message = hostPageMessage(value);
    if (!message) {
      this.#needs.log.warn('The page of a host sent a message that is none of its own. It is left out.');
      return;
    }
    this.#handle(message).catch((error: unknown) => logFailure(this.#needs.log, 'Host details', error));
  }

  async #handle(message: HostPageMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#isListening = true;
        this.#draw();
        await this.#reader.wake(message.range);
        return;
      case 'range':
        await this.#reader.choose(message.range);
        return;
      case 'act':
        await this.#act(message);
        return;
    }
  }

  async #act({ action, target }: Extract<HostPageMessage, { type: 'act' }>): Promise<void> {
    if (action === 'refresh') {
      const location = vscode.ProgressLocation.Window;
      const title = l10n.t('Reading {0}', this.#panel.title);
      await vscode.window.withProgress({ location, title }, () => this.#reader.refresh());
      return;
    }
    if (action === 'readNow') {
      // A script runs on the host, as it does for a diagnosis.
      if (!isRefused(commands.diagnoseHost)) await this.#reader.readNow();
      return;
    }
    const command = (target === undefined ? hostCommands : taskCommands)[action];
    const node = command && this.#nodeOf(target);
    if (command && node) await vscode.commands.executeCommand(command, node);
  }

  /** The row that a button is about, made of what is known here: the page only says which. */
  #nodeOf(target: string | undefined): TreeNode | undefined {
    const { account, host, tasks } = this.#reader.known;
    if (!account || !host.value) return undefined;
    const node: HostNode = { kind: 'host', account, host: host.value, parent: accountNode(account) };
    if (target === undefined) return node;
    const task = tasks.value?.find(({ arn }) => arn === target);
    const taskNode: TaskNode | undefined = task && { kind: 'task', account, task, parent: node };
    return taskNode;
  }

  /** Once for all that changes at a time. */
  #draw(): void {
    if (!this.#isListening || this.#isDrawing) return;
    this.#isDrawing = true;
    queueMicrotask(() => {
      this.#isDrawing = false;
      if (!this.#isListening) return;
      const model = buildHost(this.#input());
      this.#panel.title = model.title;
      const message: HostMessage = { type: 'show', model };
      void this.#panel.webview.postMessage(message);
    });
  }

  #input(): HostInput {
    const { subject, known } = this.#reader;
    const { account, newest, host, ...rest } = known;
    const activationId = host.value?.node?.activationId;
    const activation = account?.activationsIfKnown?.activations.find(({ id }) => id === activationId);
    const name = activation && (activation.description ?? activation.defaultInstanceName);
    const ref = account?.ref ?? { source: { kind: 'environment' }, region: '' };
    return {
      ...rest,
      host,
      subject,
      ref,
      accountName: account ? accountName(ref) : '',
      hasAccount: account !== undefined,
      locale: vscode.env.language,
      now: Date.now(),
      ...(newest.ecs !== undefined && { newestEcsAgent: newest.ecs }),
      ...(newest.ssm !== undefined && { newestSsmAgent: newest.ssm }),
      ...(name !== undefined && { activationName: name }),
      costs: this.#costs?.() ?? [],
      actions: actionsOf(host.value, ref),
      refused: refusedActions({ isReadOnly: isReadOnly(), isTrusted: vscode.workspace.isTrusted }),
    };
  }
}

/** So many task definitions are read to tell which tasks are not restarted; of others that is not known. */
const mostDefinitions = 10;

async function restartFacts(
  { tasks }: Pick<Services, 'tasks'>,
  { ref }: AccountFleet,
  arns: readonly string[],
): Promise<ReadonlyMap<string, RestartFacts>> {
  const gateway = await tasks(ref);
  const revisions = await Promise.all(arns.slice(0, mostDefinitions).map(async (arn) => gateway.revision(arn)));
  return new Map(
    revisions.flatMap((revision) => (revision ? [[revision.arn, restartFactsOf(revision.definition)] as const] : [])),
  );
}

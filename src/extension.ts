import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Fleet } from './core/fleet/fleet.ts';
import { lazyGateway } from './core/fleet/lazyGateway.ts';
import { LazyConnections } from './lazyConnections.ts';
import { Accounts, type AwsConfiguration } from './ui/accounts/accounts.ts';
import { ActivationsView } from './ui/activations/activationsView.ts';
import { forgetEnded } from './ui/activations/upkeep.ts';
import { AgentParts } from './ui/agents/agentParts.ts';
import { registerCommands } from './ui/commands/register.ts';
import { CostParts } from './ui/cost/costParts.ts';
import { KubeContexts } from './ui/eks/kubeContexts.ts';
import {
  derivedScheme,
  hostView,
  leavingScheme,
  markdownScheme,
  reportView,
  roleScheme,
  ruleScheme,
  scriptScheme,
} from './ui/ids.ts';
import { createLog, logFailure, type Log } from './ui/log.ts';
import { ActivationVault } from './ui/registration/activationVault.ts';
import { readOnlyDocuments } from './ui/readOnlyDocuments.ts';
import { isReadOnly } from './ui/readOnlyMode.ts';
import type { Services } from './ui/services.ts';
import { EditorHints } from './ui/taskdef/editorHints.ts';
import { Arrangement } from './ui/tree/arrangement.ts';
import type { Sources } from './ui/tree/children.ts';
import { ClustersView } from './ui/tree/clustersView.ts';
import { LastFleets } from './ui/tree/lastFleets.ts';

/** Puts the parts together. Awaits nothing, reads nothing, and loads neither the AWS SDK nor the demo account. */
export function activate(context: vscode.ExtensionContext): void {
  l10n.config({ contents: vscode.l10n.bundle ?? {} });

  const log = createLog();
  const configuration: AwsConfiguration = {
    profiles: async () => (await import('./aws/credentials/profiles.ts')).loadProfiles(),
    fileToMend: async () => (await import('./aws/credentials/sharedConfig.ts')).fileToMend(),
    defaultAccount: async () => (await import('./aws/credentials/profiles.ts')).defaultAccount(),
  };
  const kubeContexts = new KubeContexts(context.globalState);
  const connections = new LazyConnections(log, kubeContexts, isReadOnly);
  const fleet = new Fleet(
    (ref) => lazyGateway(async () => (await (await connections.get()).open(ref)).fleet),
    async (ref, cluster) =>
      (await connections.get()).kube(ref, cluster).catch((error: unknown) => {
        throw logFailure(log, `Opening the Kubernetes API of ${cluster.name}`, error);
      }),
  );
  const accounts = new Accounts(context.globalState, fleet, configuration);
  const vault = new ActivationVault(context.secrets, context.globalState);
  const lastFleets = new LastFleets(fleet, vscode.Uri.joinPath(context.globalStorageUri, 'fleets').fsPath, log);
  const ensureShown = (): Promise<void> => showAccounts(accounts, lastFleets, log);
  const arrangement = new Arrangement(context.workspaceState);
  const sources: Sources = {
    operate: async (ref) => (await connections.get()).operate(ref),
    anywhereReleases: async (ref) => {
      const { openReleases } = await import('./ui/eks/openReleases.ts');
      return (await (await openReleases(services, ref)).anywhere()).value;
    },
  };
  const view = new ClustersView(fleet, vault, ensureShown, context.extensionUri, sources, arrangement);
  const notForgotten = (error: unknown): unknown => logFailure(log, 'Deleting the code of an ended activation', error);

  const services: Services = {
    context,
    log,
    fleet,
    accounts,
    arrangement,
    configuration,
    view,
    vault,
    kubeContexts,
    kubeconfigContexts: async (ref) => (await connections.get()).kubeconfigContexts(ref),
    registration: async (ref) => (await connections.get()).registration(ref),
    leaving: async (ref) => (await connections.get()).leaving(ref),
    images: async (ref) => (await connections.get()).images(ref),
    names: async (ref) => (await connections.get()).names(ref),
    tasks: async (ref) => (await connections.get()).tasks(ref),
    operate: async (ref) => (await connections.get()).operate(ref),
    costs: async (ref) => (await connections.get()).open(ref),
    releases: async (ref) => (await connections.get()).releases(ref),
    prices: () => costParts.prices(),
    costFeatures: () => costParts.features(),
    hints: () => editorHints.features(),
    mcp: () => agentParts.mcp(),
    reconnect: () => connections.close(),
  };
  const costParts = new CostParts(services);
  const editorHints = new EditorHints(services);
  const agentParts = new AgentParts(services);

  context.subscriptions.push(
    log,
    fleet,
    view,
    new ActivationsView(fleet, vault, ensureShown, context.extensionUri),
    lastFleets,
    vault.watch(notForgotten),
    forgetEnded(vault, fleet, notForgotten),
    connections,
    costParts,
    editorHints,
    agentParts,
    kubeContexts.onDidChange((clusterArn) => fleet.forgetKube(clusterArn)),
    fleet.onDidFail(({ account, failure }) => logFailure(log, `Reading ${account.key}`, failure)),
    ...documents(services),
    ...panels(services),
    ...registerCommands(services),
  );
}

/** The accounts, with what was known of them in the last window. Rejects with a `Failure`. */
async function showAccounts(accounts: Accounts, lastFleets: LastFleets, log: Log): Promise<void> {
  lastFleets.prepare();
  try {
    await accounts.ensureShown();
  } catch (error) {
    throw logFailure(log, 'Looking for the default account', error);
  }
  await lastFleets.begin();
}

/** What is shown again, after VS Code was started anew, in panels that were open. */
function panels(services: Services): readonly vscode.Disposable[] {
  return [
    vscode.window.registerWebviewPanelSerializer(reportView, {
      deserializeWebviewPanel: async (panel) =>
        (await import('./ui/commands/openCostReport.ts')).restoreCostReport(services, panel),
    }),
    vscode.window.registerWebviewPanelSerializer(hostView, {
      deserializeWebviewPanel: async (panel, kept) =>
        (await import('./ui/commands/showHostDetails.ts')).restoreHostDetails(services, panel, kept),
    }),
  ];
}

/** What is shown read-only, each kind with code of its own. */
function documents(services: Services): readonly vscode.Disposable[] {
  return [
    ...readOnlyDocuments(
      scriptScheme,
      async () => new (await import('./ui/registration/scriptDocuments.ts')).ScriptDocuments(services),
    ),
    ...readOnlyDocuments(
      roleScheme,
      async () => (await import('./ui/registration/rolePlanDocument.ts')).rolePlanDocuments,
    ),
    ...readOnlyDocuments(
      derivedScheme,
      async () => (await import('./ui/taskdef/derivedDocuments.ts')).derivedDocuments,
    ),
    ...readOnlyDocuments(ruleScheme, async () => (await import('./ui/taskdef/ruleDocuments.ts')).ruleDocuments),
    ...readOnlyDocuments(markdownScheme, async () => (await import('./ui/markdownDocuments.ts')).markdownDocuments),
    ...readOnlyDocuments(leavingScheme, async () => (await import('./ui/leaving/leavingDocument.ts')).leavingDocuments),
  ];
}

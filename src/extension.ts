import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Fleet } from './core/fleet/fleet.ts';
import { lazyGateway } from './core/fleet/lazyGateway.ts';
import { Connections } from './connections.ts';
import { Accounts, type AwsConfiguration } from './ui/accounts/accounts.ts';
import { registerCommands } from './ui/commands/register.ts';
import { scriptScheme } from './ui/ids.ts';
import { createLog } from './ui/log.ts';
import { ActivationVault } from './ui/registration/activationVault.ts';
import { ScriptDocuments } from './ui/registration/scriptDocument.ts';
import type { Services } from './ui/services.ts';
import { EksCostItem } from './ui/statusBar/eksCost.ts';
import { ClustersView } from './ui/tree/clustersView.ts';

/** Puts the parts together. Awaits nothing, reads nothing, and loads neither the AWS SDK nor the demo account. */
export function activate(context: vscode.ExtensionContext): void {
  l10n.config({ contents: vscode.l10n.bundle ?? {} });

  const log = createLog();
  const configuration: AwsConfiguration = {
    profiles: async () => (await import('./aws/profiles.ts')).loadProfiles(),
    defaultAccount: async () => (await import('./aws/profiles.ts')).defaultAccount(),
  };
  const connections = new Connections(log);
  const fleet = new Fleet((ref) => lazyGateway(async () => (await connections.open(ref)).fleet));
  const accounts = new Accounts(context.globalState, fleet, configuration);
  const view = new ClustersView(fleet, () => accounts.ensureShown(), context.extensionUri);
  const vault = new ActivationVault(context.secrets, context.globalState);

  const services: Services = {
    context,
    log,
    fleet,
    accounts,
    configuration,
    view,
    vault,
    registration: (ref) => connections.registration(ref),
    reconnect: () => connections.close(),
  };
  const scripts = new ScriptDocuments(services);

  context.subscriptions.push(
    log,
    fleet,
    view,
    connections,
    new EksCostItem(fleet),
    vscode.workspace.registerTextDocumentContentProvider(scriptScheme, scripts),
    vscode.languages.registerCodeLensProvider({ scheme: scriptScheme }, scripts),
    ...registerCommands(services),
  );
}

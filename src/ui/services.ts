import type * as vscode from 'vscode';
import type { CostSettingsGateway } from '../core/cost/costSettings.ts';
import type { PriceSource } from '../core/cost/refreshedPrices.ts';
import type { ReleaseFiles } from '../core/distro/files.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { AccountRef } from '../core/fleet/model.ts';
import type { ImageGateway } from '../core/images/gateway.ts';
import type { KubeContext } from '../core/kubernetes/gateway.ts';
import type { LeavingGateway } from '../core/leaving/gateway.ts';
import type { NamesGateway } from '../core/names/gateway.ts';
import type { OperateAccess } from '../core/operate/operate.ts';
import type { PullGateway } from '../core/pulls/gateway.ts';
import type { RegistrationGateway } from '../core/registration/activation.ts';
import type { EksRegistrationGateway } from '../core/registration/eksRegistration.ts';
import type { ScriptSources } from '../core/registration/plan.ts';
import type { RoleGateway } from '../core/registration/roles.ts';
import type { TaskGateway } from '../core/tasks/gateway.ts';
import type { Accounts, AwsConfiguration } from './accounts/accounts.ts';
import type { McpService } from './agents/mcp/mcpService.ts';
import type { CostFeatures } from './cost/costFeatures.ts';
import type { Prices } from './cost/prices.ts';
import type { KubeContexts } from './eks/kubeContexts.ts';
import type { Log } from './log.ts';
import type { ActivationVault } from './registration/activationVault.ts';
import type { EditorFeatures } from './taskdef/editorFeatures.ts';
import type { Arrangement } from './tree/arrangement.ts';
import type { ClustersView } from './tree/clustersView.ts';

/** What the register flow needs of an account. */
export interface RegistrationAccess {
  readonly gateway: RegistrationGateway;
  readonly eks: EksRegistrationGateway;
  readonly roles: RoleGateway;
  readonly sources: ScriptSources;
}

/** Where costs and pulls of an account are read. */
export interface CostAccess {
  readonly pulls: PullGateway;
  readonly prices: PriceSource;
  readonly costSettings: CostSettingsGateway;
}

/** What commands and views are given. Each takes the few of these that it needs, by `Pick`. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly fleet: Fleet;
  readonly accounts: Accounts;
  /** How hosts are listed in the Clusters view. */
  readonly arrangement: Arrangement;
  readonly configuration: AwsConfiguration;
  readonly view: ClustersView;
  readonly vault: ActivationVault;
  /** By which context of a kubeconfig a cluster is reached, as the user chose. */
  readonly kubeContexts: KubeContexts;
  /** What there is to choose from: the user's kubeconfig, or the demo account's. Rejects with a `Failure`. */
  kubeconfigContexts(ref: AccountRef): Promise<readonly KubeContext[]>;
  /** Rejects with a `Failure`. */
  registration(ref: AccountRef): Promise<RegistrationAccess>;
  /** Rejects with a `Failure`. */
  leaving(ref: AccountRef): Promise<LeavingGateway>;
  /** Rejects with a `Failure`. */
  images(ref: AccountRef): Promise<ImageGateway>;
  /** Rejects with a `Failure`. */
  names(ref: AccountRef): Promise<NamesGateway>;
  /** Rejects with a `Failure`. */
  tasks(ref: AccountRef): Promise<TaskGateway>;
  /** Commands, shells, and what there is to do with tasks, services, attributes and tags. Rejects with a `Failure`. */
  operate(ref: AccountRef): Promise<OperateAccess>;
  /** Rejects with a `Failure`. */
  costs(ref: AccountRef): Promise<CostAccess>;
  /** Where AWS says what it has released; `undefined`: of no account's, which is AWS's own too. Rejects with a `Failure`. */
  releases(ref: AccountRef | undefined): Promise<ReleaseFiles>;
  /** The prices in use. */
  prices(): Promise<Prices>;
  /** What the accounts cost and what is pulled, and the parts that show it. */
  costFeatures(): Promise<CostFeatures>;
  /** The MCP server for agents of other programs. */
  mcp(): Promise<McpService>;
  /** Hints in task definitions. */
  hints(): Promise<EditorFeatures>;
  /** Closes connections, on which no call may be under way, and reads the configuration anew, so that a new sign-in or an edited file counts. */
  reconnect(): void;
}

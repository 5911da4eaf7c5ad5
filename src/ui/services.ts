import type * as vscode from 'vscode';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { AccountRef } from '../core/fleet/model.ts';
import type { LeavingGateway } from '../core/leaving/gateway.ts';
import type { RegistrationGateway } from '../core/registration/activation.ts';
import type { Installer } from '../core/registration/registerScript.ts';
import type { Accounts, AwsConfiguration } from './accounts/accounts.ts';
import type { Log } from './log.ts';
import type { ActivationVault } from './registration/activationVault.ts';
import type { ClustersView } from './tree/clustersView.ts';

/** What the register flow needs of an account. */
export interface RegistrationAccess {
  readonly gateway: RegistrationGateway;
  /** AWS's installer, or the demo account's stand-in for it. */
  readonly installer: Installer;
}

/** What commands and views are given. Each takes the few of these that it needs, by `Pick`. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly fleet: Fleet;
  readonly accounts: Accounts;
  readonly configuration: AwsConfiguration;
  readonly view: ClustersView;
  readonly vault: ActivationVault;
  /** Rejects with a `Failure`. */
  registration(ref: AccountRef): Promise<RegistrationAccess>;
  /** Rejects with a `Failure`. */
  leaving(ref: AccountRef): Promise<LeavingGateway>;
  /** Closes connections, on which no call may be under way, and reads the configuration anew, so that a new sign-in or an edited file counts. */
  reconnect(): void;
}

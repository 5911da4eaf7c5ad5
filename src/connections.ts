import { accountKey, type AccountRef } from './core/fleet/model.ts';
import type { ImageGateway } from './core/images/gateway.ts';
import type { LeavingGateway } from './core/leaving/gateway.ts';
import type { NamesGateway } from './core/names/gateway.ts';
import type { ScriptSources } from './core/registration/plan.ts';
import type { TaskGateway } from './core/tasks/gateway.ts';
import type { AwsAccount } from './aws/openAccount.ts';
import type { DemoAccount } from './demo/account.ts';
import type { Log } from './ui/log.ts';
import type { RegistrationAccess } from './ui/services.ts';

/**
 * Open connections to accounts: AWS's through the SDK, the demo account's through the SDK as well, over loopback. Both
 * are loaded at first use. Part of the composition, beside `extension.ts`: nothing else knows both sides.
 */
export class Connections {
  readonly #log: Log;
  readonly #open = new Map<string, Promise<AwsAccount>>();
  #demo: Promise<DemoAccount> | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Rejects with a `Failure`; the next call tries again. */
  open(ref: AccountRef): Promise<AwsAccount> {
    const key = accountKey(ref);
    let account = this.#open.get(key);
    if (!account) {
      account = this.#connect(ref);
      this.#open.set(key, account);
      const opened = account;
      // Another one may stand there by then.
      opened.catch(() => this.#open.get(key) === opened && this.#open.delete(key));
    }
    return account;
  }

  async registration(ref: AccountRef): Promise<RegistrationAccess> {
    const { registration: gateway, eks, roles } = await this.open(ref);
    return { gateway, eks, roles, sources: await this.#sources(ref) };
  }

  async #sources(ref: AccountRef): Promise<ScriptSources> {
    if (ref.source.kind !== 'demo') {
      const { officialInstaller } = await import('./core/registration/registerScript.ts');
      return { installer: officialInstaller };
    }
    return (await this.#startDemo(ref)).sources;
  }

  async leaving(ref: AccountRef): Promise<LeavingGateway> {
    return (await this.open(ref)).leaving;
  }

  async images(ref: AccountRef): Promise<ImageGateway> {
    return (await this.open(ref)).images;
  }

  async names(ref: AccountRef): Promise<NamesGateway> {
    return (await this.open(ref)).names;
  }

  async tasks(ref: AccountRef): Promise<TaskGateway> {
    return (await this.open(ref)).tasks;
  }

  /** Closes the connections. The demo account goes on: its hosts and activations would be lost. */
  close(): void {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const account of open) account.then((each) => each.dispose()).catch(() => undefined);
  }

  dispose(): void {
    this.close();
    this.#demo?.then((demo) => demo.stop()).catch(() => undefined);
    this.#demo = undefined;
  }

  async #connect(ref: AccountRef): Promise<AwsAccount> {
    const { openAccount } = await import('./aws/openAccount.ts');
    const endpoint = ref.source.kind === 'demo' ? (await this.#startDemo(ref)).endpoint : undefined;
    return openAccount(ref, {
      ...(endpoint !== undefined && { endpoint }),
      log: ({ service, operation, region, ms, attempts, outcome, requestId }) => {
        const line = `${service} ${operation} ${region} ${outcome} ${String(Math.round(ms))} ms, attempts: ${String(attempts)}`;
        this.#log[outcome === 'ok' ? 'debug' : 'warn'](
          requestId === undefined ? line : `${line}, request ${requestId}`,
        );
      },
    });
  }

  #startDemo({ region }: AccountRef): Promise<DemoAccount> {
    this.#demo ??= import('./demo/account.ts').then(({ startDemoAccount }) => startDemoAccount({ region }));
    this.#demo.catch(() => {
      this.#demo = undefined;
    });
    return this.#demo;
  }
}

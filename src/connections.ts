import { randomBytes } from 'node:crypto';
import type { ReleaseFiles } from './core/distro/files.ts';
import { Failure } from './core/failure.ts';
import { accountKey, type AccountRef, type EksCluster } from './core/fleet/model.ts';
import type { ImageGateway } from './core/images/gateway.ts';
import type { KubeContext, KubeGateway } from './core/kubernetes/gateway.ts';
import { kubeTarget } from './core/kubernetes/target.ts';
import type { LeavingGateway } from './core/leaving/gateway.ts';
import type { NamesGateway } from './core/names/gateway.ts';
import type { OperateAccess } from './core/operate/operate.ts';
import type { ScriptSources } from './core/registration/plan.ts';
import type { TaskGateway } from './core/tasks/gateway.ts';
import type { CallLog } from './aws/requests/callLog.ts';
import type { AwsAccount } from './aws/openAccount.ts';
import type { DemoAccount } from './demo/account.ts';
import type { HeldKubeconfig } from './kubernetes/heldKubeconfig.ts';
import type { KubeContexts } from './ui/eks/kubeContexts.ts';
import type { Log } from './ui/log.ts';
import type { RegistrationAccess } from './ui/services.ts';

type RequestLog = Pick<Log, 'debug' | 'warn'>;

/**
 * Open connections to accounts: AWS's through the SDK, the demo account's through the SDK as well, over loopback. Both
 * are loaded at first use. Part of the composition, beside `extension.ts`: nothing else knows both sides.
 */
export class Connections {
  readonly #log: RequestLog;
  readonly #open = new Map<string, Promise<AwsAccount>>();
  readonly #contexts: Pick<KubeContexts, 'get'>;
  readonly #isReadOnly: () => boolean;
  #demo: Promise<DemoAccount> | undefined;
  #demoKubeconfig: Promise<HeldKubeconfig> | undefined;
  #isDisposed = false;

  /**
   * @param contexts which clusters are reached by the user's kubeconfig
   * @param isReadOnly asked at each call: whether what would change something is refused
   */
  constructor(log: RequestLog, contexts: Pick<KubeContexts, 'get'>, isReadOnly: () => boolean = () => false) {
    this.#log = log;
    this.#contexts = contexts;
    this.#isReadOnly = isReadOnly;
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

  async operate(ref: AccountRef): Promise<OperateAccess> {
    return (await this.open(ref)).operate;
  }

  /** The Kubernetes API of an EKS cluster; `undefined` where nobody said how it is reached. Rejects with a `Failure`. */
  async kube(ref: AccountRef, cluster: EksCluster): Promise<KubeGateway | undefined> {
    const context = this.#contexts.get(cluster.arn) ?? (await this.#demoContext(ref, cluster));
    const target = kubeTarget(cluster, ref.region, context);
    if (!target) return undefined;
    const kubeconfig = target.kind === 'context' ? await this.#kubeconfig(ref) : undefined;
    const { openKube } = await import('./kubernetes/openKube.ts');
    return openKube(target, {
      token: async () => (await this.open(ref)).kubernetesToken(cluster.name),
      ...(kubeconfig !== undefined && { kubeconfig }),
      onRequest: ({ operation, target: of, outcome, ms }) =>
        this.#log[outcome === 'ok' ? 'debug' : 'warn'](`Kubernetes ${operation} ${of} ${outcome} ${String(ms)} ms`),
    });
  }

  /** The contexts of the user's kubeconfig, or of the demo account's. Rejects with a `Failure`. */
  async kubeconfigContexts(ref: AccountRef): Promise<readonly KubeContext[]> {
    const { contexts } = await import('./kubernetes/contexts.ts');
    return contexts(await this.#kubeconfig(ref));
  }

  /** In the demo account nobody need choose: its kubeconfig calls clusters as EKS does. */
  async #demoContext(ref: AccountRef, { connector, name }: EksCluster): Promise<string | undefined> {
    if (ref.source.kind !== 'demo' || !connector) return undefined;
    const contexts = await this.kubeconfigContexts(ref);
    return contexts.find(({ cluster }) => cluster === name)?.name;
  }

  /** What stands in for the user's kubeconfig, if anything does. */
  async #kubeconfig(ref: AccountRef): Promise<string | undefined> {
    if (ref.source.kind !== 'demo') return undefined;
    const demo = await this.#startDemo(ref);
    // Nobody would delete the file.
    if (this.#isDisposed) throw closed();
    if (!this.#demoKubeconfig) {
      const held = import('./kubernetes/heldKubeconfig.ts').then(async ({ holdKubeconfig }) =>
        holdKubeconfig(await demo.kubeconfig()),
      );
      this.#demoKubeconfig = held;
      held.catch(() => {
        if (this.#demoKubeconfig === held) this.#demoKubeconfig = undefined;
      });
    }
    return (await this.#demoKubeconfig).file;
  }

  /** Of public files, for which nobody need be signed in; the demo account has its own. */
  async releases(ref: AccountRef | undefined): Promise<ReleaseFiles> {
    const { publicReleases } = await import('./aws/gateways/publicReleases.ts');
    const endpoint = ref?.source.kind === 'demo' ? (await this.#startDemo(ref)).releasesEndpoint : undefined;
    return publicReleases({ endpoint, log: this.#logCall });
  }

  /** Closes the connections. The demo account goes on: its hosts and activations would be lost. */
  close(): void {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const account of open) account.then((each) => each.dispose()).catch(() => undefined);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.close();
    this.#demoKubeconfig?.then((held) => held.dispose()).catch(() => undefined);
    this.#demoKubeconfig = undefined;
    this.#demo?.then((demo) => demo.stop()).catch(() => undefined);
    this.#demo = undefined;
  }

  async #connect(ref: AccountRef): Promise<AwsAccount> {
    const { openAccount } = await import('./aws/openAccount.ts');
    const endpoint = ref.source.kind === 'demo' ? (await this.#startDemo(ref)).endpoint : undefined;
    return openAccount(ref, {
      ...(endpoint !== undefined && { endpoint }),
      log: this.#logCall,
      isReadOnly: this.#isReadOnly,
    });
  }

  readonly #logCall: CallLog = ({ service, operation, region, page = 1, ms, attempts, outcome, requestId }) => {
    const counts = `${String(Math.round(ms))} ms, page ${String(page)}, attempts: ${String(attempts)}`;
    const line = `${service} ${operation} ${region} ${outcome} ${counts}`;
    this.#log[outcome === 'ok' ? 'debug' : 'warn'](requestId === undefined ? line : `${line}, request ${requestId}`);
  };

  #startDemo({ region }: AccountRef): Promise<DemoAccount> {
    // Nobody would stop it.
    if (this.#isDisposed) return Promise.reject(closed());
    this.#demo ??= import('./demo/account.ts').then(({ startDemoAccount }) =>
      // Other users of this computer reach the port as well.
      startDemoAccount({ region, token: randomBytes(16).toString('hex') }),
    );
    this.#demo.catch(() => {
      this.#demo = undefined;
    });
    return this.#demo;
  }
}

function closed(): Failure {
  return new Failure('cancelled', 'The connections were closed.');
}

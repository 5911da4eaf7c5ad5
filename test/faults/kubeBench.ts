import type { AwsAccount } from '../../src/aws/openAccount.ts';
import { openAccount } from '../../src/aws/openAccount.ts';
import type { KubeGateway, KubeTarget } from '../../src/core/kubernetes/gateway.ts';
import type { DemoAccount } from '../../src/demo/account.ts';
import { startDemoAccount } from '../../src/demo/account.ts';
import { homeWorld } from '../../src/demo/worlds/homeWorld.ts';
import { anywhereContext } from '../../src/demo/worlds/homeKubernetes.ts';
import type { HeldKubeconfig } from '../../src/kubernetes/heldKubeconfig.ts';
import { holdKubeconfig } from '../../src/kubernetes/heldKubeconfig.ts';
import { openKube } from '../../src/kubernetes/openKube.ts';
import type { Logged, Run } from './bench.ts';
import type { KubeRow } from './kubeOperations.ts';

export interface KubeOpening {
  /** Default: 5 s. */
  readonly timeoutMs?: number;
  /** In place of the server's own URL. */
  readonly server?: string | undefined;
  /** Of the cluster itself, where a kubeconfig is the way to it. */
  readonly proxyUrl?: string | undefined;
}

/** Lists go over several pages. */
const mostPerPage = 5;

/** One question with a Kubernetes API of its own, so that all can be asked at once. */
export class KubeBench {
  readonly row: KubeRow;
  readonly demo: DemoAccount;
  readonly #account: AwsAccount;
  readonly #held: HeldKubeconfig[] = [];
  readonly #tokens = new Set<string>();
  #gateway: KubeGateway | undefined;
  #log: Logged[number][] = [];
  #nodeName = '';

  private constructor(row: KubeRow, demo: DemoAccount) {
    this.row = row;
    this.demo = demo;
    this.#account = openAccount(
      { source: { kind: 'demo' }, region: demo.region },
      { endpoint: demo.endpoint, unpaced: true },
    );
  }

  static async start(row: KubeRow): Promise<KubeBench> {
    const world = homeWorld();
    const contents = world.kubernetes.get(row.clusterName);
    if (!contents) throw new TypeError('The world has no such cluster.');
    world.kubernetes.set(row.clusterName, { ...contents, mostPerPage });
    const bench = new KubeBench(row, await startDemoAccount({ world, hasRateLimits: false }));
    bench.#nodeName = contents.pods.find(({ nodeName }) => nodeName !== undefined)?.nodeName ?? '';
    return bench;
  }

  get gateway(): KubeGateway {
    if (!this.#gateway) throw new TypeError('It was not opened.');
    return this.#gateway;
  }

  /** As in a window that was just opened. */
  async open({ timeoutMs = 5_000, server, proxyUrl }: KubeOpening = {}): Promise<void> {
    const kubeconfig = this.row.way === 'context' ? await this.#kubeconfig(server, proxyUrl) : undefined;
    this.#gateway = await openKube(await this.#target(server), {
      timeoutMs,
      ...(kubeconfig !== undefined && { kubeconfig }),
      token: async () => {
        const token = await this.#account.kubernetesToken(this.row.clusterName);
        this.#tokens.add(token);
        return token;
      },
      onRequest: (entry) => this.#log.push(entry),
    });
  }

  async run(signal?: AbortSignal): Promise<Run> {
    const { calls } = this.demo.kubernetes;
    const before = calls.length;
    this.#log = [];
    const start = performance.now();
    const outcome = await this.row.call(this.gateway, this.#nodeName, signal).then(
      (value: unknown) => ({ value }),
      (error: unknown) => ({ error }),
    );
    return {
      ...outcome,
      requests: calls.length - before,
      acted: 0,
      ms: performance.now() - start,
      log: this.#log,
      secrets: [...this.#tokens],
    };
  }

  async stop(): Promise<void> {
    for (const held of this.#held) held.dispose();
    this.#account.dispose();
    await this.demo.stop();
  }

  async #target(server: string | undefined): Promise<KubeTarget> {
    if (this.row.way === 'context') return { kind: 'context', context: anywhereContext };
    const { clusterName } = this.row;
    const { endpoint, certificateAuthority } = await this.demo.kubernetes.addressOf(clusterName);
    return { kind: 'eks', clusterName, region: this.demo.region, endpoint: server ?? endpoint, certificateAuthority };
  }

  async #kubeconfig(server: string | undefined, proxyUrl: string | undefined): Promise<string> {
    const config = JSON.parse(await this.demo.kubeconfig()) as KubeconfigText;
    for (const { user } of config.users) this.#tokens.add(user.token);
    const clusters = config.clusters.map(({ name, cluster }) => ({
      name,
      cluster: { ...cluster, ...(server && { server }), ...(proxyUrl && { 'proxy-url': proxyUrl }) },
    }));
    const held = await holdKubeconfig(JSON.stringify({ ...config, clusters }));
    this.#held.push(held);
    return held.file;
  }
}

interface KubeconfigText {
  readonly clusters: readonly { readonly name: string; readonly cluster: object }[];
  readonly users: readonly { readonly user: { readonly token: string } }[];
}

import { randomBytes } from 'node:crypto';
import type { World } from '../world.ts';
import type { AnsweredKubeCall, ApiServer } from './apiServer.ts';
import type { Authority } from './authority.ts';
import { KubeFaults } from './faults.ts';

/** Where a cluster's Kubernetes API is, as `DescribeCluster` says it. */
export interface ApiAddress {
  /** `https://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** Base64 of the authority's certificate in PEM. */
  readonly certificateAuthority: string;
}

export interface KubernetesApisOptions {
  readonly world: World;
  /** `http://127.0.0.1:PORT` of the account. */
  readonly stsEndpoint: () => string;
  readonly log?: ((line: string) => void) | undefined;
}

const mostCalls = 100_000;

/**
 * The Kubernetes APIs of all clusters. Each begins to listen, and its code and certificates are loaded and made, when
 * somebody asks where it is.
 */
export class KubernetesApis {
  readonly faults = new KubeFaults();
  /** In the order in which they were answered. */
  readonly calls: AnsweredKubeCall[] = [];
  private readonly options: KubernetesApisOptions;
  private readonly token = randomBytes(24).toString('base64url');
  private readonly open = new Map<string, Promise<{ server: ApiServer; address: ApiAddress }>>();
  private authority: Promise<Authority> | undefined;
  private isStopped = false;

  constructor(options: KubernetesApisOptions) {
    this.options = options;
  }

  async addressOf(clusterName: string): Promise<ApiAddress> {
    let opening = this.open.get(clusterName);
    if (opening === undefined) {
      opening = this.start(clusterName);
      this.open.set(clusterName, opening);
    }
    return (await opening).address;
  }

  /**
   * A kubeconfig with a context for each cluster that names one, each with a token for everything. The text holds these
   * tokens: they end with the demo account.
   */
  async kubeconfig(): Promise<string> {
    const contexts = [...this.options.world.kubernetes].flatMap(([clusterName, { context }]) =>
      context === undefined ? [] : [{ clusterName, context }],
    );
    const addresses = await Promise.all(contexts.map(({ clusterName }) => this.addressOf(clusterName)));
    const [first] = contexts;
    // JSON is YAML, and needs no library.
    const config = {
      'apiVersion': 'v1',
      'kind': 'Config',
      'current-context': first?.context ?? '',
      'clusters': contexts.map(({ clusterName }, index) => ({
        name: clusterName,
        cluster: {
          'server': addresses[index]?.endpoint,
          'certificate-authority-data': addresses[index]?.certificateAuthority,
        },
      })),
      'users': contexts.map(({ context }) => ({ name: `${context}-admin`, user: { token: this.token } })),
      'contexts': contexts.map(({ clusterName, context }) => ({
        name: context,
        context: { cluster: clusterName, user: `${context}-admin` },
      })),
    };
    return `${JSON.stringify(config, undefined, 2)}\n`;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    const opened = await Promise.allSettled([...this.open.values()]);
    await Promise.all(opened.map(async (each) => each.status === 'fulfilled' && (await each.value.server.stop())));
  }

  private async start(clusterName: string): Promise<{ server: ApiServer; address: ApiAddress }> {
    const [{ ApiServer }, { foreignCertificate, makeAuthority }] = await Promise.all([
      import('./apiServer.ts'),
      import('./authority.ts'),
    ]);
    this.authority ??= makeAuthority();
    const trusted = await this.authority;
    const { world, stsEndpoint } = this.options;
    const bearerToken = world.kubernetes.get(clusterName)?.context === undefined ? undefined : this.token;
    const server = new ApiServer({
      gate: { world, clusterName, stsEndpoint: stsEndpoint(), bearerToken },
      faults: this.faults,
      trusted,
      foreign: (as) => foreignCertificate(trusted, as),
      answered: (call, milliseconds) => this.note(call, milliseconds),
    });
    if (this.isStopped) throw new Error('The demo account has stopped.');
    const port = await server.listen();
    const endpoint = `https://127.0.0.1:${port}`;
    const certificateAuthority = Buffer.from(trusted.certificate).toString('base64');
    return { server, address: { endpoint, certificateAuthority } };
  }

  private note(call: AnsweredKubeCall, milliseconds: number): void {
    if (this.calls.length >= mostCalls) this.calls.splice(0, mostCalls / 10);
    this.calls.push(call);
    const { cluster, verb, resource, status } = call;
    const outcome = status === 0 ? 'no answer' : String(status);
    this.options.log?.(`kubernetes ${cluster} ${verb} ${resource} ${outcome} ${milliseconds.toFixed(1)} ms`);
  }
}

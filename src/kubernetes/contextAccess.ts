import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { Cluster } from '@kubernetes/client-node/dist/config_types.js';
import { Failure } from '../core/failure.ts';
import { connections, headers, kept } from './access.ts';
import type { Access } from './connection.ts';
import { redacted, service } from './failures.ts';
import type { KubeUser } from './kubeconfig.ts';
import { readKubeconfig } from './kubeconfig.ts';
import { proxyOf } from './proxy.ts';
import type { Peer, TlsOptions } from './request.ts';
import { signIn } from './signIn.ts';

/**
 * The API server of a context, with whatever its user signs in by. Files are read again with each sign-in, as other
 * programs may have renewed them. Rejects with a `Failure`: `notFound` for a context that is not there.
 *
 * @param programMs for how many milliseconds a program that signs in may run
 */
export async function contextAccess(
  context: string,
  kubeconfig: string | undefined,
  programMs: number,
): Promise<Access> {
  await find(context, kubeconfig);
  return kept(async () => {
    const { cluster, user } = await find(context, kubeconfig);
    return peerOf(cluster, user, programMs);
  });
}

async function find(
  name: string,
  kubeconfig: string | undefined,
): Promise<{ readonly cluster: Cluster; readonly user: KubeUser | undefined }> {
  const { contexts, clusters, users } = await readKubeconfig(kubeconfig);
  const context = contexts.find((each) => each.name === name);
  if (!context) throw new Failure('notFound', `The kubeconfig has no context "${name}".`, { service });
  const cluster = clusters.find((each) => each.name === context.cluster);
  if (!cluster || !URL.canParse(cluster.server)) {
    throw new Failure('malformedConfig', `The kubeconfig has no server for the context "${name}".`, { service });
  }
  const user = users.find((each) => each.name === context.user);
  // Nobody's request would be refused with a word that is not about this.
  if (context.user && !user) {
    const message = `The kubeconfig has no user "${context.user}", whom the context "${name}" names.`;
    throw new Failure('malformedConfig', message, { service });
  }
  return { cluster, user };
}

async function peerOf(cluster: Cluster, user: KubeUser | undefined, programMs: number): Promise<Peer> {
  const server = new URL(cluster.server);
  const proxy = proxyOf(server, cluster.proxyUrl);
  const hasOwnProxy = proxy !== undefined && Boolean(cluster.proxyUrl);
  // Without TLS, as with `kubectl proxy`, there is nobody that credentials may be shown to.
  if (server.protocol === 'http:')
    return { server, agent: await plainAgentOf(proxy), hasOwnProxy, headers: headers({}) };
  if (server.protocol !== 'https:') {
    throw new Failure('malformedConfig', `The server of the cluster "${cluster.name}" is no https URL.`, { service });
  }
  const { key, cert, headers: credentials } = await signIn(user, programMs);
  const ca = await bytes(cluster.caFile, cluster.caData);
  const tls: TlsOptions = {
    rejectUnauthorized: !cluster.skipTLSVerify,
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(cluster.tlsServerName !== undefined && { servername: cluster.tlsServerName }),
  };
  const agent = await agentOf({ ...connections, ...tls }, proxy);
  return { server, agent, tls, hasOwnProxy, headers: headers(credentials) };
}

async function plainAgentOf(proxy: URL | undefined): Promise<http.Agent> {
  if (!proxy) return new http.Agent(connections);
  const { HttpProxyAgent } = await import('hpagent');
  return new HttpProxyAgent({ ...connections, proxy });
}

async function agentOf(options: https.AgentOptions, proxy: URL | undefined): Promise<https.Agent> {
  if (!proxy) return new https.Agent(options);
  const { HttpsProxyAgent } = await import('hpagent');
  return new HttpsProxyAgent({ ...options, proxy });
}

async function bytes(file: string | undefined, base64: string | undefined): Promise<Buffer | undefined> {
  if (base64) return Buffer.from(base64, 'base64');
  if (!file) return undefined;
  return readFile(file).catch((error: unknown) => {
    const message = redacted(error instanceof Error ? error.message : String(error));
    throw new Failure('malformedConfig', message, { service });
  });
}

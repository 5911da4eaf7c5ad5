import { Failure } from '../core/failure.ts';
import type { KubeGateway, KubeTarget } from '../core/kubernetes/gateway.ts';
import type { CapiMachine, EksAnywhereCluster } from '../core/kubernetes/model.ts';
import { eksAccess } from './access.ts';
import type { Access, KubeRequestEntry } from './connection.ts';
import { Connection, signInMs } from './connection.ts';
import type { GetNamed } from './eksAnywhere.ts';
import { eksAnywhereClusterOf } from './eksAnywhere.ts';
import { service } from './failures.ts';
import { machineOf } from './machines.ts';
import type { Fields } from './narrow.ts';
import { fields, list, text } from './narrow.ts';
import { nodeOf } from './nodes.ts';
import { pages } from './pages.ts';
import { podOf } from './pods.ts';

export interface OpenKubeOptions {
  /** Makes a token of EKS; called again ten minutes later, and after a 401. Its `Failure`s are passed on as they are. */
  readonly token?: () => Promise<string>;
  /** What `KUBECONFIG` would say; default: what it says, and `~/.kube/config`. */
  readonly kubeconfig?: string;
  /** Milliseconds until an answer has to begin; default 10 s. All of it may take six times that. */
  readonly timeoutMs?: number;
  readonly onRequest?: (entry: KubeRequestEntry) => void;
}

/**
 * Opens a Kubernetes API for reading. Reads the kubeconfig for a context, and connects to nothing. Rejects with a
 * `Failure`: `notFound` for a context that is not there, `malformedConfig`, `noCredentials`.
 */
export async function openKube(target: KubeTarget, options: OpenKubeOptions): Promise<KubeGateway> {
  const { timeoutMs = 10_000, onRequest } = options;
  return gatewayOf(new Connection(target, await accessOf(target, options, timeoutMs), { timeoutMs, onRequest }));
}

async function accessOf(
  target: KubeTarget,
  { token, kubeconfig }: OpenKubeOptions,
  timeoutMs: number,
): Promise<Access> {
  if (target.kind === 'context') {
    // With the client library, of which clusters of EKS need nothing.
    const { contextAccess } = await import('./contextAccess.ts');
    return contextAccess(target.context, kubeconfig, signInMs(timeoutMs));
  }
  if (!token) throw new Failure('noCredentials', 'Nobody makes tokens for this cluster.', { service });
  return eksAccess(target, token);
}

const capi = 'cluster.x-k8s.io';
const anywhere = 'anywhere.eks.amazonaws.com';

function gatewayOf(connection: Connection): KubeGateway {
  return {
    async version(signal) {
      const { gitVersion } = await connection.get('/version', 'get version', signal);
      const version = text(gitVersion);
      if (version !== undefined) return version;
      throw new Failure('service', 'The server did not say its version.', { service, operation: 'get version' });
    },

    async *nodes(signal) {
      const request = { path: '/api/v1/nodes', operation: 'list nodes' };
      for await (const page of pages(connection, request, signal)) yield understood(page, nodeOf);
    },

    async *pods(nodeName, signal) {
      const query = nodeName === undefined ? {} : { fieldSelector: `spec.nodeName=${nodeName}` };
      const request = { path: '/api/v1/pods', operation: 'list pods', query };
      for await (const page of pages(connection, request, signal)) yield understood(page, podOf);
    },

    async machines(signal) {
      const group = await groupPath(connection, capi, signal);
      if (group === undefined) return undefined;
      const found: CapiMachine[] = [];
      const request = { path: `${group}/machines`, operation: 'list machines' };
      for await (const page of pages(connection, request, signal)) found.push(...understood(page, machineOf));
      return latest(found);
    },

    async eksAnywhere(signal) {
      const group = await groupPath(connection, anywhere, signal);
      if (group === undefined) return undefined;
      const get = namedIn(connection, group, signal);
      const found: EksAnywhereCluster[] = [];
      const request = { path: `${group}/clusters`, operation: 'list clusters' };
      for await (const page of pages(connection, request, signal)) {
        const clusters = await Promise.all(page.map((wire) => eksAnywhereClusterOf(wire, get)));
        found.push(...clusters.filter((cluster) => cluster !== undefined));
      }
      return latest(found);
    },
  };
}

/** Where a list had to start anew some come twice: the last counts. */
function latest<T extends { readonly namespace: string; readonly name: string }>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((each) => [`${each.namespace}/${each.name}`, each])).values()];
}

function understood<T>(page: readonly Fields[], map: (wire: Fields) => T | undefined): readonly T[] {
  return page.map(map).filter((each) => each !== undefined);
}

/**
 * Where a group of the API is; `undefined` where it is not served. Whoever may not list what a group has is told so also
 * where there is no such group, but which groups are served everybody may know who is signed in.
 */
async function groupPath(
  connection: Connection,
  group: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const operation = 'list API groups';
  const { groups } = await connection.get('/apis', operation, signal);
  if (!Array.isArray(groups)) {
    throw new Failure('service', 'The server did not say which API groups it has.', { service, operation });
  }
  const found = list(groups)
    .map(fields)
    .find(({ name }) => name === group);
  const version = text(fields(found?.preferredVersion).version);
  return version === undefined ? undefined : `/apis/${group}/${encodeURIComponent(version)}`;
}

/** Clusters of one release name the same objects: each is read once. */
function namedIn(connection: Connection, group: string, signal: AbortSignal | undefined): GetNamed {
  const asked = new Map<string, Promise<Fields | undefined>>();
  return (plural, { namespace, name }) => {
    const path = [group, 'namespaces', encodeURIComponent(namespace), plural, encodeURIComponent(name)].join('/');
    const known = asked.get(path) ?? connection.get(path, `get ${plural}`, signal).catch(ifAllowed);
    asked.set(path, known);
    return known;
  };
}

function ifAllowed(error: unknown): undefined {
  if (Failure.is(error) && (error.reason === 'notFound' || error.reason === 'accessDenied')) return;
  throw error;
}

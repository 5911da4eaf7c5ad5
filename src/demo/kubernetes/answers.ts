import type { World } from '../world.ts';
import { admit, admitPath } from './access.ts';
import type { User } from './access.ts';
import { listOf } from './lists.ts';
import { collectionsOf, contentsOf } from './resources.ts';
import type { Collection } from './resources.ts';
import { KubeError, notFound } from './status.ts';
import type { Asked } from './status.ts';

/** The paths of a Kubernetes API, and what each answers. Reads only: nobody changes a cluster through the demo account. */

export interface Path {
  readonly verb: 'list' | 'get';
  /** `nodes`, …; `version`, `apis` and other words of the path for what is no collection. */
  readonly resource: string;
  readonly collection?: Asked & { readonly version: string };
}

export function pathOf(pathname: string): Path {
  const parts = pathname.split('/').filter((part) => part !== '');
  const [root = ''] = parts;
  const [group, version, rest] =
    root === 'api' ? ['', parts[1], parts.slice(2)] : [parts[1] ?? '', parts[2], parts.slice(3)];
  if ((root !== 'api' && root !== 'apis') || version === undefined || rest.length === 0) {
    return { verb: 'get', resource: root };
  }
  const [namespace, [plural = '', name, ...others]] =
    rest[0] === 'namespaces' && rest.length > 2 ? [rest[1], rest.slice(2)] : [undefined, rest];
  if (others.length > 0) return { verb: 'get', resource: root };
  const verb = name === undefined ? 'list' : 'get';
  return { verb, resource: plural, collection: { verb, group, version, plural, namespace, name } };
}

export interface KubeCall {
  readonly world: World;
  readonly clusterName: string;
  readonly user: User;
  readonly path: Path;
  readonly url: URL;
  readonly resourceVersion: string;
}

/** @returns an object, or the text of what is no object of the API. @throws {KubeError} */
export function answerOf(call: KubeCall): object {
  const { world, clusterName, user, path, url, resourceVersion } = call;
  const { gitVersion, mostPerPage } = contentsOf(world, clusterName);
  if (url.pathname === '/version') return versionOf(gitVersion);
  const collections = collectionsOf(world, clusterName);
  const asked = path.collection;
  if (asked === undefined) {
    admitPath(user, url.pathname);
    return discovery(url.pathname, collections);
  }
  admit(user, asked);
  const collection = collections.find(
    ({ group, version, plural }) => group === asked.group && version === asked.version && plural === asked.plural,
  );
  if (collection === undefined) throw noSuchPath();
  const { namespace, name } = asked;
  if (name === undefined)
    return listOf(collection, { namespace, query: url.searchParams, resourceVersion, mostPerPage });
  const found = collection.items().find((item) => item.name === name && item.namespace === namespace);
  if (found === undefined) throw notFound(asked);
  return found.object();
}

/** Answered as plain text: `404 page not found`. */
export function noSuchPath(): KubeError {
  return new KubeError(404, '', '404 page not found\n');
}

function versionOf(gitVersion: string): object {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)\./.exec(gitVersion) ?? [];
  return {
    major,
    // As of builds that are not upstream's.
    minor: `${minor}+`,
    gitVersion,
    gitCommit: '0123456789abcdef0123456789abcdef01234567',
    gitTreeState: 'clean',
    buildDate: '2026-10-20T09:00:00Z',
    goVersion: 'go1.25.3',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

function discovery(pathname: string, collections: readonly Collection[]): object {
  const groups = new Map(collections.filter(({ group }) => group !== '').map((each) => [each.group, each.version]));
  const versioned = (group: string, version: string): object => ({ groupVersion: `${group}/${version}`, version });
  if (pathname === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  if (pathname === '/apis') {
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: [...groups].map(([name, version]) => ({
        name,
        versions: [versioned(name, version)],
        preferredVersion: versioned(name, version),
      })),
    };
  }
  const [, groupVersion] = /^\/(?:api|apis)\/(.+)$/.exec(pathname) ?? [];
  const listed = collections.filter(({ group, version }) =>
    group === '' ? pathname === `/api/${version}` : groupVersion === `${group}/${version}`,
  );
  if (listed.length === 0) throw noSuchPath();
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: listed.map(({ plural, kind, namespaced }) => ({
      name: plural,
      singularName: kind.toLowerCase(),
      namespaced,
      kind,
      verbs: ['get', 'list'],
    })),
  };
}

import type { Collection, Item } from './resources.ts';
import type { KubernetesObject } from './contents.ts';
import { fieldSelector, labelSelector } from './selectors.ts';
import type { Matches } from './selectors.ts';
import { badRequest, KubeError } from './status.ts';

/** Lists page by page. Source: Kubernetes API concepts, "Retrieving large results sets in chunks". */

/** Behind a key: what comes next after it. */
const end = '\u0000';

export interface ListOptions {
  readonly namespace?: string | undefined;
  readonly query: URLSearchParams;
  /** What the list is a list of, in a moment: a number that grows. */
  readonly resourceVersion: string;
  /** The server's own limit of a page, whatever is asked for. */
  readonly mostPerPage?: number | undefined;
}

const expired =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.';

/** @throws {KubeError} 400, for a selector, a limit or a token that can't be read */
export function listOf(collection: Collection, options: ListOptions): object {
  const { namespace, query, resourceVersion, mostPerPage = Infinity } = options;
  const limit = Math.min(limitOf(query) || Infinity, mostPerPage);
  const position = query.get('continue');
  const after = position === null || position === '' ? undefined : lastKeyOf(position);
  const selects = selectorsOf(collection, query);
  const found = collection
    .items()
    .filter((item) => namespace === undefined || item.namespace === namespace)
    .filter((item) => selects.every((select) => select(item)))
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = found.slice(0, limit);
  const left = found.length - page.length;
  const more = {
    continue: tokenAfter(page.at(-1)?.key ?? '', resourceVersion),
    // What selectors would leave of the rest, a Kubernetes API does not count.
    ...(selects.length > 0 ? {} : { remainingItemCount: left }),
  };
  return {
    kind: `${collection.kind}List`,
    apiVersion: collection.group === '' ? collection.version : `${collection.group}/${collection.version}`,
    metadata: { resourceVersion, ...(left > 0 ? more : {}) },
    items: page.map(({ item }) => itemOf(collection, item.object())),
  };
}

/** The items of built-in lists have no kind of their own; those of custom resources have. */
function itemOf({ group }: Collection, object: KubernetesObject): object {
  // Left out of the JSON.
  return group === '' ? { ...object, kind: undefined, apiVersion: undefined } : object;
}

/** What the server answers to a token whose list it no longer remembers. */
export function goneOf(position: string, resourceVersion: string): KubeError {
  return new KubeError(410, 'Expired', expired, { goesOnAt: tokenAfter(lastKeyOf(position), resourceVersion) });
}

/** A token that leads to the same page again. */
export function repeatedToken(position: string, resourceVersion: string): string {
  return position === '' ? tokenAfter('', resourceVersion) : position;
}

/** Sorts before every key. */
const ofEmptyPage = '\u0001';

/** A token behind an empty page at the beginning of a list; none where there were so many `pages` of them, or others. */
export function tokenOfEmptyPage(position: string, resourceVersion: string, pages: number): string | undefined {
  const before = position === '' ? '' : lastKeyOf(position);
  const isBegun = before.replaceAll(ofEmptyPage, '') !== '';
  return isBegun || before.length >= pages ? undefined : tokenAfter(before + ofEmptyPage, resourceVersion);
}

function limitOf(query: URLSearchParams): number {
  const text = query.get('limit') ?? '0';
  if (!/^\d{1,15}$/.test(text)) throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  return Number(text);
}

function selectorsOf(collection: Collection, query: URLSearchParams): ((item: Item) => boolean)[] {
  const labels = query.get('labelSelector') ?? '';
  const fields = query.get('fieldSelector') ?? '';
  const read = (matches: Matches | undefined): Matches => {
    if (matches !== undefined) return matches;
    const resource = `${collection.group}/${collection.version}, Resource=${collection.plural}`;
    throw badRequest(
      `Unable to find "${resource}" that match label selector "${labels}", field selector "${fields}": field label not supported`,
    );
  };
  const byLabel = read(labelSelector(labels));
  const byField = read(fieldSelector(fields, collection.fields));
  return [
    ...(labels === '' ? [] : [(item: Item) => byLabel(item.labels())]),
    ...(fields === '' ? [] : [(item: Item) => byField(item.fields())]),
  ];
}

function keyOf({ namespace, name }: Item): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function tokenAfter(key: string, resourceVersion: string): string {
  const token = { v: 'meta.k8s.io/v1', rv: Number(resourceVersion), start: key + end };
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function lastKeyOf(token: string): string {
  try {
    const { v, start } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as { v: unknown; start: unknown };
    if (v === 'meta.k8s.io/v1' && typeof start === 'string' && start.endsWith(end)) return start.slice(0, -1);
  } catch {
    // Said below.
  }
  throw badRequest('continue key is not valid: illegal base64 data');
}

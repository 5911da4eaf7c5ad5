import { storedAccounts } from '../accounts/accounts.ts';
import type { ContainerInstance } from '../../core/fleet/model.ts';
import type { Blob, ImageDetails, ImageVariant } from '../../core/images/gateway.ts';
import type { PodHost } from '../../core/manifests/podHosts.ts';
import type { KnownImage } from './accountFacts.ts';
import type { ClusterHosts, HintCluster } from './chosenHosts.ts';
import type { HintHosts, HintPodHosts } from './hostKinds.ts';

/**
 * What an older or newer version, or a broken profile, left in VS Code's storage, narrowed to what can be used. A part
 * that is not as it should be is left out, and with it all that can't be told without it.
 */

/** More would make VS Code's storage slow, which it reads as a whole when a window opens. */
const mostCharacters = 256 * 1024;
const mostImages = 100;
const mostCharactersOfImage = 16 * 1024;

export function storedHosts(stored: unknown): HintHosts | undefined {
  const facts = storedFacts(stored);
  const { instances, names } = recordOf(stored);
  // Of a cluster that is known in part only, all counts would be wrong.
  return facts && Array.isArray(instances) && instances.every(isInstance)
    ? { ...facts, instances, names: textsOf(names) }
    : undefined;
}

export function storedPodHosts(stored: unknown): HintPodHosts | undefined {
  const facts = storedFacts(stored);
  const { nodes } = recordOf(stored);
  return facts && Array.isArray(nodes) && nodes.every(isPodHost) ? { ...facts, nodes } : undefined;
}

function storedFacts(stored: unknown): ClusterHosts | undefined {
  const { account, cluster, asOf } = recordOf(stored);
  const [ref] = storedAccounts([account]);
  const { arn, name } = recordOf(cluster);
  if (!ref || !isText(arn) || !isText(name) || !isTime(asOf)) return undefined;
  return { account: ref, cluster: { arn, name }, asOf, isOld: true };
}

/** As they are kept; `undefined` where it is too much. */
export function hostsToStore<H extends ClusterHosts>(hosts: H): H | undefined {
  return JSON.stringify(hosts).length <= mostCharacters ? hosts : undefined;
}

export function storedCluster(stored: unknown): HintCluster | undefined {
  const { account, arn } = recordOf(stored);
  return isText(account) && isText(arn) ? { account, arn } : undefined;
}

type KnownImages = ReadonlyMap<string, KnownImage>;

export function storedImages(stored: unknown): KnownImages {
  if (!Array.isArray(stored)) return new Map();
  return new Map(
    stored.flatMap((entry: unknown): readonly (readonly [string, KnownImage])[] => {
      const [image, known] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
      const { details, asOf } = recordOf(known);
      return isText(image) && isTime(asOf) && isDetails(details) ? [[image, { details, asOf }]] : [];
    }),
  );
}

/** Of two answers for an image the newer one: another window may have looked too. */
export function mergedImages(left: KnownImages, right: KnownImages): KnownImages {
  const newest = new Map(left);
  for (const [image, known] of right) {
    if (known.asOf >= (newest.get(image)?.asOf ?? 0)) newest.set(image, known);
  }
  return newest;
}

/** As they are kept: the newest. */
export function imagesToStore(images: KnownImages): readonly (readonly [string, KnownImage])[] {
  return [...images]
    .filter((entry) => JSON.stringify(entry).length <= mostCharactersOfImage)
    .sort(([, left], [, right]) => left.asOf - right.asOf)
    .slice(-mostImages);
}

function isInstance(value: unknown): value is ContainerInstance {
  const { arn, clusterArn, managedNodeId, status, agentConnected, total, free, ...rest } = recordOf(value);
  return (
    [arn, clusterArn, managedNodeId, status].every(isText) &&
    typeof agentConnected === 'boolean' &&
    isResources(total) &&
    isResources(free) &&
    isPorts(rest.reservedPorts) &&
    isPorts(rest.usedPorts) &&
    isCount(rest.runningTaskCount) &&
    isCount(rest.pendingTaskCount) &&
    areTexts(rest.attributes) &&
    areTexts(rest.tags)
  );
}

function isPodHost(value: unknown): value is PodHost {
  const { name, nodeName, architecture, labels, hasAllLabels } = recordOf(value);
  return (
    isText(name) &&
    isText(nodeName) &&
    (architecture === undefined || isText(architecture)) &&
    areTexts(labels) &&
    typeof hasAllLabels === 'boolean'
  );
}

function isResources(value: unknown): boolean {
  const { cpu, memoryMiB, gpus } = recordOf(value);
  return isCount(cpu) && isCount(memoryMiB) && (gpus === undefined || isCount(gpus));
}

function isPorts(value: unknown): boolean {
  if (value === undefined) return true;
  const { tcp, udp } = recordOf(value);
  return [tcp, udp].every((ports) => Array.isArray(ports) && ports.every(isCount));
}

function isDetails(value: unknown): value is ImageDetails {
  const { digest, variants, largestBytes } = recordOf(value);
  return (
    isText(digest) &&
    Array.isArray(variants) &&
    variants.every(isVariant) &&
    (largestBytes === undefined || isCount(largestBytes))
  );
}

function isVariant(value: unknown): value is ImageVariant {
  const { digest, platform, layers, config } = recordOf(value);
  const { os, architecture } = recordOf(platform);
  return (
    isText(digest) &&
    (platform === undefined || (isText(os) && isText(architecture))) &&
    (layers === undefined || (Array.isArray(layers) && layers.every(isBlob))) &&
    (config === undefined || isBlob(config))
  );
}

function isBlob(value: unknown): value is Blob {
  const { digest, size } = recordOf(value);
  return isText(digest) && isCount(size);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** One in the future would never grow old. */
function isTime(value: unknown): value is number {
  return isCount(value) && value <= Date.now() + 60_000;
}

function areTexts(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every(isText);
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(recordOf(value)).flatMap(([key, text]) => (isText(text) ? [[key, text]] : [])),
  );
}

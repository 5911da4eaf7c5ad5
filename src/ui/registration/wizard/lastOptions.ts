import type * as vscode from 'vscode';
import type { CheckedOption, ProxyOptions } from '../../../core/registration/hostOptions.ts';
import {
  checkAttributes,
  checkNoProxy,
  checkProxyUrl,
  checkTags,
  type DockerSource,
} from '../../../core/registration/hostOptions.ts';
import { containerdSources } from '../../../core/registration/eks/containerd.ts';
import { type MoreOptions, noMoreOptions } from './draft.ts';

const storageKey = 'registerOptions';
/** Apart from the rest: the address of a proxy may hold a password. */
const proxyKey = 'registerProxy';

export const dockerSources: readonly DockerSource[] = ['all', 'docker', 'distro', 'none'];
export const ipCompatibilities = ['ipv4', 'ipv6'] as const;

interface Stores {
  readonly globalState: Pick<vscode.Memento, 'get' | 'update'>;
  readonly secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>;
}

/** The options of the last registration; what is no longer valid is left out. Never rejects. */
export async function lastOptions({ globalState, secrets }: Stores): Promise<MoreOptions> {
  const stored: unknown = globalState.get(storageKey);
  const { attributes, tags, dockerSource, gpu, ipCompatibility, containerdSource } = (stored ?? {}) as Record<
    string,
    unknown
  >;
  const docker = dockerSources.find((each) => each === dockerSource);
  const ip = ipCompatibilities.find((each) => each === ipCompatibility);
  const containerd = containerdSources.find((each) => each === containerdSource);
  const proxy = storedProxy(await secrets.get(proxyKey).then(undefined, () => undefined));
  return {
    ...noMoreOptions,
    attributes: valid(checkAttributes(texts(attributes))) ?? {},
    tags: valid(checkTags(texts(tags))) ?? {},
    ...(docker && { dockerSource: docker }),
    ...(gpu === true && { gpu }),
    ...(ip && { ipCompatibility: ip }),
    ...(containerd && { containerdSource: containerd }),
    ...(proxy && { proxy }),
  };
}

export function valid<T>(checked: CheckedOption<T>): T | undefined {
  return checked.problem ? undefined : checked.value;
}

function texts(value: unknown): Readonly<Record<string, string>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function storedProxy(text: string | undefined): ProxyOptions | undefined {
  if (text === undefined) return undefined;
  try {
    const { url, noProxy } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const checked = typeof url === 'string' ? valid(checkProxyUrl(url)) : undefined;
    const without = typeof noProxy === 'string' ? valid(checkNoProxy(noProxy)) : undefined;
    return checked === undefined ? undefined : { url: checked, ...(without && { noProxy: without }) };
  } catch {
    return undefined;
  }
}

export async function rememberOptions({ globalState, secrets }: Stores, options: MoreOptions): Promise<void> {
  const { proxy, ...rest } = options;
  await globalState.update(storageKey, rest);
  if (proxy) await secrets.store(proxyKey, JSON.stringify(proxy));
  else await secrets.delete(proxyKey);
}

import { releaseName } from './channel.ts';
import type { ReleaseId } from './channel.ts';

/**
 * The public files that say what EKS Distro and EKS Anywhere have released. There is no index on AWS's own hosts: that of
 * EKS Distro are files of its repository. Sources: github.com/aws/eks-distro, `release/`; EKS Anywhere documentation,
 * "Release manifests".
 */
export type ReleaseFile =
  /** `SUPPORTED_RELEASE_BRANCHES`: a channel a line. */
  | { readonly kind: 'supported' }
  /** `DEFAULT_RELEASE_BRANCH` */
  | { readonly kind: 'default' }
  /** The number of a channel's newest release; may be ahead of its publication. */
  | { readonly kind: 'number'; readonly channel: string }
  | ({ readonly kind: 'release' } & ReleaseId)
  /** Releases of EKS Anywhere. */
  | { readonly kind: 'anywhere' }
  /** What a release of EKS Anywhere consists of. */
  | { readonly kind: 'bundle'; readonly number: number };

/** Where the files are. No path of one is a path of another: one host can serve them all. */
export interface ReleaseHosts {
  /** Of the files of EKS Distro's repository. */
  readonly repository: string;
  readonly distro: string;
  readonly anywhere: string;
}

export const officialHosts: ReleaseHosts = {
  repository: 'https://raw.githubusercontent.com',
  distro: 'https://distro.eks.amazonaws.com',
  anywhere: 'https://anywhere-assets.eks.amazonaws.com',
};

export function hostOf({ kind }: ReleaseFile): keyof ReleaseHosts {
  if (kind === 'release') return 'distro';
  return kind === 'anywhere' || kind === 'bundle' ? 'anywhere' : 'repository';
}

export function releaseUrl(file: ReleaseFile, hosts: ReleaseHosts = officialHosts): string {
  const index = `${hosts.repository}/aws/eks-distro/main/release`;
  switch (file.kind) {
    case 'supported':
      return `${index}/SUPPORTED_RELEASE_BRANCHES`;
    case 'default':
      return `${index}/DEFAULT_RELEASE_BRANCH`;
    case 'number':
      return `${index}/${file.channel}/production/RELEASE`;
    case 'release':
      return `${hosts.distro}/kubernetes-${file.channel}/${releaseName(file)}.yaml`;
    case 'anywhere':
      return `${hosts.anywhere}/releases/eks-a/manifest.yaml`;
    case 'bundle':
      return `${hosts.anywhere}/releases/bundles/${file.number}/manifest.yaml`;
  }
}

/** The end of its address that tells it from the others. */
export function fileName(file: ReleaseFile): string {
  const { pathname } = new URL(releaseUrl(file));
  const [name = '', folder = '', above = ''] = pathname.split('/').reverse();
  if (file.kind === 'number') return [above, folder, name].join('/');
  return file.kind === 'anywhere' || file.kind === 'bundle' ? [folder, name].join('/') : name;
}

/** Fit for the name of a file. */
export function fileKey(file: ReleaseFile): string {
  switch (file.kind) {
    case 'number':
      return `number-${file.channel}`;
    case 'release':
      return releaseName(file);
    case 'bundle':
      return `bundle-${file.number}`;
    default:
      return file.kind;
  }
}

/** Many times the size of the largest one that is known. */
export function mostBytes({ kind }: ReleaseFile): number {
  switch (kind) {
    case 'supported':
    case 'default':
    case 'number':
      return 16 * 1024;
    case 'release':
      return 1024 * 1024;
    case 'anywhere':
    case 'bundle':
      return 4 * 1024 * 1024;
  }
}

export type FileAnswer =
  | { readonly kind: 'text'; readonly text: string; /** Of HTTP. */ readonly etag?: string }
  /** It still is as it was when it had the `etag` that was asked with. */
  | { readonly kind: 'unchanged' }
  /** Not there, or not yet. */
  | { readonly kind: 'absent' };

/**
 * Reads the files. Rejects with a `Failure`: `network`, `timedOut`, `untrustedCertificate`, `throttled`, `service`,
 * `invalidRequest`, `cancelled`.
 */
export interface ReleaseFiles {
  read(
    file: ReleaseFile,
    options?: { readonly etag?: string | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<FileAnswer>;
}

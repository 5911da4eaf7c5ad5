import { releaseOf } from './channel.ts';
import type { ReleaseId } from './channel.ts';

/** A version as tags of images and kubelets have it. */
export interface Version {
  readonly parts: readonly [major: number, minor: number, patch: number];
  /** Of EKS Distro's own tags, `v1.36.2-eks-1-36-7`. */
  readonly release?: ReleaseId;
}

/** `v1.36.2`, `v1.36.2-eks-1-36-7`, `v1.12.4-eksbuild.1`, `3.10`; nothing where the text begins otherwise. */
export function versionOf(text: string): Version | undefined {
  const [, major, minor, patch = '0'] = /^v?(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?(?![\d.])/.exec(text) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  const release = releaseOf(text);
  return { parts: [Number(major), Number(minor), Number(patch)], ...(release && { release }) };
}

/** By what they are versions of alone, not by who built them: negative where the left one is older. */
export function compareVersions({ parts: left }: Version, { parts: right }: Version): number {
  const different = left.findIndex((part, index) => part !== right[index]);
  return different < 0 ? 0 : (left[different] ?? 0) - (right[different] ?? 0);
}

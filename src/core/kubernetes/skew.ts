import type { Severity } from '../taskdef/rule.ts';
import { message, type Message } from '../text/message.ts';

/**
 * How old a kubelet may be beside its API server. Source: kubernetes.io, "Version Skew Policy": up to three minor
 * versions older since kubelet 1.25, two before, and never newer.
 */

/** `1.35`, `v1.35.6-eks-0a1b2c3`, `1.35+` → 35; `undefined` where it is no version of Kubernetes 1. */
export function minorOf(version: string): number | undefined {
  const minor = /^v?1\.(\d{1,3})(?:\D|$)/.exec(version)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

/** `1.35` of any way to say it. */
export function minorVersion(version: string): string | undefined {
  const minor = minorOf(version);
  return minor === undefined ? undefined : `1.${minor}`;
}

/** How many minor versions a kubelet of a minor version may be older than its API server. */
export function allowedSkew(kubeletMinor: number): number {
  return kubeletMinor < 25 ? 2 : 3;
}

export type SkewVerdict =
  | 'same'
  /** Older, as it may be. */
  | 'older'
  /** As old as it may be: the next minor version of the control plane leaves it behind. */
  | 'last'
  | 'tooOld'
  | 'newer';

export interface KubeletSkew {
  /** Minor versions of Kubernetes 1. */
  readonly kubelet: number;
  readonly controlPlane: number;
  readonly verdict: SkewVerdict;
}

/** `undefined` where either version is not known. */
export function kubeletSkew(kubeletVersion: string, controlPlaneVersion: string | undefined): KubeletSkew | undefined {
  const kubelet = minorOf(kubeletVersion);
  const controlPlane = controlPlaneVersion === undefined ? undefined : minorOf(controlPlaneVersion);
  if (kubelet === undefined || controlPlane === undefined) return undefined;
  return { kubelet, controlPlane, verdict: verdictOf(controlPlane - kubelet, allowedSkew(kubelet)) };
}

function verdictOf(behind: number, allowed: number): SkewVerdict {
  if (behind < 0) return 'newer';
  if (behind === 0) return 'same';
  if (behind > allowed) return 'tooOld';
  return behind === allowed ? 'last' : 'older';
}

/** In words, with how much it matters; `undefined` for a node as old as its control plane. */
export function skewRemark({
  kubelet,
  controlPlane,
  verdict,
}: KubeletSkew): { readonly severity: Severity; readonly message: Message } | undefined {
  const [own, its] = [`1.${kubelet}`, `1.${controlPlane}`];
  switch (verdict) {
    case 'same':
      return undefined;
    case 'older':
      return { severity: 'info', message: message('Kubelet {0} is older than the control plane, {1}', own, its) };
    case 'last':
      return {
        severity: 'warning',
        message: message('Kubelet {0} is as old as it may be beside the control plane, {1}', own, its),
      };
    case 'tooOld':
      return {
        severity: 'error',
        message: message('Kubelet {0} is too old for the control plane, {1}: not supported', own, its),
      };
    case 'newer':
      return {
        severity: 'error',
        message: message('Kubelet {0} is newer than the control plane, {1}: not supported', own, its),
      };
  }
}

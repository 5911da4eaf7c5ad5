/**
 * Names of EKS Distro. A channel, such as `1-36`, is a minor version of Kubernetes; releases are numbered within it.
 */

export interface ReleaseId {
  /** `1-36` */
  readonly channel: string;
  readonly number: number;
}

/** The channel of a Kubernetes version: `1.36`, `v1.36.2`, `v1.36.2-eks-…`. */
export function channelOf(kubernetesVersion: string): string | undefined {
  const [, major, minor] = /^v?(\d{1,3})\.(\d{1,4})(?!\d)/.exec(kubernetesVersion) ?? [];
  return major === undefined || minor === undefined ? undefined : `${Number(major)}-${Number(minor)}`;
}

/** `1.36` of `1-36`. */
export function kubernetesOf(channel: string): string {
  return channel.replace('-', '.');
}

export function isChannel(text: string): boolean {
  return /^[1-9]\d{0,2}-(?:0|[1-9]\d{0,3})$/.test(text);
}

/** Older first. */
export function compareChannels(left: string, right: string): number {
  const [leftMajor = 0, leftMinor = 0] = left.split('-').map(Number);
  const [rightMajor = 0, rightMinor = 0] = right.split('-').map(Number);
  return leftMajor - rightMajor || leftMinor - rightMinor;
}

/** `kubernetes-1-36-eks-7`, as its manifest has it. */
export function releaseName({ channel, number }: ReleaseId): string {
  return `kubernetes-${channel}-eks-${number}`;
}

/** Of a release's own name, or of an image's tag that ends like it: `v1.36.2-eks-1-36-7`. */
export function releaseOf(text: string): ReleaseId | undefined {
  const [, named, tagged, number = ''] =
    /^(?:kubernetes-(\d+-\d+)-eks|.*-eks-(\d+-\d+))-([1-9]\d{0,5})$/.exec(text.slice(0, 256)) ?? [];
  const channel = named ?? tagged;
  return channel !== undefined && isChannel(channel) ? { channel, number: Number(number) } : undefined;
}

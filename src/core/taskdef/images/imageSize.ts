import { compact } from '../../compact.ts';
import type { Blob, ImageDetails, ImageVariant } from '../../images/gateway.ts';
import { bytesPerGb, priceOf } from '../../cost/money.ts';
import type { PriceBook } from '../../cost/priceBook.ts';
import type { Price } from '../../cost/prices.ts';
import type { ImageFacts } from '../rule.ts';

export interface DownloadSize {
  /** Compressed layers and configuration. */
  readonly bytes: number;
  /** `estimated` where only the size of the largest of the image's platforms is known. */
  readonly basis: 'measured' | 'estimated';
}

/** As ECS and the kernel name architectures → as images do. */
const imageArchitectures: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  X86_64: 'amd64',
  amd64: 'amd64',
  arm64: 'arm64',
  ARM64: 'arm64',
  aarch64: 'arm64',
};

/** `amd64` for `x86_64`, `arm64` for `ARM64`; nothing for what is neither. */
export function imageArchitecture(name: string): string | undefined {
  return Object.hasOwn(imageArchitectures, name) ? imageArchitectures[name] : undefined;
}

/**
 * What a host of an architecture downloads that has nothing of the image yet; nothing where the image does not run there.
 *
 * @param architecture of the host, as ECS (`ecs.cpu-architecture`) or images name it
 */
export function downloadSize(image: ImageDetails, architecture: string): DownloadSize | undefined {
  const wanted = imageArchitecture(architecture) ?? architecture;
  const variant =
    image.variants.find(({ platform }) => platform?.os === 'linux' && platform.architecture === wanted) ??
    image.variants.find(({ platform }) => platform === undefined);
  const bytes = variant && sizeOf(variant);
  if (bytes !== undefined) return { bytes, basis: 'measured' };
  if (image.variants.length > 0 || image.largestBytes === undefined) return undefined;
  return { bytes: image.largestBytes, basis: 'estimated' };
}

/** A layer that is in an image twice is downloaded once. */
function sizeOf({ layers, config }: ImageVariant): number | undefined {
  if (!layers || !config) return undefined;
  const blobs = new Map<string, Blob>([...layers, config].map((blob) => [blob.digest, blob]));
  return [...blobs.values()].reduce((sum, { size }) => sum + size, 0);
}

/** What rules ask of an image, or nothing where its platforms are not known. */
export function imageFacts({ variants }: ImageDetails): ImageFacts | undefined {
  const platforms = variants.flatMap((variant) => {
    const { platform } = variant;
    return platform ? [compact({ os: platform.os, architecture: platform.architecture, bytes: sizeOf(variant) })] : [];
  });
  return platforms.length === 0 || platforms.length < variants.length ? undefined : { platforms };
}

export interface RollOut {
  readonly bytes: number;
  readonly hosts: number;
  /** Whole micro-dollars; absent where the price is not known. Least: nothing else was transferred this month. */
  readonly cost?: { readonly lowMicroUsd: number; readonly highMicroUsd: number; readonly price: Price };
  /** What is free of a month, over all services and Regions of an account together; absent where nothing is. */
  readonly free?: { readonly gb: number; readonly price: Price };
}

/**
 * What it takes to bring an image to hosts that have nothing of it yet, all of them outside AWS.
 *
 * @param options.region of the registry, not of the cluster: that is where the transfer is billed
 */
export function rollOut(options: {
  readonly bytes: number;
  readonly hosts: number;
  readonly region: string;
  readonly prices: PriceBook;
}): RollOut {
  const { hosts, region, prices } = options;
  const bytes = options.bytes * hosts;
  const price = prices.price('transferOut', region);
  const freePrice = prices.price('transferOutFree', region);
  const freeGb = freePrice?.tiers?.[0]?.to ?? 0;
  return {
    bytes,
    hosts,
    ...(freePrice && freeGb > 0 && { free: { gb: freeGb, price: freePrice } }),
    ...(price && {
      cost: {
        lowMicroUsd: priceOf(Math.max(0, bytes - freeGb * bytesPerGb), bytesPerGb, price),
        highMicroUsd: priceOf(bytes, bytesPerGb, price),
        price,
      },
    }),
  };
}

import type { PriceBook } from '../../core/cost/priceBook.ts';
import { imageReference } from '../../core/taskdef/images/imageReference.ts';
import { downloadSize, rollOut, type DownloadSize, type RollOut } from '../../core/taskdef/images/imageSize.ts';
import { textOf, type Span, type ValueNode } from '../../core/taskdef/node.ts';
import type { AccountFacts, KnownImage } from './accountFacts.ts';

export interface ImageHint {
  /** The value. */
  readonly node: Span;
  /** Of the container. */
  readonly span: Span;
  readonly image: string;
  /** Absent where nobody has looked yet. */
  readonly known?: KnownImage;
  /** When it was read, where the image may be another one by now: a tag can be moved, a digest cannot. */
  readonly age?: { readonly asOf: number; readonly isOld: boolean };
  readonly sizes: readonly HostSize[];
  readonly rollOut?: ReachedRollOut;
}

export interface HostSize {
  readonly architecture: string;
  /** How many hosts have it. */
  readonly hosts: number;
  readonly size: DownloadSize;
}

export interface ReachedRollOut extends RollOut {
  /** Fewer hosts may be reached. */
  readonly isMost?: boolean;
  /** `estimated` where one of the sizes is. */
  readonly basis: DownloadSize['basis'];
}

/** What a roll-out brings to hosts in all. */
export interface Delivery {
  readonly bytes: number;
  readonly hosts: number;
  readonly isMost?: boolean;
}

export interface ImageNeeds {
  readonly facts: Pick<AccountFacts, 'image' | 'isEarlier' | 'mayAsk'>;
  readonly prices: PriceBook;
  /** Those of the hosts; where none are known, those that are usual. */
  readonly architectures: readonly { readonly architecture: string; readonly hosts: number }[];
  /** Nothing where a roll-out reaches none, or it can't be told. */
  readonly delivery: (sizes: readonly HostSize[]) => Delivery | undefined;
}

/** What is known of an image in Amazon ECR; nothing of those elsewhere. */
export function imageHint(
  node: ValueNode | undefined,
  container: Span,
  { facts, prices, architectures, delivery }: ImageNeeds,
): readonly ImageHint[] {
  const image = textOf(node);
  const reference = image === undefined ? undefined : imageReference(image);
  if (!node || image === undefined || reference?.kind !== 'ecr') return [];
  const known = facts.image(image);
  // There is nothing to be told, and nothing to be offered.
  if (!known && !facts.mayAsk) return [];
  const sizes = known ? sizesOf(known, architectures) : [];
  const delivered = delivery(sizes);
  return [
    {
      node,
      span: container,
      image,
      ...(known && { known }),
      ...(known && reference.digest === undefined && { age: { asOf: known.asOf, isOld: facts.isEarlier(known) } }),
      sizes,
      ...(delivered && reachedRollOut(delivered, basisOf(sizes), reference.region ?? '', prices)),
    },
  ];
}

function reachedRollOut(
  { bytes, hosts, isMost }: Delivery,
  basis: DownloadSize['basis'],
  region: string,
  prices: PriceBook,
): Pick<ImageHint, 'rollOut'> {
  if (hosts === 0) return {};
  const all = rollOut({ bytes, hosts: 1, region, prices });
  return { rollOut: { ...all, hosts, basis, ...(isMost === true && { isMost }) } };
}

function basisOf(sizes: readonly HostSize[]): DownloadSize['basis'] {
  return sizes.some(({ size }) => size.basis === 'estimated') ? 'estimated' : 'measured';
}

function sizesOf({ details }: KnownImage, architectures: ImageNeeds['architectures']): readonly HostSize[] {
  return architectures.flatMap(({ architecture, hosts }) => {
    const size = downloadSize(details, architecture);
    return size ? [{ architecture, hosts, size }] : [];
  });
}

/** How many there are of each, in the order in which they come. */
export function counted(architectures: readonly string[]): ImageNeeds['architectures'] {
  const counts = new Map<string, number>();
  for (const each of architectures) counts.set(each, (counts.get(each) ?? 0) + 1);
  return Array.from(counts, ([architecture, hosts]) => ({ architecture, hosts }));
}

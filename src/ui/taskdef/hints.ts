import type { PriceBook } from '../../core/cost/priceBook.ts';
import { compareCost, type CostComparison } from '../../core/taskdef/cost/compare.ts';
import { taskSize } from '../../core/taskdef/cost/taskSize.ts';
import type { TaskDefinitionSource, TaskDocument } from '../../core/taskdef/document.ts';
import { imageReference } from '../../core/taskdef/images/imageReference.ts';
import {
  downloadSize,
  imageFacts,
  rollOut,
  type DownloadSize,
  type RollOut,
} from '../../core/taskdef/images/imageSize.ts';
import { itemsOf, property, textOf, type Span, type ValueNode } from '../../core/taskdef/node.ts';
import { memberExpressions, place, type Placement } from '../../core/taskdef/placement/placement.ts';
import type { RuleFacts } from '../../core/taskdef/rule.ts';
import type { AccountFacts, HintHosts, KnownImage } from './accountFacts.ts';

/** What the hints say, before it is put into words. Asks nobody: what is not known is left out. */

export interface HintOptions {
  readonly prices: PriceBook;
  readonly hoursPerMonth: number;
  /** For prices, where no account tells. */
  readonly region: string;
}

export interface DefinitionHints {
  readonly definition: TaskDefinitionSource;
  readonly cost: CostComparison;
  readonly hosts?: HintHosts;
  readonly placement?: Placement;
  readonly images: readonly ImageHint[];
}

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
  readonly sizes: readonly { readonly architecture: string; readonly hosts: number; readonly size: DownloadSize }[];
  readonly rollOut?: RollOut;
}

export function definitionHints(
  definition: TaskDefinitionSource,
  document: TaskDocument,
  facts: AccountFacts,
  { prices, hoursPerMonth, region }: HintOptions,
): DefinitionHints {
  const { root } = definition;
  const { hosts } = facts;
  const architecture = textOf(property(property(root, 'runtimePlatform'), 'cpuArchitecture'));
  const cost = compareCost(taskSize(root), {
    prices,
    region: hosts?.account.region ?? region,
    hoursPerMonth,
    ...(architecture === 'ARM64' && { architecture: 'arm64' }),
    ...(architecture === 'X86_64' && { architecture: 'x86_64' }),
  });
  const placement =
    hosts &&
    place(
      root,
      hosts.instances.map((instance) => ({ instance })),
      { expressions: serviceExpressions(definition, document), ...ruleFacts(facts) },
    );
  return {
    definition,
    cost,
    ...(hosts && { hosts }),
    ...(placement && { placement }),
    images: itemsOf(property(root, 'containerDefinitions')).flatMap((container) =>
      imageHint(property(container, 'image'), container, { facts, placement, prices }),
    ),
  };
}

function serviceExpressions({ name }: TaskDefinitionSource, { services }: TaskDocument): readonly string[] {
  return services
    .filter((service) => name !== undefined && service.taskDefinition === name)
    .flatMap(({ root }) => memberExpressions(root));
}

function imageHint(
  node: ValueNode | undefined,
  container: ValueNode,
  {
    facts,
    placement,
    prices,
  }: { readonly facts: AccountFacts; readonly placement: Placement | undefined; readonly prices: PriceBook },
): readonly ImageHint[] {
  const image = textOf(node);
  const reference = image === undefined ? undefined : imageReference(image);
  if (!node || image === undefined || reference?.kind !== 'ecr') return [];
  const known = facts.image(image);
  const sizes = known ? sizesFor(known, placement) : [];
  const bytes = sizes.reduce((sum, { hosts, size }) => sum + hosts * size.bytes, 0);
  const hosts = sizes.reduce((sum, each) => sum + each.hosts, 0);
  return [
    {
      node,
      span: container,
      image,
      ...(known && { known }),
      ...(known && reference.digest === undefined && { age: { asOf: known.asOf, isOld: facts.isEarlier(known) } }),
      sizes,
      ...(hosts > 0 && { rollOut: { ...rollOut({ bytes, hosts: 1, region: reference.region ?? '', prices }), hosts } }),
    },
  ];
}

/** For the architectures of the hosts that it fits on; of none, for both that hosts have. */
function sizesFor({ details }: KnownImage, placement: Placement | undefined): ImageHint['sizes'] {
  const counts = new Map<string, number>();
  for (const { attributes } of placement?.fits ?? []) {
    const architecture = attributes['ecs.cpu-architecture'];
    if (architecture !== undefined) counts.set(architecture, (counts.get(architecture) ?? 0) + 1);
  }
  const wanted =
    counts.size > 0
      ? [...counts]
      : ([
          ['arm64', 0],
          ['x86_64', 0],
        ] as const);
  return wanted.flatMap(([architecture, hosts]) => {
    const size = downloadSize(details, architecture);
    return size ? [{ architecture, hosts, size }] : [];
  });
}

/** What rules may know. */
export function ruleFacts(facts: AccountFacts): RuleFacts {
  const { hosts } = facts;
  return {
    ...(hosts && { hosts: hosts.instances }),
    image: (image) => {
      const known = facts.image(image);
      return known && imageFacts(known.details);
    },
  };
}

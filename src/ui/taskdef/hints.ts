import type { ContainerInstance } from '../../core/fleet/model.ts';
import type { PriceBook } from '../../core/cost/priceBook.ts';
import { compareCost, type CostComparison } from '../../core/taskdef/cost/compare.ts';
import { taskSize } from '../../core/taskdef/cost/taskSize.ts';
import type { TaskDefinitionSource, TaskDocument } from '../../core/taskdef/document.ts';
import { imageFacts } from '../../core/taskdef/images/imageSize.ts';
import { neededArchitecture } from '../../core/taskdef/images/neededArchitecture.ts';
import { itemsOf, property } from '../../core/taskdef/node.ts';
import {
  asksForTaskGroups,
  distinctGroup,
  memberExpressions,
  place,
  type Candidate,
  type Placement,
  type PlacementOptions,
} from '../../core/taskdef/placement/placement.ts';
import type { RuleFacts } from '../../core/taskdef/rule.ts';
import type { AccountFacts } from './accountFacts.ts';
import type { HintHosts } from './hostKinds.ts';
import type { HostGroups } from './taskGroups.ts';
import { counted, imageHint, type ImageHint, type ImageNeeds } from './imageHint.ts';

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

export function definitionHints(
  definition: TaskDefinitionSource,
  document: TaskDocument,
  facts: Pick<AccountFacts, 'groupsOn' | 'hosts' | 'image' | 'isEarlier' | 'mayAsk'>,
  { prices, hoursPerMonth, region }: HintOptions,
): DefinitionHints {
  const { root } = definition;
  const { hosts } = facts;
  const image = imagesKnownTo(facts);
  const architecture = neededArchitecture(root, image);
  const cost = compareCost(taskSize(root), {
    prices,
    region: hosts?.account.region ?? region,
    hoursPerMonth,
    ...(architecture && { architecture }),
  });
  const options = { ...serviceConstraints(definition, document), image };
  const groups = hosts && asksForTaskGroups(root, options) ? facts.groupsOn(hosts) : undefined;
  const placement =
    hosts &&
    place(
      root,
      hosts.instances.map((instance) => candidate(instance, groups)),
      options,
    );
  return {
    definition,
    cost,
    ...(hosts && { hosts }),
    ...(placement && { placement }),
    images: itemsOf(property(root, 'containerDefinitions')).flatMap((container) =>
      imageHint(property(container, 'image'), container, imageNeeds(facts, prices, placement)),
    ),
  };
}

/** @param groups of the tasks on each host, where they are known */
export function candidate(instance: ContainerInstance, groups: HostGroups | undefined): Candidate {
  return { instance, ...(groups && { taskGroups: groups.get(instance.arn) ?? [] }) };
}

function serviceConstraints(
  { name }: TaskDefinitionSource,
  { services }: TaskDocument,
): Required<Pick<PlacementOptions, 'expressions' | 'distinctGroups'>> {
  const own = services.filter((service) => name !== undefined && service.taskDefinition === name);
  return {
    expressions: own.flatMap(({ root }) => memberExpressions(root)),
    distinctGroups: own.flatMap(({ root }) => distinctGroup(root) ?? []),
  };
}

/** For the architectures of the hosts that it fits on; of none, for both that hosts have. */
function imageNeeds(facts: ImageNeeds['facts'], prices: PriceBook, placement: Placement | undefined): ImageNeeds {
  const fits = counted((placement?.fits ?? []).flatMap(({ attributes }) => attributes['ecs.cpu-architecture'] ?? []));
  return {
    facts,
    prices,
    architectures: fits.length > 0 ? fits : ['arm64', 'x86_64'].map((architecture) => ({ architecture, hosts: 0 })),
    delivery: (sizes) => ({
      bytes: sizes.reduce((sum, { hosts, size }) => sum + hosts * size.bytes, 0),
      hosts: sizes.reduce((sum, { hosts }) => sum + hosts, 0),
    }),
  };
}

/** What rules may know about a text. Hosts that it is not about are not asked for. */
export function ruleFacts(facts: AccountFacts, { definitions, workloads }: TaskDocument): RuleFacts {
  const hosts = definitions.length > 0 ? facts.hosts : undefined;
  const podHosts = workloads ? facts.podHosts : undefined;
  return {
    ...(hosts && { hosts: hosts.instances }),
    ...(podHosts && { podHosts: podHosts.nodes }),
    image: imagesKnownTo(facts),
  };
}

export function imagesKnownTo(facts: Pick<AccountFacts, 'image'>): NonNullable<RuleFacts['image']> {
  return (image) => {
    const known = facts.image(image);
    return known && imageFacts(known.details);
  };
}

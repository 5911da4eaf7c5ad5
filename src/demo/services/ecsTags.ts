import type {
  DeleteAttributesCommandOutput,
  ListTagsForResourceCommandOutput,
  PutAttributesCommandOutput,
} from '@aws-sdk/client-ecs';
import { AwsError } from '../wire/awsError.ts';
import { list, oneOf, required, string, structure } from '../wire/shapes.ts';
import type { ShapeValue } from '../wire/shapes.ts';
import { wireTags } from '../wire/wire.ts';
import type { Wire } from '../wire/wire.ts';
import type { ContainerInstance, EcsCluster, Tags, World } from '../world.ts';
import { arn } from '../world.ts';
import { findCluster, findInstance, findService, findTask, findTaskDefinition } from './ecsLookup.ts';
import { checkBatch } from './ecsReads.ts';
import { invalidParameter, operation } from './operation.ts';
import type { Empty, Operations } from './operation.ts';

/** Tags of ECS's resources, and attributes of container instances. */

const attributes = required(
  list(
    structure({
      name: required(string({ min: 1, max: 128, pattern: /^[\w.\-/\\]+$/ })),
      value: string({ min: 1, max: 128, pattern: /^\S(.*\S)?$/ }),
      targetType: oneOf('container-instance'),
      targetId: required(string()),
    }),
  ),
);
type Attributes = NonNullable<ShapeValue<typeof attributes>>;

/** A container instance with the attributes that it has by now, which are kept as they are: they may be shared. */
function targetsOf(cluster: EcsCluster, all: Attributes): Map<ContainerInstance, Map<string, string | undefined>> {
  checkBatch(all, 'attributes', 10);
  const targets = new Map<ContainerInstance, Map<string, string | undefined>>();
  for (const { targetId } of all) {
    const instance = findInstance(cluster, targetId);
    if (instance === undefined || instance.status === 'INACTIVE') {
      throw new AwsError('TargetNotFoundException', `${targetId} was not found in the cluster.`);
    }
    targets.set(instance, targets.get(instance) ?? new Map(instance.attributes));
  }
  return targets;
}

/** Those that neither the agent nor AWS made. */
const mostCustom = 10;

function change(
  world: World,
  reference: string | undefined,
  all: Attributes,
  apply: (attributes: Map<string, string | undefined>, name: string, value: string | undefined) => void,
): Wire<PutAttributesCommandOutput> {
  const cluster = findCluster(world, reference);
  const targets = targetsOf(cluster, all);
  for (const { name, value, targetId } of all) {
    const instance = findInstance(cluster, targetId);
    const changed = instance && targets.get(instance);
    if (changed !== undefined) apply(changed, name, value);
  }
  for (const changed of targets.values()) {
    const custom = [...changed.keys()].filter((name) => !/^(ecs|com\.amazonaws)\./.test(name));
    if (custom.length > mostCustom) {
      throw new AwsError('AttributeLimitExceededException', `You can apply up to ${mostCustom} custom attributes.`);
    }
  }
  for (const [instance, changed] of targets) Object.assign(instance, { attributes: changed });
  return {
    attributes: all.map(({ name, value, targetId }) => ({ name, ...(value === undefined ? {} : { value }), targetId })),
  };
}

/** @throws {AwsError} */
function tagsOf(world: World, resourceArn: string): Tags {
  const [kind = '', ...path] = resourceArn.split(':').slice(5).join(':').split('/');
  if (!resourceArn.startsWith(arn(world, 'ecs', '')) || path.length === 0) {
    throw invalidParameter(`Invalid arn: ${resourceArn}`);
  }
  const cluster = world.ecsClusters.get(path[0] ?? '');
  const found = {
    'cluster': () => cluster,
    'container-instance': () => cluster && findInstance(cluster, resourceArn),
    'task': () => cluster && findTask(cluster, resourceArn),
    'service': () => cluster && findService(cluster, resourceArn),
    'task-definition': () => findTaskDefinition(world, resourceArn),
  };
  if (!Object.hasOwn(found, kind)) throw invalidParameter(`Invalid arn: ${resourceArn}`);
  const resource = found[kind as keyof typeof found]();
  if (resource === undefined) throw new AwsError('ResourceNotFoundException', 'The specified resource was not found.');
  return resource.tags;
}

const key = string({ min: 1, max: 128, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u });

export const ecsTags: Operations = {
  PutAttributes: operation(
    structure({ cluster: string(), attributes }),
    (input, { world }): Wire<PutAttributesCommandOutput> =>
      change(world, input.cluster, input.attributes, (all, name, value) => all.set(name, value)),
  ),

  DeleteAttributes: operation(
    structure({ cluster: string(), attributes }),
    (input, { world }): Wire<DeleteAttributesCommandOutput> =>
      change(world, input.cluster, input.attributes, (all, name, value) => {
        if (value === undefined || all.get(name) === value) all.delete(name);
      }),
  ),

  ListTagsForResource: operation(
    structure({ resourceArn: required(string()) }),
    ({ resourceArn }, { world }): Wire<ListTagsForResourceCommandOutput> => ({
      tags: wireTags(tagsOf(world, resourceArn)),
    }),
  ),

  TagResource: operation(
    structure({
      resourceArn: required(string()),
      tags: required(list(structure({ key: required(key), value: string({ max: 256 }) }), { max: 50 })),
    }),
    ({ resourceArn, tags }, { world }): Empty => {
      const known = tagsOf(world, resourceArn);
      const added = Object.fromEntries(tags.map((tag) => [tag.key, tag.value ?? '']));
      if (Object.keys(added).some((name) => name.toLowerCase().startsWith('aws:'))) {
        throw invalidParameter('Tag keys that begin with aws: are reserved.');
      }
      if (Object.keys({ ...known, ...added }).length > 50)
        throw invalidParameter('Resources can have 50 tags at most.');
      Object.assign(known, added);
      return {};
    },
  ),

  UntagResource: operation(
    structure({ resourceArn: required(string()), tagKeys: required(list(key)) }),
    ({ resourceArn, tagKeys }, { world }): Empty => {
      const known = tagsOf(world, resourceArn);
      for (const name of tagKeys) Reflect.deleteProperty(known, name);
      return {};
    },
  ),
};

import type { KubeContainer, KubePod } from '../core/kubernetes/model.ts';
import type { Fields } from './narrow.ts';
import { count, fields, given, list, text, time } from './narrow.ts';

/** A `v1` `Pod`, as far as it can be understood; nothing for one without a name. */
export function podOf(wire: Fields): KubePod | undefined {
  const metadata = fields(wire.metadata);
  const name = text(metadata.name);
  if (name === undefined) return undefined;
  const namespace = text(metadata.namespace) ?? 'default';
  const spec = fields(wire.spec);
  const status = fields(wire.status);
  return {
    uid: text(metadata.uid) ?? `${namespace}/${name}`,
    namespace,
    name,
    phase: text(status.phase) ?? 'Unknown',
    containers: containersOf(spec.containers, status.containerStatuses),
    ...given({
      nodeName: text(spec.nodeName),
      reason: text(status.reason),
      owner: ownerOf(metadata.ownerReferences),
      startedAt: time(status.startTime),
    }),
  };
}

/** Of several owners one controls the pod. */
function ownerOf(references: unknown): KubePod['owner'] {
  const owners = list(references).map(fields);
  const owner = owners.find(({ controller }) => controller === true) ?? owners[0];
  const kind = text(owner?.kind);
  const name = text(owner?.name);
  return kind === undefined || name === undefined ? undefined : { kind, name };
}

/** As they stand in the pod, each with its status: kubelet writes that one by one, and the images in its own words. */
function containersOf(specs: unknown, statuses: unknown): readonly KubeContainer[] {
  const byName = new Map(list(statuses).map((status) => [text(fields(status).name), fields(status)]));
  const wanted = list(specs).map(fields);
  const named = new Set(wanted.map(({ name }) => name));
  const others = [...byName].filter(([name]) => !named.has(name)).map(([, status]) => status);
  return [...wanted, ...others].flatMap((spec) => {
    const name = text(spec.name);
    return name === undefined ? [] : [containerOf(name, text(spec.image), byName.get(name) ?? {})];
  });
}

function containerOf(name: string, image: string | undefined, status: Fields): KubeContainer {
  const states = fields(status.state);
  const state = (['waiting', 'running', 'terminated'] as const).find((each) => states[each] !== undefined);
  return {
    name,
    image: image ?? text(status.image) ?? '',
    ready: status.ready === true,
    state: state ?? 'unknown',
    restarts: count(status.restartCount) ?? 0,
    ...given({
      imageId: text(status.imageID),
      reason: state === undefined ? undefined : text(fields(states[state]).reason),
    }),
  };
}

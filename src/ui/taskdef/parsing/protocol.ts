import type { Converted } from '../../../core/taskdef/convert.ts';
import type { WorkloadSource } from '../../../core/manifests/workload.ts';
import type { ServiceSource, TaskDefinitionSource, TaskDocument } from '../../../core/taskdef/document.ts';
import type { ObjectNode } from '../../../core/taskdef/node.ts';
import type { ParseInput } from '../../../core/taskdef/parse/sniff.ts';
import { packedTrees, unpackedTrees, type PackedTrees } from './packedTrees.ts';

/** What the extension and its parsing thread say to each other. One request at a time, so none needs a number. */

export type ParseRequest =
  | { readonly task: 'parse'; readonly input: ParseInput }
  | { readonly task: 'convert'; readonly input: ParseInput; readonly index: number };

export type ParseAnswer =
  | { readonly task: 'parse'; readonly document: PackedDocument }
  | { readonly task: 'convert'; readonly converted: Converted | undefined }
  /** What was thrown, with its stack. */
  | { readonly task: 'failed'; readonly error: string };

/** The first word of a thread: it has loaded its code. */
export const ready = 'ready';

export interface PackedDocument {
  /** JSON: the document without its trees. */
  readonly frame: string;
  /** Of its task definitions, then of its services, then of its workloads. */
  readonly trees: PackedTrees;
}

export function packed(document: TaskDocument): PackedDocument {
  const frame = JSON.stringify(document, (name, value: unknown) => (name === 'root' ? undefined : value));
  const sources = [...document.definitions, ...document.services, ...(document.workloads ?? [])];
  return { frame, trees: packedTrees(sources.map(({ root }) => root)) };
}

/** What is handed over, so that it need not be copied. */
export function handedOver(answer: ParseAnswer): readonly ArrayBuffer[] {
  return answer.task === 'parse' ? [answer.document.trees.places.buffer] : [];
}

type Frame = Omit<TaskDocument, 'definitions' | 'services' | 'workloads'> & {
  readonly definitions: readonly Omit<TaskDefinitionSource, 'root'>[];
  readonly services: readonly Omit<ServiceSource, 'root'>[];
  readonly workloads?: readonly Omit<WorkloadSource, 'root'>[];
};

/** In steps. */
export function* unpacked({ frame, trees }: PackedDocument): Generator<undefined, TaskDocument> {
  const roots = yield* unpackedTrees(trees);
  // `packed` has made it of the same types.
  const document = JSON.parse(frame) as Frame;
  let next = 0;
  const rooted = <Source extends object>(source: Source): Source & { readonly root: ObjectNode } => {
    const root = roots[next++];
    if (root?.kind !== 'object') throw new Error('A task definition has come without its tree.');
    return { ...source, root };
  };
  const { workloads, ...rest } = document;
  return {
    ...rest,
    definitions: rest.definitions.map(rooted),
    services: rest.services.map(rooted),
    ...(workloads && { workloads: workloads.map(rooted) }),
  };
}

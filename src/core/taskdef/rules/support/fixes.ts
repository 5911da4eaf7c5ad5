import { appendItem, removeItem, removeProperty, replaceValue, setProperty, type JsonValue } from '../../edits.ts';
import { removeParts } from '../../edits/delimited.ts';
import { property, propertyNode, type ArrayNode, type ObjectNode, type Span, type ValueNode } from '../../node.ts';
import type { DefinitionContext, Fix, ServiceContext, TextEdit, WorkloadContext } from '../../rule.ts';
import type { ServiceSource, TaskFormat } from '../../document.ts';
import { message, type Message } from '../../../text/message.ts';

/** Fixes in the spelling of a text's format; none where the text can't be edited place by place. */
export interface FixMaker {
  remove(object: ObjectNode, name: string): readonly Fix[];
  removeItem(array: ArrayNode, item: ValueNode, title?: Message): readonly Fix[];
  /** Of JSON. */
  removeAll(object: ObjectNode, names: readonly string[], title: Message): readonly Fix[];
  set(object: ObjectNode, name: string, value: JsonValue, title?: Message): readonly Fix[];
  replace(node: ValueNode, value: JsonValue, title?: Message): readonly Fix[];
  append(array: ArrayNode, value: JsonValue, title: Message): readonly Fix[];
}

export function definitionFixes({ text, definition }: DefinitionContext): FixMaker {
  const locked = definition.containersAreOpaque ? property(definition.root, 'containerDefinitions') : undefined;
  return fixMaker(text, definition.format, locked);
}

export function serviceFixes({ format }: ServiceSource, { text }: Pick<ServiceContext, 'text'>): FixMaker {
  return fixMaker(text, format, undefined);
}

/** Names of Kubernetes are spelled alike in both formats, so that values of one word are all that is set. */
export function workloadFixes({ text, workload }: WorkloadContext): Pick<FixMaker, 'replace'> {
  return fixMaker(text, workload.format === 'json' ? 'json' : 'cloudFormationYaml', undefined);
}

function fixMaker(text: string, format: TaskFormat, locked: Span | undefined): FixMaker {
  const source = { format };
  const fix = (place: Span, title: Message, edits: () => readonly TextEdit[]): readonly Fix[] => {
    if (locked !== undefined && isWithin(place, locked)) return [];
    const made = edits();
    return made.length === 0 ? [] : [{ title, edits: made, isPreferred: true }];
  };
  return {
    remove: (object, name) =>
      fix(object, message('Remove {0}', spelled(text, object, name)), () => removeProperty(text, source, object, name)),
    removeItem: (array, item, title) =>
      fix(array, title ?? message('Remove {0}', text.slice(item.offset, item.offset + item.length)), () =>
        removeItem(text, source, array, item),
      ),
    removeAll: (object, names, title) => fix(object, title, () => removeAllFromJson(text, object, names)),
    set: (object, name, value, title) =>
      fix(object, title ?? message('Set {0} to {1}', spelled(text, object, name), shown(value)), () =>
        setProperty(text, source, object, name, value),
      ),
    replace: (node, value, title) =>
      fix(node, title ?? message('Change to {0}', shown(value)), () => replaceValue(text, source, node, value)),
    append: (array, value, title) => fix(array, title, () => appendItem(text, source, array, value)),
  };
}

/** All in one go, so that no edit overlaps another and commas stay between what is left. */
function removeAllFromJson(text: string, object: ObjectNode, names: readonly string[]): readonly TextEdit[] {
  const removed = object.properties.filter(({ name }) => names.includes(name));
  return removeParts(text, object, object.properties, new Set<Span>(removed));
}

function shown(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isWithin(inner: Span, outer: Span): boolean {
  return inner.offset >= outer.offset && inner.offset + inner.length <= outer.offset + outer.length;
}

/** A property's name as it stands in the text, or as the API has it. */
function spelled(text: string, object: ObjectNode, name: string): string {
  const key = propertyNode(object, name)?.key;
  return key === undefined ? name : text.slice(key.offset, key.offset + key.length).replace(/^["']|["']$/g, '');
}

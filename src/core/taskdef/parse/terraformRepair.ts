import type { ObjectNode, PropertyNode, Span, ValueNode } from '../node.ts';

/**
 * HCL that is being typed. Its grammar is of expressions that go on until they are complete, and what is not is taken
 * together with what follows it: the parser finds little more there. So each resource is read on its own then, without
 * the lines that are not finished.
 */

export interface RepairedResource {
  /** As long as in the whole text, but for brackets at its end. */
  readonly text: string;
  readonly offset: number;
  /** In the whole text. */
  readonly length: number;
}

const topLevel =
  /^(?=(?:check|data|ephemeral|import|locals|module|moved|output|provider|removed|resource|terraform|variable)\b)/m;

export function repairedResources(text: string): readonly RepairedResource[] {
  const resources: RepairedResource[] = [];
  let offset = 0;
  for (const part of text.split(topLevel)) {
    if (/^\s*resource\s+"aws_ecs_/.test(part)) {
      const finished = withoutUnfinishedLines(part);
      resources.push({ text: withBrackets(finished), offset, length: part.length });
    }
    offset += part.length;
  }
  return resources;
}

/** `memory =`, `memory`, and `memory = "` without the second quotation mark. */
const unfinished = /^[ \t]*"?([\w-]+)"?[ \t]*(?:[=:][ \t]*(?:"[^"\r\n]*)?)?$/gm;

function withoutUnfinishedLines(text: string): string {
  const ends = new Set(Array.from(text.matchAll(/<<-?([\w-]+)/g), ([, name]) => name));
  return text.replace(unfinished, (line, name: string) => (ends.has(name) ? line : ' '.repeat(line.length)));
}

const stringsCommentsAndBrackets = /"(?:[^"\\\r\n]|\\.)*"?|#.*|\/\/.*|\/\*[^]*?\*\/|[[\](){}]/g;
const closing = new Map([
  ['[', ']'],
  ['(', ')'],
  ['{', '}'],
]);

/** What closes something else than what is open is left out, and at the end all is closed that still is open. */
function withBrackets(text: string): string {
  const open: string[] = [];
  const matching = text.replace(stringsCommentsAndBrackets, (token) => {
    const close = closing.get(token);
    if (close !== undefined) open.push(close);
    else if (token === open.at(-1)) open.pop();
    else if (/^[\])}]$/.test(token)) return ' ';
    return token;
  });
  return open.length === 0 ? matching : `${matching}\n${open.reverse().join('')}`;
}

/** Where it is in the whole text. */
export function movedSpan({ offset, length }: Span, resource: RepairedResource): Span {
  const from = Math.min(offset, resource.length);
  return { offset: resource.offset + from, length: Math.min(offset + length, resource.length) - from };
}

export function movedObject(node: ObjectNode, resource: RepairedResource): ObjectNode {
  return { ...node, ...movedSpan(node, resource), properties: node.properties.map((each) => property(each, resource)) };
}

function property(node: PropertyNode, resource: RepairedResource): PropertyNode {
  const places = { ...movedSpan(node, resource), key: movedSpan(node.key, resource) };
  return node.value === undefined ? { ...node, ...places } : { ...node, ...places, value: value(node.value, resource) };
}

function value(node: ValueNode, resource: RepairedResource): ValueNode {
  if (node.kind === 'object') return movedObject(node, resource);
  const span = movedSpan(node, resource);
  return node.kind === 'array'
    ? { ...node, ...span, items: node.items.map((each) => value(each, resource)) }
    : { ...node, ...span };
}

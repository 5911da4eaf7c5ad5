import { check } from './check.ts';
import type { TaskDefinitionSource, TaskDocument } from './document.ts';
import { setProperty } from './edits.ts';
import { itemsOf, property, textOf } from './node.ts';
import type { Finding, TextEdit } from './rule.ts';

export interface Converted {
  /** The whole text, with the task definition made for external instances. */
  readonly text: string;
  /** What external instances refuse in it and no edit mends. */
  readonly left: readonly Finding[];
}

/** More than one of each rule has never to be mended: what goes round in circles ends here. */
const mostRounds = 200;

/**
 * Makes a task definition one for `EXTERNAL`: sets `requiresCompatibilities`, and mends what external instances refuse in
 * the text, also in its services.
 *
 * @param parse reads a text as the document is read
 * @param index of the task definition in the text
 */
export function convertToExternal(
  text: string,
  parse: (text: string) => TaskDocument,
  index: number,
): Converted | undefined {
  let document = parse(text);
  const definition = document.definitions[index];
  if (!definition) return undefined;
  let current = text;
  if (!isExternalOnly(definition)) {
    current = applied(text, setProperty(text, definition, definition.root, 'requiresCompatibilities', ['EXTERNAL']));
    document = parse(current);
  }
  for (let round = 0; round < mostRounds; round++) {
    const findings = refusals(current, document, index);
    const edits = findings.flatMap(({ fixes }) => fixes.slice(0, 1)).find((fix) => fix.edits.length > 0)?.edits;
    if (!edits) return { text: current, left: findings };
    const next = applied(current, edits);
    // An edit that changes nothing would be found again for ever.
    if (next === current) return { text: current, left: findings };
    current = next;
    document = parse(current);
  }
  return { text: current, left: refusals(current, document, index) };
}

function isExternalOnly({ root }: TaskDefinitionSource): boolean {
  const compatibilities = itemsOf(property(root, 'requiresCompatibilities')).map(textOf);
  return compatibilities.length === 1 && compatibilities[0] === 'EXTERNAL';
}

/** Those of the task definition and the services that run it: another one of the text is not touched. */
function refusals(text: string, document: TaskDocument, index: number): readonly Finding[] {
  const ignore = (): void => undefined;
  const definitions = document.definitions.slice(index, index + 1);
  const names = definitions.flatMap(({ name }) => name ?? []);
  const services = document.services.filter(
    ({ taskDefinition }) => taskDefinition !== undefined && names.includes(taskDefinition),
  );
  return check(text, { ...document, definitions, services }, {}, {}, ignore).filter(
    ({ rule, severity }) => rule.startsWith('external-') && severity !== 'info',
  );
}

/** The edits do not overlap, and their places are those of the text before any of them. */
function applied(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.span.offset - a.span.offset)
    .reduce(
      (result, { span, text: inserted }) =>
        result.slice(0, span.offset) + inserted + result.slice(span.offset + span.length),
      text,
    );
}

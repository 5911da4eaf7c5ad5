import type { HclNode } from './hclTree.ts';
import { partsOf } from './hclValue.ts';

/** Blocks of Terraform, and what stands in them. */

/** `resource`, `aws_ecs_service`, `web` of `resource "aws_ecs_service" "web" {`. */
export function wordsOf(block: HclNode, text: string): readonly string[] {
  const words = block.namedChildren.filter(({ type }) => type === 'identifier' || type === 'string_lit');
  return words.map(({ startIndex, endIndex }) => text.slice(startIndex, endIndex).replace(/^"|"$/g, ''));
}

/** The attributes or the blocks in a block. */
export function bodyParts(block: HclNode, type: string): readonly HclNode[] {
  return [block, ...partsOf(block, 'body')].flatMap((each) => partsOf(each, type));
}

/** The value of an attribute; of two of a name the last one. */
export function attribute(block: HclNode, name: string, text: string): HclNode | undefined {
  const found = bodyParts(block, 'attribute').findLast((each) => nameOf(each, text) === name);
  return found?.namedChildren.find(({ type }) => type === 'expression');
}

export function nameOf(node: HclNode, text: string): string {
  const [identifier] = node.namedChildren;
  return identifier?.type === 'identifier' ? text.slice(identifier.startIndex, identifier.endIndex) : '';
}

/** The name of a resource of a type that an expression speaks of. */
export function resourceIn({ startIndex, endIndex }: HclNode, type: string, text: string): string | undefined {
  return new RegExp(`\\b${type}\\.([\\w-]+)`).exec(text.slice(startIndex, endIndex))?.[1];
}

/** The first block of a name in a block. */
export function blockIn(block: HclNode, name: string, text: string): HclNode | undefined {
  return bodyParts(block, 'block').find((each) => wordsOf(each, text)[0] === name);
}

import { parse, type ParseError } from 'jsonc-parser';
import { parseDocument } from 'yaml';
import type { TaskFormat } from '../taskdef/document.ts';
import type { Span } from '../taskdef/node.ts';
import type { HclNode, HclParser } from '../taskdef/parse/hclTree.ts';
import { quoteBarePlaceholders } from '../taskdef/parse/placeholders.ts';

/**
 * Where a text breaks the syntax of its format first. What is read out of a text that is being typed is good for hints, but
 * what is missing in it must not be sent.
 *
 * @param hcl for Terraform; without it, its syntax is not looked at
 */
export function syntaxError(text: string, format: TaskFormat, hcl?: HclParser): Span | undefined {
  switch (format) {
    case 'terraform':
      return hcl && hclError(text, hcl);
    case 'cloudFormationYaml':
      return yamlError(text);
    default:
      return jsonError(text);
  }
}

function jsonError(text: string): Span | undefined {
  const errors: ParseError[] = [];
  // As long as before, so that places stay.
  parse(quoteBarePlaceholders(text.replace(/^\uFEFF/, ' ')), errors, { allowTrailingComma: true });
  const [first] = errors;
  return first && { offset: first.offset, length: first.length };
}

function yamlError(text: string): Span | undefined {
  const options = { schema: 'core', uniqueKeys: false, logLevel: 'silent', prettyErrors: false } as const;
  const [first] = parseDocument(text, options).errors;
  if (!first) return undefined;
  // What is missing at the end is said to be behind it.
  const [start = 0, end = 0] = first.pos.map((at) => Math.min(at, text.length));
  return { offset: start, length: Math.max(0, end - start) };
}

function hclError(text: string, hcl: HclParser): Span | undefined {
  const tree = hcl.parse(text);
  try {
    const node = brokenPart(tree.rootNode);
    return node && { offset: node.startIndex, length: node.endIndex - node.startIndex };
  } finally {
    tree.delete();
  }
}

/** The smallest that has an error. */
function brokenPart(node: HclNode): HclNode | undefined {
  if (!node.hasError) return undefined;
  for (const child of node.namedChildren) {
    const part = brokenPart(child);
    if (part) return part;
  }
  return node;
}

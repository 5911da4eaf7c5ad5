import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { HclParser } from '../../src/core/taskdef/parse/hclTree.ts';
import { loadHclParser } from '../../src/core/taskdef/parse/loadHcl.ts';

const { resolve } = createRequire(import.meta.url);

let parser: Promise<HclParser> | undefined;

/** The parser of Terraform's language, as the extension loads it. */
export function hclParser(): Promise<HclParser> {
  parser ??= loadHclParser({
    core: readFileSync(resolve('web-tree-sitter/web-tree-sitter.wasm')),
    grammar: readFileSync(resolve('@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm')),
  });
  return parser;
}

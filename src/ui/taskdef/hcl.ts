import grammar from '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm';
import core from 'web-tree-sitter/web-tree-sitter.wasm';
import type { HclParser } from '../../core/taskdef/parse/hclTree.ts';
import { loadHclParser } from '../../core/taskdef/parse/loadHcl.ts';

/** The parser for Terraform. The bundler puts both files into this module's chunk. */
export function hclParser(): Promise<HclParser> {
  return loadHclParser({ core, grammar });
}

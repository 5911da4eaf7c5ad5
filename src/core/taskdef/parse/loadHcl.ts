import { Language, Parser } from 'web-tree-sitter';
import type { HclParser } from './hclTree.ts';

/** The bytes of `web-tree-sitter.wasm` and of the grammar, `tree-sitter-terraform.wasm`. */
export interface HclWasm {
  readonly core: Uint8Array;
  readonly grammar: Uint8Array;
}

/** @throws WebAssembly.CompileError if the bytes are others. */
export async function loadHclParser({ core, grammar }: HclWasm): Promise<HclParser> {
  await Parser.init({ wasmBinary: core });
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return {
    parse(text) {
      const tree = parser.parse(text);
      if (tree === null) throw new Error('The parser has no language');
      return tree;
    },
  };
}

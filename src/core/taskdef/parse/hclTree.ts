/** What is needed of a syntax tree of HCL; web-tree-sitter's trees are such. */
export interface HclNode {
  readonly type: string;
  /** In UTF-16 code units. */
  readonly startIndex: number;
  readonly endIndex: number;
  readonly hasError: boolean;
  readonly namedChildren: readonly HclNode[];
}

export interface HclTree {
  readonly rootNode: HclNode;
  /** Gives its memory back, which nothing else does. */
  delete(): void;
}

export interface HclParser {
  parse(text: string): HclTree;
}

import ts from 'typescript';
import { readSources } from './sources.ts';

/** The texts that the code says to users, in English: what a bundle for another language has as its keys. */
export interface Texts {
  /** Each with the files that say it. */
  readonly said: ReadonlyMap<string, readonly string[]>;
  /** Calls whose text can't be told by reading, as `file:line`: nobody could translate them. */
  readonly untold: readonly string[];
}

/**
 * Reads all that `l10n.t` and `message` are called with. A text is a literal, a choice between literals, or a constant of
 * the same file that is one of these.
 */
export function textsOfCode(): Texts {
  const said = new Map<string, string[]>();
  const untold: string[] = [];
  for (const [path, code] of readSources()) {
    if (path.startsWith('demo/')) continue;
    const file = `src/${path}`;
    const source = ts.createSourceFile(file, code, ts.ScriptTarget.ESNext, true);
    const constants = constantsOf(source);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && isSaying(node)) {
        const texts = node.arguments[0] && literals(node.arguments[0], constants);
        if (!texts) untold.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
        for (const text of texts ?? []) said.set(text, [...new Set([...(said.get(text) ?? []), file])]);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { said, untold };
}

function isSaying({ expression }: ts.CallExpression): boolean {
  if (ts.isIdentifier(expression)) return expression.text === 'message';
  return ts.isPropertyAccessExpression(expression) && expression.getText() === 'l10n.t';
}

function constantsOf(source: ts.SourceFile): ReadonlyMap<string, ts.Expression> {
  const found = new Map<string, ts.Expression>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer && isConstant(node))
      found.set(node.name.text, node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isConstant({ parent }: ts.VariableDeclaration): boolean {
  return ts.isVariableDeclarationList(parent) && (parent.flags & ts.NodeFlags.Const) !== 0;
}

function literals(
  expression: ts.Expression,
  constants: ReadonlyMap<string, ts.Expression>,
): readonly string[] | undefined {
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isParenthesizedExpression(expression)) return literals(expression.expression, constants);
  if (ts.isConditionalExpression(expression)) {
    const [yes, no] = [literals(expression.whenTrue, constants), literals(expression.whenFalse, constants)];
    return yes && no && [...yes, ...no];
  }
  const constant = ts.isIdentifier(expression) ? constants.get(expression.text) : undefined;
  return constant && literals(constant, constants);
}

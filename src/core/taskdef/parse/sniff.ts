/** What every opened file goes through, so it reads the text once and knows no parser. */

export interface ParseInput {
  readonly text: string;
  /** VS Code's language id. */
  readonly languageId: string;
  readonly fileName: string;
}

export type Syntax = 'json' | 'yaml' | 'terraform';

/**
 * In UTF-16 code units. Templates of CloudFormation end at 1 MB and task definitions at 64 KB, so larger texts are data
 * that only mention one.
 */
export const longestText = 1024 * 1024;

const byLanguage = new Map<string, Syntax>([
  ['json', 'json'],
  ['jsonc', 'json'],
  ['cloudformation-json', 'json'],
  ['yaml', 'yaml'],
  ['cloudformation', 'yaml'],
  ['cloudformation-yaml', 'yaml'],
  ['terraform', 'terraform'],
  ['opentofu', 'terraform'],
  ['hcl', 'terraform'],
]);

const byExtension = new Map<string, Syntax>([
  ['json', 'json'],
  ['jsonc', 'json'],
  ['yaml', 'yaml'],
  ['yml', 'yaml'],
  ['tf', 'terraform'],
  ['hcl', 'terraform'],
  ['tofu', 'terraform'],
]);

/** Extensions that say what a text is for, but not how it is written. */
const templates = new Set(['template', 'tpl', 'tftpl', 'j2']);

/** What every manifest for Kubernetes holds that starts containers; what is rare elsewhere first. */
const ofManifests = ['containers', 'apiVersion', 'image'];

/** All of one of these are there. */
const marks: Readonly<Record<Syntax, readonly (readonly string[])[]>> = {
  json: [['containerDefinitions'], ['AWS::ECS::'], ofManifests],
  yaml: [['AWS::ECS::'], ofManifests],
  terraform: [['aws_ecs_']],
};

/** Whether it is worth a closer look. */
export function looksLikeTaskDefinition(input: ParseInput): boolean {
  if (input.text.length > longestText) return false;
  const syntax = syntaxOf(input);
  return syntax !== undefined && marks[syntax].some((all) => all.every((mark) => input.text.includes(mark)));
}

/** How a text is written; undefined for languages in which no task definition is written. */
export function syntaxOf({ text, languageId, fileName }: ParseInput): Syntax | undefined {
  const extension = fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase();
  // The language "cloudformation" is one for both notations. What is made of a template may begin with `{{`.
  const known = byLanguage.get(languageId) ?? (languageId === 'plaintext' ? byExtension.get(extension) : undefined);
  if (known !== undefined) return known === 'yaml' && /^[\uFEFF\s]*\{(?!\{)/.test(text) ? 'json' : known;
  if (languageId !== 'plaintext' || !templates.has(extension)) return undefined;
  return /^[\uFEFF\s]*[[{](?!\{)/.test(text) ? 'json' : 'yaml';
}

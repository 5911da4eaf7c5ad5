import { noTasks } from '../document.ts';
import type { TaskDocument } from '../document.ts';
import type { HclParser } from './hclTree.ts';
import { parseJson } from './parseJson.ts';
import { parseTerraform } from './parseTerraform.ts';
import { parseYaml } from './parseYaml.ts';
import { longestText, syntaxOf } from './sniff.ts';
import type { ParseInput } from './sniff.ts';

/**
 * The task definitions and services of a text, and its workloads for Kubernetes, as far as it can be read: texts are half typed as a rule. Never throws.
 * @param hcl Needed for Terraform only; without it no Terraform is read.
 */
export function parseDocument(input: ParseInput, hcl: HclParser | undefined): TaskDocument {
  if (input.text.length > longestText) return noTasks;
  switch (syntaxOf(input)) {
    case 'json':
      return parseJson(input.text);
    case 'yaml':
      return parseYaml(input.text);
    case 'terraform':
      return hcl === undefined ? noTasks : parseTerraform(input.text, hcl);
    case undefined:
      return noTasks;
  }
}

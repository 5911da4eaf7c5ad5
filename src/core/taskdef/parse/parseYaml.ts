import { findWorkloads } from '../../manifests/findWorkloads.ts';
import { withoutActions } from '../../manifests/templateActions.ts';
import { noTasks } from '../document.ts';
import type { TaskDocument } from '../document.ts';
import { cloudFormationDocument } from './cloudFormation.ts';
import { yamlTree, yamlTrees } from './yamlTree.ts';

/** The task definitions and services of a template in YAML, of CloudFormation or SAM, or the workloads of manifests. */
export function parseYaml(text: string): TaskDocument {
  const template = text.includes('AWS::') ? parseTemplate(text) : noTasks;
  return template.definitions.length + template.services.length > 0 ? template : parseManifests(text);
}

function parseTemplate(text: string): TaskDocument {
  if (isTooDeep(text)) return noTasks;
  const root = yamlTree(hasAnchors.test(text) ? text : onlyEcs(text));
  return root === undefined ? noTasks : cloudFormationDocument(text, root, 'cloudFormationYaml');
}

function parseManifests(text: string): TaskDocument {
  const manifests = onlyWorkloads(withoutActions(text));
  if (isTooDeep(manifests)) return noTasks;
  const workloads = findWorkloads(yamlTrees(manifests), 'yaml', text);
  return workloads.length === 0 ? noTasks : { ...noTasks, workloads };
}

/** The text with all documents blank that start no containers: lists of custom resources are long. */
function onlyWorkloads(text: string): string {
  const documents = text.split(/^(?=---)/m);
  return documents.map((each) => (/\bcontainers\b/.test(each) ? each : blank(each))).join('');
}

/** The parser needs seconds for thousands of levels. */
const deepestFlow = 200;

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === openBracket || unit === openBrace) {
      if (++depth > deepestFlow) return true;
    } else if ((unit === openBracket + 2 || unit === openBrace + 2) && depth > 0) depth--;
  }
  return false;
}

const openBracket = '['.charCodeAt(0);
const openBrace = '{'.charCodeAt(0);

const hasAnchors = /(?:^|[\s[,])[&*][\w-]/;
const resourcesLine = /^Resources[ \t]*:[ \t]*(?:#.*)?\r?\n/m;

/** With what starts tasks on a schedule. */
const ofEcs = /AWS::(?:ECS::|Events::Rule|Scheduler::Schedule\b)/;

/**
 * The template with all resources blank that are none of ECS: parsing takes a hundred times as long as this. Whatever
 * is in a resource stands deeper than its name does.
 */
function onlyEcs(text: string): string {
  const found = resourcesLine.exec(text);
  if (found === null) return text;
  const start = found.index + found[0].length;
  const length = text.slice(start).search(/^[^\s#]/m);
  const end = length === -1 ? text.length : start + length;
  const resources = text.slice(start, end);
  const indent = /^([ \t]+)[^\s#]/m.exec(resources)?.[1];
  if (indent === undefined) return text;
  const parts = resources.split(new RegExp(`^(?=${indent}[^\\s#])`, 'm'));
  const kept = parts.map((part) => (ofEcs.test(part) ? part : blank(part)));
  return blank(text.slice(0, found.index)) + found[0] + kept.join('') + blank(text.slice(end));
}

/** As long as the text, of whole lines. */
function blank(text: string): string {
  return text === '' ? '' : `${' '.repeat(text.length - 1)}\n`;
}

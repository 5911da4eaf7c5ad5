import { AgentError } from '../../core/agents/answer.ts';
import { choiceIn, textIn, type AgentInput } from '../../core/agents/input.ts';
import type { RuleSettings } from '../../core/taskdef/check.ts';
import type { TaskDocument } from '../../core/taskdef/document.ts';
import { longestText } from '../../core/taskdef/parse/sniff.ts';
import type { AgentNeeds } from './agentNeeds.ts';

export interface TaskText {
  readonly text: string;
  readonly document: TaskDocument;
  readonly severities: NonNullable<RuleSettings['severities']>;
  /** Where it is a file of the workspace. */
  readonly file?: string;
}

/** The text that a tool was given, or the file of the workspace that it was pointed to; with what it holds. */
export async function taskTextAsked(needs: AgentNeeds, input: AgentInput): Promise<TaskText> {
  const text = textIn(input, 'text', longestText);
  const path = textIn(input, 'path', 4096);
  if ((text === undefined) === (path === undefined)) {
    throw new AgentError('Give either "text", the task definition itself, or "path", a file of the workspace.');
  }
  if (path !== undefined) {
    const { file, severities, ...read } = await needs.readFile(path);
    return { text: read.text, file, severities, document: holding(await needs.parse(read)) };
  }
  const given = text ?? '';
  const languageId = choiceIn(input, 'format', formats, formatOf(given));
  const document = await needs.parse({ text: given, languageId, fileName: '' });
  return { text: given, severities: needs.severities(), document: holding(document) };
}

const formats = ['json', 'yaml', 'terraform'] as const;

function formatOf(text: string): (typeof formats)[number] {
  if (/^[\uFEFF\s]*[[{](?!\{)/.test(text)) return 'json';
  return /\baws_ecs_/.test(text) && /^\s*(?:resource|module|locals|variable|data)\b/m.test(text) ? 'terraform' : 'yaml';
}

function holding(document: TaskDocument): TaskDocument {
  const { definitions, services, workloads = [] } = document;
  if (definitions.length + services.length + workloads.length > 0) return document;
  throw new AgentError(
    'It holds no ECS task definition, and no Kubernetes manifest that starts containers. Task definitions are JSON, CloudFormation (JSON or YAML) or Terraform; with "text", say which by "format".',
  );
}

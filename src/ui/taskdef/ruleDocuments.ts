import type * as vscode from 'vscode';
import { rules } from '../../core/taskdef/rules/index.ts';

/** What a rule is about, as a document: where the code of a finding leads. */
export const ruleDocuments = {
  provideTextDocumentContent({ path }: Pick<vscode.Uri, 'path'>): string {
    const rule = rules.find(({ id }) => path === `/${id}.md`);
    if (!rule) return '';
    const { id, title, docs, source, good, bad } = rule;
    const code = (text: string): string => `\`\`\`\n${text.trim()}\n\`\`\``;
    return [`# ${title}`, `\`${id}\``, docs, '## Not so', code(bad), '## But so', code(good), source, ''].join('\n\n');
  },
} satisfies vscode.TextDocumentContentProvider;

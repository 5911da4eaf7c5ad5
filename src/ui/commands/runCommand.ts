import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Host } from '../../core/fleet/host.ts';
import { snippets, type Snippet } from '../../core/operate/snippets.ts';
import { inMessage, inPick, oneLine } from '../../core/text/label.ts';
import { chooseHosts, type HostNeeds } from '../operate/chooseHosts.ts';
import { keepScript, keptScripts } from '../operate/keptRuns.ts';
import { sendAndShow, type RunNeeds, type WhatToRun } from '../operate/sendRun.ts';
import { snippetDetail, snippetTitle } from '../operate/snippetWords.ts';
import { input, pickOne } from '../steps.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { asSentence, listed } from '../sentences.ts';

type Needs = HostNeeds & RunNeeds;

/** SSM Run Command on one or several hosts, with what is often wanted at hand. */
export async function runCommand(services: Needs, given?: TreeNode, many?: readonly TreeNode[]): Promise<void> {
  const chosen = await chooseHosts(services, given, many, { title: l10n.t('Run Command') });
  if (!chosen) return;
  const shell = shellOf(chosen.hosts);
  if (!shell) {
    void vscode.window.showInformationMessage(l10n.t('Choose hosts of one operating system: Linux or Windows.'));
    return;
  }
  const what = await chooseWhat(services, shell);
  if (!what) return;
  if (what.asks && !(await isSure(what, chosen.hosts))) return;
  await sendAndShow(services, chosen, what);
}

/** `undefined`: not all speak the same. */
function shellOf(hosts: readonly Host[]): WhatToRun['shell'] | undefined {
  const shells = new Set(hosts.map(({ node }) => (node?.platformType === 'Windows' ? 'powershell' : 'bash')));
  return shells.size === 1 ? [...shells][0] : undefined;
}

interface Chosen extends WhatToRun {
  readonly script: readonly string[];
  /** It changes something, or may: then it is asked for first. */
  readonly asks: boolean;
  /** What to say in the question, beside the script. */
  readonly detail?: string;
}

type WhatItem = vscode.QuickPickItem & {
  readonly snippet?: Snippet;
  readonly script?: string;
  readonly isNew?: boolean;
};

async function chooseWhat(services: Needs, shell: WhatToRun['shell']): Promise<Chosen | undefined> {
  const title = l10n.t('Run Command');
  const picked = await pickOne<WhatItem>({
    title,
    placeholder: l10n.t('What is to be run?'),
    items: whatItems(services, shell),
  });
  if (typeof picked !== 'object') return undefined;
  if (picked.snippet) {
    const { id, script, changes } = picked.snippet;
    return { title: snippetTitle(id), script, shell, asks: changes, detail: snippetDetail(id) };
  }
  const script = picked.script ?? (await askForScript(title));
  if (script === undefined) return undefined;
  if (!script.includes('\n')) await keepScript(services.context.globalState, script);
  return { title: oneLine(script.trim(), 60), script: script.split(/\r?\n/), shell, asks: true };
}

function whatItems({ context }: Needs, shell: WhatToRun['shell']): readonly WhatItem[] {
  const separator = (label: string): WhatItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const saved = shell === 'bash' ? snippets : [];
  const inEditor = scriptInEditor(shell);
  return [
    ...saved.map((snippet): WhatItem => ({
      label: `$(${snippet.changes ? 'warning' : 'search'}) ${snippetTitle(snippet.id)}`,
      detail: snippetDetail(snippet.id),
      snippet,
    })),
    separator(l10n.t('your own')),
    { label: `$(edit) ${l10n.t('Enter a Script…')}`, isNew: true },
    ...(inEditor
      ? [{ label: `$(file-code) ${l10n.t('Script in the Editor')}`, description: inPick(inEditor.name), ...inEditor }]
      : []),
    ...keptScripts(context.globalState).map((script): WhatItem => ({ label: `$(history) ${inPick(script)}`, script })),
  ];
}

function scriptInEditor(shell: WhatToRun['shell']): { readonly name: string; readonly script: string } | undefined {
  // A folder that is not trusted brings no script to anybody's hosts.
  const document = vscode.workspace.isTrusted ? vscode.window.activeTextEditor?.document : undefined;
  // What this extension shows is for other places, and may hold an activation code.
  if (!document || !['file', 'untitled', 'vscode-remote'].includes(document.uri.scheme)) return undefined;
  const fits = document.languageId === (shell === 'bash' ? 'shellscript' : 'powershell');
  const script = document.getText();
  if (!fits || script.trim() === '') return undefined;
  return { name: document.uri.path.replace(/^.*\//, ''), script };
}

async function askForScript(title: string): Promise<string | undefined> {
  const typed = await input({
    title,
    prompt: l10n.t(
      'Script to run as root on the hosts. AWS keeps it in the history of commands: put no secrets in it.',
    ),
    value: '',
    problem: (value) => (value.trim() === '' ? l10n.t('Enter a script') : undefined),
  });
  return typeof typed === 'string' ? typed : undefined;
}

const shownHosts = 10;
const shownLines = 15;

async function isSure({ title, script, detail }: Chosen, hosts: readonly Host[]): Promise<boolean> {
  const run = l10n.t('Run');
  const names = hosts.slice(0, shownHosts).map(({ name }) => inMessage(name));
  const more = hosts.length > shownHosts ? [l10n.t('and {0} more', hosts.length - shownHosts)] : [];
  const lines = script.slice(0, shownLines).map((line) => inMessage(line));
  const rest = script.length > shownLines ? [l10n.t('… and {0} lines more', script.length - shownLines)] : [];
  const question =
    hosts.length === 1
      ? l10n.t('Run "{0}" on {1}?', inMessage(title), names[0] ?? '')
      : l10n.t('Run "{0}" on {1} hosts?', inMessage(title), hosts.length);
  const details = [
    ...(hosts.length === 1 ? [] : [listed([...names, ...more])]),
    ...(detail === undefined ? [[...lines, ...rest].join('\n')] : [asSentence(detail)]),
    hosts.length === 1 ? l10n.t('It runs as root.') : l10n.t('It runs as root on each of them.'),
  ];
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail: details.join('\n\n') }, run);
  return answer === run;
}

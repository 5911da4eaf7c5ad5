import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { accountKey, type AccountRef } from '../../core/fleet/model.ts';
import { inPick } from '../../core/text/label.ts';
import type { CommandRun } from '../operate/commandRun.ts';
import { keepRun, keptRuns } from '../operate/keptRuns.ts';
import { showAndWatch, type RunNeeds } from '../operate/sendRun.ts';
import { listed } from '../sentences.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';
import { accountName } from '../tree/render.ts';
import { hasAccount } from './askForAccount.ts';

type Needs = RunNeeds & Pick<Services, 'accounts' | 'fleet'>;

type RunItem = vscode.QuickPickItem & { readonly run?: CommandRun; readonly commandId?: string };

/** Looks again at what was run lately, in this window or another, or at any command by its id. */
export async function showCommandResults(services: Needs): Promise<void> {
  if (!(await hasAccount(services))) return;
  const shown = new Set(services.fleet.accounts.map(({ key }) => key));
  const { globalState } = services.context;
  const runs = keptRuns(globalState, Date.now()).filter(({ account }) => shown.has(accountKey(account)));
  const title = l10n.t('Show Command Results');
  const picked = await pickOne<RunItem>({
    title,
    placeholder: l10n.t('Choose what was run, or type the id of a command'),
    items: runs.map(runItem),
    typed: (value) =>
      commandIdIn(value) === undefined
        ? undefined
        : { label: `$(search) ${value.trim()}`, alwaysShow: true, commandId: value.trim() },
  });
  if (typeof picked !== 'object') return;
  const run = picked.run ?? (await runOfId(services, title, picked.commandId ?? ''));
  if (!run) return;
  const { commands } = await services.operate(run.account);
  if (!picked.run) await keepRun(globalState, run, Date.now());
  await showAndWatch(services, commands, run);
}

/** Ids of commands are UUIDs. */
function commandIdIn(value: string): string | undefined {
  return /^\s*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s*$/i.exec(value)?.[1];
}

function runItem(run: CommandRun): RunItem {
  const count = run.commands.reduce((sum, { hosts }) => sum + hosts.length, 0);
  const [host] = run.commands[0]?.hosts ?? [];
  const on = count === 1 && host ? inPick(host.name) : count === 0 ? undefined : l10n.t('{0} hosts', count);
  const at = new Date(run.sentAt).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
  const where = listed([accountName(run.account), run.account.region]);
  return {
    label: `$(terminal) ${inPick(run.title)}`,
    description: [on, at, inPick(where)].filter((part) => part !== undefined).join(' · '),
    run,
  };
}

async function runOfId({ fleet }: Needs, title: string, commandId: string): Promise<CommandRun | undefined> {
  const refs = fleet.accounts.map(({ ref }) => ref);
  const account = refs.length === 1 ? refs[0] : await pickRef(refs, title);
  if (!account) return undefined;
  const name = l10n.t('Command {0}', commandId.slice(0, 8));
  const commands = [{ commandId, hosts: [] }];
  return { id: randomUUID(), account, title: name, sentAt: Date.now(), commands, unsent: [] };
}

async function pickRef(refs: readonly AccountRef[], title: string): Promise<AccountRef | undefined> {
  const picked = await pickOne({
    title,
    placeholder: l10n.t('Of which account?'),
    items: refs.map((ref) => ({ label: accountName(ref), description: ref.region, ref })),
  });
  return typeof picked === 'object' ? picked.ref : undefined;
}

import type * as vscode from 'vscode';
import type { CommandRun, RunHost } from './commandRun.ts';

/** What was run lately, in VS Code's storage: so that a command that a window lost is found again. */

const runsKey = 'operate.runs';
const scriptsKey = 'operate.scripts';
const mostRuns = 20;
/** AWS forgets commands after 30 days. */
const keptMs = 30 * 86_400_000;
const mostScripts = 5;

/** The newest first. */
export function keptRuns(memento: Pick<vscode.Memento, 'get'>, now: number): readonly CommandRun[] {
  const kept = memento.get<unknown>(runsKey);
  if (!Array.isArray(kept)) return [];
  return kept.filter(isRun).filter(({ sentAt }) => now - sentAt < keptMs);
}

export async function keepRun(
  memento: Pick<vscode.Memento, 'get' | 'update'>,
  run: CommandRun,
  now: number,
): Promise<void> {
  const others = keptRuns(memento, now).filter(({ id }) => id !== run.id);
  await memento.update(runsKey, [run, ...others].slice(0, mostRuns));
}

/** Scripts of the user's own, the last one first. */
export function keptScripts(memento: Pick<vscode.Memento, 'get'>): readonly string[] {
  const kept = memento.get<unknown>(scriptsKey);
  return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string').slice(0, mostScripts) : [];
}

export async function keepScript(memento: Pick<vscode.Memento, 'get' | 'update'>, script: string): Promise<void> {
  const others = keptScripts(memento).filter((each) => each !== script);
  await memento.update(scriptsKey, [script, ...others].slice(0, mostScripts));
}

/** Another version may have written it. */
function isRun(value: unknown): value is CommandRun {
  if (typeof value !== 'object' || value === null) return false;
  const { id, account, title, script, sentAt, commands, unsent } = value as Partial<Record<keyof CommandRun, unknown>>;
  return (
    typeof id === 'string' &&
    isRef(account) &&
    typeof title === 'string' &&
    (script === undefined || (Array.isArray(script) && script.every((line) => typeof line === 'string'))) &&
    typeof sentAt === 'number' &&
    Array.isArray(commands) &&
    commands.every((each: unknown) => hasHosts(each) && 'commandId' in each && typeof each.commandId === 'string') &&
    Array.isArray(unsent) &&
    unsent.every((each: unknown) => hasHosts(each) && 'why' in each && typeof each.why === 'string')
  );
}

function isRef(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { region, source } = value as { readonly region?: unknown; readonly source?: { readonly kind?: unknown } };
  return typeof region === 'string' && typeof source?.kind === 'string';
}

function hasHosts(value: unknown): value is { readonly hosts: readonly RunHost[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'hosts' in value &&
    Array.isArray(value.hosts) &&
    value.hosts.every((host: Partial<RunHost> | null) => typeof host?.id === 'string' && typeof host.name === 'string')
  );
}

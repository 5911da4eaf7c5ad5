import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import {
  isTooMany,
  labelKinds,
  labelRows,
  type LabelChange,
  type LabelKind,
  type LabelRow,
  type Labels,
} from '../../core/operate/labels/labels.ts';
import { inPick } from '../../core/text/label.ts';
import { input, pickOne } from '../steps.ts';
import {
  addWords,
  countWords,
  kindNoun,
  kindWords,
  nameProblem,
  rowWords,
  tooManyWords,
  valueProblem,
} from './labelWords.ts';

/** The changes by kind and name: the last one of each counts. */
export class LabelChanges {
  readonly #changes = new Map<string, LabelChange>();

  constructor(changes: readonly LabelChange[] = []) {
    for (const change of changes) this.set(change);
  }

  get all(): readonly LabelChange[] {
    return [...this.#changes.values()];
  }

  of(kind: LabelKind, name: string): LabelChange | undefined {
    return this.#changes.get(`${kind} ${name}`);
  }

  set(change: LabelChange): void {
    this.#changes.set(`${change.kind} ${change.name}`, change);
  }

  undo(kind: LabelKind, name: string): void {
    this.#changes.delete(`${kind} ${name}`);
  }
}

type Item = vscode.QuickPickItem & {
  readonly choice?: 'apply' | { readonly add: LabelKind } | { readonly edit: LabelRow };
};

/**
 * Lets the user change what hangs on hosts, until they say that it is to be applied. Nothing is sent here.
 *
 * @param hosts as they are now
 * @returns the changes; `undefined` where the user left
 */
export async function editLabels(
  title: string,
  hosts: readonly Labels[],
  changes: LabelChanges,
): Promise<readonly LabelChange[] | undefined> {
  let last: string | undefined;
  for (;;) {
    const { all } = changes;
    const picked = await pickOne<Item>({
      title: all.length === 0 ? title : `${title}: ${countWords(all.length)}`,
      placeholder: l10n.t('Choose what to change. Nothing is sent before you apply it.'),
      items: itemsOf(hosts, changes),
      active: ({ label, choice }) => (last === undefined ? choice !== undefined : label === last),
      refused: ({ choice }) => choice === undefined,
    });
    const choice = typeof picked === 'object' ? picked.choice : undefined;
    if (choice === undefined) {
      if (all.length === 0 || (await isDiscarded(all.length))) return undefined;
      continue;
    }
    if (choice === 'apply') return all;
    last = typeof picked === 'object' ? picked.label : undefined;
    if ('add' in choice) await add(title, choice.add, hosts, changes);
    else await edit(title, choice.edit, hosts, changes);
  }
}

async function isDiscarded(count: number): Promise<boolean> {
  const discard = l10n.t('Discard');
  const question = count === 1 ? l10n.t('Discard the change?') : l10n.t('Discard {0} changes?', count);
  return (await vscode.window.showWarningMessage(question, { modal: true }, discard)) === discard;
}

function itemsOf(hosts: readonly Labels[], changes: LabelChanges): readonly Item[] {
  const { all } = changes;
  const rows = labelRows(hosts);
  const kinds = labelKinds.filter((kind) => hosts.some((labels) => labels[kind] !== undefined));
  const apply: readonly Item[] =
    all.length === 0
      ? []
      : [{ label: `$(check) ${l10n.t('Apply…')}`, description: countWords(all.length), choice: 'apply' }];
  return [...apply, ...kinds.flatMap((kind) => section(kind, rows, hosts, changes)), ...reserved(rows, hosts)];
}

function section(
  kind: LabelKind,
  rows: readonly LabelRow[],
  hosts: readonly Labels[],
  changes: LabelChanges,
): readonly Item[] {
  const own = rows.filter((row) => row.kind === kind && !row.isReserved);
  const names = new Set(own.map(({ name }) => name));
  const added = changes.all.filter((change) => change.kind === kind && !names.has(change.name));
  const count = hosts.filter((labels) => labels[kind] !== undefined).length;
  return [
    { label: kindWords(kind), kind: vscode.QuickPickItemKind.Separator },
    ...own.map((row): Item => {
      const change = changes.of(kind, row.name);
      const now = rowWords(row, count);
      const next = change && (change.value === undefined ? l10n.t('removed') : valueWords(change.value));
      return {
        label: `$(${change ? (change.value === undefined ? 'trash' : 'edit') : iconOf(kind)}) ${inPick(row.name)}`,
        description: next === undefined ? now : `${now} → ${next}`,
        choice: { edit: row },
      };
    }),
    ...added.map((change): Item => ({
      label: `$(add) ${inPick(change.name)}`,
      description: l10n.t('{0}, new', valueWords(change.value ?? '')),
      choice: { edit: { kind, name: change.name, count: 0, isReserved: false } },
    })),
    { label: `$(plus) ${addWords(kind)}`, choice: { add: kind } },
  ];
}

function iconOf(kind: LabelKind): string {
  return kind === 'attribute' ? 'symbol-property' : 'tag';
}

function valueWords(value: string): string {
  return value === '' ? l10n.t('without a value') : inPick(value);
}

/** Shown, since tasks may be placed by them too. */
function reserved(rows: readonly LabelRow[], hosts: readonly Labels[]): readonly Item[] {
  const own = rows.filter((row) => row.isReserved);
  if (own.length === 0) return [];
  return [
    { label: l10n.t('Made by AWS and the agent: not to be changed'), kind: vscode.QuickPickItemKind.Separator },
    ...own.map((row): Item => ({ label: `$(lock) ${inPick(row.name)}`, description: rowWords(row, hosts.length) })),
  ];
}

async function add(title: string, kind: LabelKind, hosts: readonly Labels[], changes: LabelChanges): Promise<void> {
  const full = (name: string): boolean =>
    hosts.some((labels) => labels[kind] && isTooMany(labels, kind, [...changes.all, { kind, name, value: '' }]));
  const name = await input({
    title,
    prompt: l10n.t('Name of the {0}', kindNoun(kind)),
    value: '',
    problem: (typed) => nameProblem(kind, typed) ?? (full(typed) ? tooManyWords(kind) : undefined),
  });
  if (typeof name !== 'string') return;
  const now = labelRows(hosts).find((row) => row.kind === kind && row.name === name)?.value;
  const value = await askValue(title, kind, name, changes.of(kind, name)?.value ?? now ?? '');
  if (value !== undefined) setValue(kind, name, value, now, changes);
}

async function edit(title: string, row: LabelRow, hosts: readonly Labels[], changes: LabelChanges): Promise<void> {
  const { kind, name, value: now } = row;
  const change = changes.of(kind, name);
  type Choice = vscode.QuickPickItem & { readonly what: 'set' | 'remove' | 'undo' };
  const several = hosts.length > 1;
  const items: readonly Choice[] = [
    { label: `$(edit) ${several ? l10n.t('Set Value on All…') : l10n.t('Change Value…')}`, what: 'set' },
    ...(row.count > 0 && !(change && change.value === undefined)
      ? [{ label: `$(trash) ${l10n.t('Remove')}`, what: 'remove' } as const]
      : []),
    ...(change ? [{ label: `$(discard) ${l10n.t('Undo Change')}`, what: 'undo' } as const] : []),
  ];
  const picked = await pickOne<Choice>({ title, placeholder: `${kindNoun(kind)} ${inPick(name)}`, items });
  if (typeof picked !== 'object') return;
  if (picked.what === 'undo') changes.undo(kind, name);
  if (picked.what === 'remove') changes.set({ kind, name });
  if (picked.what !== 'set') return;
  const value = await askValue(title, kind, name, change?.value ?? now ?? '');
  if (value !== undefined) setValue(kind, name, value, now, changes);
}

async function askValue(title: string, kind: LabelKind, name: string, value: string): Promise<string | undefined> {
  const typed = await input({
    title,
    prompt: l10n.t('Value of {0}; it may be empty', inPick(name)),
    value,
    problem: (each) => valueProblem(kind, each),
  });
  return typeof typed === 'string' ? typed : undefined;
}

/** What is as it was is no change. */
function setValue(kind: LabelKind, name: string, value: string, now: string | undefined, changes: LabelChanges): void {
  if (value === now) changes.undo(kind, name);
  else changes.set({ kind, name, value });
}

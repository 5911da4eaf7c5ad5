import type { AccountRef } from '../../core/fleet/model.ts';
import type { CommandId, RowFlag, RowKind } from '../ids.ts';

/** How a row looks, without VS Code's classes: so that it can be tested, and so that one function decides. */
export interface Row {
  readonly label: string;
  readonly description?: string;
  readonly icon: RowIcon;
  readonly expands: 'no' | 'collapsed' | 'expanded';
  readonly contextValue: string;
  /** What a screen reader says: all that the icon and the layout say to the eye. */
  readonly spoken: string;
  /** Where there is more to say than fits; plain text. */
  readonly tooltip?: string;
  /** Runs on a click. */
  readonly command?: CommandId;
}

export type RowIcon =
  | { readonly codicon: string; readonly color?: string }
  /** Drawn for this extension: one a kind of machine and state. */
  | { readonly drawn: `${'pi' | 'arm' | 'x86' | 'host'}-${HostShape}` };

/** States that differ in shape, not only in colour. */
export type HostShape = 'ok' | 'draining' | 'degraded' | 'offline' | 'changing';

/** Whether two rows look and do the same. */
export function isSameRow(one: Row, other: Row): boolean {
  return (
    one.label === other.label &&
    one.description === other.description &&
    one.expands === other.expands &&
    one.contextValue === other.contextValue &&
    one.spoken === other.spoken &&
    one.tooltip === other.tooltip &&
    one.command === other.command &&
    isSameIcon(one.icon, other.icon)
  );
}

function isSameIcon(one: RowIcon, other: RowIcon): boolean {
  if ('drawn' in one) return 'drawn' in other && one.drawn === other.drawn;
  return 'codicon' in other && one.codicon === other.codicon && one.color === other.color;
}

/** A `contextValue`: the kind of row, and what it can be asked for. */
export function rowContext(kind: RowKind, ...flags: readonly (RowFlag | false)[]): string {
  return [kind, ...flags.filter((flag) => flag !== false)].join('.');
}

/** The demo account exists on this machine only: no console shows it. */
export function inConsole(ref: AccountRef): 'console' | false {
  return ref.source.kind !== 'demo' && 'console';
}

import * as l10n from '@vscode/l10n';
import type { Activation } from '../../core/registration/activation.ts';
import {
  activationStatus,
  clusterNameOf,
  isOurs,
  usesLeft,
  widths,
  type Width,
} from '../../core/registration/activationList.ts';
import { shortId } from '../../core/fleet/arn.ts';
import { oneLine } from '../../core/text/label.ts';

/** The language and the time in which something is said. */
export interface Moment {
  /** For dates and numbers: `vscode.env.language`. */
  readonly locale: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The name its hosts get, else what it was described as, else the first part of its id. */
export function activationName({ id, defaultInstanceName, description }: Activation): string {
  const name = [defaultInstanceName, description].find((each) => each !== undefined && each.trim() !== '');
  return name === undefined ? l10n.t('Activation {0}', `${id.slice(0, 8)}…`) : oneLine(name);
}

/** `22 hours`: a time left, in the largest unit in which it is at least one and a half. */
export function timeLeftWords(ms: number, locale: string): string {
  const { count, unit } = span(ms);
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

/** `expires in 22 hours` or `expired 5 days ago`. */
export function expiryWords({ expiresAt }: Pick<Activation, 'expiresAt'>, { locale, now }: Moment): string | undefined {
  if (expiresAt === undefined) return undefined;
  const { count, unit } = span(Math.abs(expiresAt - now));
  const isOver = expiresAt <= now;
  const when = new Intl.RelativeTimeFormat(locale, { numeric: 'always' }).format(isOver ? -count : count, unit);
  return isOver ? l10n.t('expired {0}', when) : l10n.t('expires {0}', when);
}

const minute = 60_000;
const spans = [
  ['day', 24 * 60 * minute],
  ['hour', 60 * minute],
] as const;

function span(ms: number): { readonly count: number; readonly unit: 'day' | 'hour' | 'minute' } {
  const [unit, length] = spans.find(([, each]) => ms >= 1.5 * each) ?? (['minute', minute] as const);
  // Nothing is said to end "in 0 minutes".
  return { count: Math.max(1, Math.round(ms / length)), unit };
}

export function usesLeftWords(activation: Activation): string {
  return l10n.t('{0} of {1} left', usesLeft(activation), activation.registrationLimit);
}

export function widthWords(width: Width): string {
  switch (width) {
    case 'longLife':
      return l10n.t('long life');
    case 'manyUses':
      return l10n.t('many uses');
  }
}

/**
 * What state it is in, the most telling first: it is cut off where there is little room.
 *
 * @param form `short` says `22 hours` for `expires in 22 hours`, to fit beside a name in a narrow sidebar
 */
export function activationWords(
  activation: Activation,
  codeKnown: boolean,
  at: Moment,
  form: 'long' | 'short' = 'long',
): readonly string[] {
  const words = [...stateWords(activation, codeKnown, at, form), clusterWords(activation)];
  return words.filter((part) => part !== undefined);
}

function stateWords(
  activation: Activation,
  codeKnown: boolean,
  at: Moment,
  form: 'long' | 'short',
): readonly (string | undefined)[] {
  const { registrationCount, registrationLimit, expiresAt } = activation;
  switch (activationStatus(activation, at.now)) {
    case 'open':
      return [
        lifeWords(activation, at, form),
        manyWords(activation, at, form),
        isOurs(activation) && !codeKnown ? l10n.t('code unknown') : undefined,
      ];
    case 'usedUp':
      return [l10n.t('used up'), usesLeftWords(activation)];
    case 'expired':
      return [
        // AWS's clock may be ahead of this computer's.
        expiresAt !== undefined && expiresAt <= at.now ? expiryWords(activation, at) : l10n.t('expired'),
        l10n.t('{0} of {1} used', registrationCount, registrationLimit),
      ];
  }
}

function lifeWords(activation: Activation, at: Moment, form: 'long' | 'short'): string | undefined {
  const { expiresAt } = activation;
  const isShort = form === 'short' && expiresAt !== undefined;
  const words = isShort ? timeLeftWords(expiresAt - at.now, at.locale) : expiryWords(activation, at);
  if (words === undefined || !widths(activation, at.now).includes('longLife')) return words;
  return isShort ? l10n.t('{0} (long)', words) : l10n.t('{0} (long life)', words);
}

function manyWords(activation: Activation, at: Moment, form: 'long' | 'short'): string {
  const words = usesLeftWords(activation);
  if (!widths(activation, at.now).includes('manyUses')) return words;
  return form === 'short' ? l10n.t('{0} (many)', words) : l10n.t('{0} (many uses)', words);
}

function clusterWords(activation: Activation): string | undefined {
  const cluster = clusterNameOf(activation);
  return cluster === undefined ? undefined : oneLine(cluster);
}

/** Whether the script can be shown again. Nobody but the computer that made an activation can know its code. */
export function codeWords(codeKnown: boolean): string {
  return codeKnown ? l10n.t('known on this computer') : l10n.t('not known on this computer');
}

/** AWS names a role with its path. */
export function roleWords({ iamRole }: Activation): string | undefined {
  return iamRole === undefined ? undefined : oneLine(shortId(iamRole));
}

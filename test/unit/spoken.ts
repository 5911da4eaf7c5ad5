import assert from 'node:assert/strict';
import type { Row } from '../../src/ui/tree/row.ts';

/** That what is spoken is a phrase as people say it: no signs of icons, nothing that is not there, no line breaks. */
export function assertPhrase(spoken: string): void {
  assert.doesNotMatch(spoken, /undefined|null|NaN|\[object|\$\(|\{\d\}|&#\d|, ,|, $|^\s|\n|\p{C}/u, spoken);
  assert.match(spoken, /\p{L}/u);
}

/** That a row says aloud what stands in it, and has an icon. */
export function assertSpokenRow({ label, description = '', spoken, icon }: Row): void {
  assertPhrase(spoken);
  assert.ok(spoken.toLowerCase().includes(label.replace(/…$/, '').toLowerCase()), `${spoken}: ${label}`);
  assert.doesNotMatch(`${label} ${description}`, /undefined|null|NaN|\[object|\{\d\}|\n/);
  assert.ok(('drawn' in icon ? icon.drawn : icon.codicon) !== '');
}

/** That of rows whose icons differ, or the colours of these, the words differ too: for the eye and for the ear. */
export function assertToldWithoutIcons(rows: readonly Row[]): void {
  const words = ({ label, description = '' }: Row): string => `${label} ${description}`;
  for (const [one, other] of pairs(rows)) {
    if (JSON.stringify(one.icon) === JSON.stringify(other.icon)) continue;
    assert.notEqual(words(one), words(other));
    assert.notEqual(one.spoken, other.spoken);
  }
}

function pairs<T>(all: readonly T[]): readonly (readonly [T, T])[] {
  return all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const));
}

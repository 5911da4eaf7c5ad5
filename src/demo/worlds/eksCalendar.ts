import type { EksVersion, World } from '../world.ts';

/** Which versions the clusters of the standard world have. */
export interface HomeVersions {
  readonly all: World['eksVersions'];
  /** In standard support for long. */
  readonly usual: EksVersion;
  /** Enters extended support 20 days from now. */
  readonly ending: EksVersion;
  /** In extended support. */
  readonly extended: EksVersion;
}

const day = 24 * 60 * 60_000;

/**
 * The calendar as AWS has it but for two versions, so that the standard world looks the same whenever it starts: of the
 * one after the usual one, standard support ends 20 days from now, and extended support a year later; and the next one is
 * moved into its extended support where the calendar has it before or behind that.
 *
 * @param calendar the newest first
 */
export function homeVersions(calendar: World['eksVersions'], now: number): HomeVersions {
  const [newest, second] = calendar;
  // On the newest version but one for as long as that is in standard support, then on the newest.
  const first = second !== undefined && now < Date.parse(second.endOfStandardSupport) ? 1 : 0;
  const usual = calendar[first];
  const [next, afterNext] = calendar.slice(first + 1);
  if (newest === undefined || usual === undefined || next === undefined || afterNext === undefined) {
    throw new Error('The calendar has too few versions.');
  }
  const ending = ended(next, now + 20 * day);
  const isExtended =
    now >= Date.parse(afterNext.endOfStandardSupport) + day && now < Date.parse(afterNext.endOfExtendedSupport);
  const extended = isExtended ? afterNext : ended(afterNext, now - 100 * day);
  const moved = new Map([ending, extended].map((each) => [each.version, each]));
  return { all: calendar.map((each) => moved.get(each.version) ?? each), usual, ending, extended };
}

/** Standard support ends then, and extended support a year later. */
function ended(version: EksVersion, at: number): EksVersion {
  return { ...version, endOfStandardSupport: dateText(at), endOfExtendedSupport: dateText(at + 365 * day) };
}

function dateText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

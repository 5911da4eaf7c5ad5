import { Complaint } from './complaint.ts';

/** What a release changes in files: pure, and told apart from what it runs. */

const steps = ['major', 'minor', 'patch'] as const;

/**
 * @param wanted `major`, `minor`, `patch` or a version. Galleries take three numbers and nothing behind them.
 * @throws Complaint where it is none of these, or older than `current`
 */
export function nextVersion(current: string, wanted: string): string {
  const now = numbersOf(current);
  if (now === undefined) throw new Complaint(`The version in package.json is no three numbers: ${current}.`);
  const step = steps.findIndex((each) => each === wanted);
  if (step >= 0) return now.map((part, at) => (at < step ? part : at === step ? part + 1 : 0)).join('.');
  const named = numbersOf(wanted);
  if (named === undefined)
    throw new Complaint(`"${wanted}" is neither ${steps.join(', ')} nor a version such as 1.2.3.`);
  const first = named.findIndex((part, at) => part !== now[at]);
  if (first >= 0 && (named[first] ?? 0) < (now[first] ?? 0)) throw new Complaint(`${wanted} is older than ${current}.`);
  return wanted;
}

function numbersOf(version: string): readonly number[] | undefined {
  return /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}$/.test(version) ? version.split('.').map(Number) : undefined;
}

/** @param text of package.json: only its version is touched, so that the rest stays as it was written */
export function withVersion(text: string, version: string): string {
  return text.replace(
    /^( {2}"version": ")[^"]*(",)$/m,
    (_whole, before: string, after: string) => before + version + after,
  );
}

/** @param text of package-lock.json, which says the version twice */
export function lockWithVersion(text: string, version: string): string {
  const lock = JSON.parse(text) as { version: string; packages: Record<string, { version?: string }> };
  const own = lock.packages[''];
  if (own === undefined) throw new Complaint('package-lock.json does not name the package that it is of.');
  lock.version = version;
  own.version = version;
  return `${JSON.stringify(lock, undefined, 2)}\n`;
}

const heading = /^## .*unreleased.*$/im;

/**
 * Gives what is not released yet its version and date.
 * @param day `2026-11-23`
 * @throws Complaint where nothing is written there
 */
export function releasedChangelog(text: string, version: string, day: string): string {
  const found = heading.exec(text);
  if (!found) throw new Complaint('CHANGELOG.md has no heading with "unreleased": write what is new under one.');
  const after = text.slice(found.index + found[0].length);
  const [section = ''] = after.split(/^## /m);
  if (section.trim() === '') throw new Complaint(`CHANGELOG.md says nothing under "${found[0]}".`);
  const released = new RegExp(`^## ${version.replaceAll('.', '\\.')}(?: |$)`, 'm');
  const rest = text.slice(0, found.index) + after;
  if (released.test(rest)) throw new Complaint(`CHANGELOG.md has ${version} already.`);
  return `${text.slice(0, found.index)}## ${version} (${day})${after}`;
}

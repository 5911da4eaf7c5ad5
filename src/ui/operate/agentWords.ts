import * as l10n from '@vscode/l10n';
import { newestVersion } from '../../core/operate/diagnose/channelRules.ts';
import { listed } from '../sentences.ts';

const shownVersions = 4;

/**
 * The versions that agents have, against the newest that any host is known to have: no API tells which one there is.
 *
 * @param versions of each host; `undefined` where its agent did not say
 * @param newest as `newestVersion` has it
 */
export function agentWords(versions: readonly (string | undefined)[], newest: string | undefined): string {
  const said = versions.filter((each) => each !== undefined);
  const distinct = [...new Set(said)];
  if (distinct.length === 0) return '';
  const list = listed([...distinct.slice(0, shownVersions), ...(distinct.length > shownVersions ? ['…'] : [])]);
  if (newest === undefined) return list;
  const older = said.filter((each) => newestVersion([each]) !== newest).length;
  if (older === 0) return l10n.t('{0}, no newer one known', list);
  return versions.length === 1
    ? l10n.t('{0}, newest known {1}', list, newest)
    : l10n.t('{0}; {1} of {2} older than the newest known, {3}', list, older, versions.length, newest);
}

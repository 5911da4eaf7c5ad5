import * as l10n from '@vscode/l10n';
import { withAge, type Wording } from '../taskdef/figures.ts';
import { ageWords } from '../taskdef/words.ts';
import type { WorkloadHints } from './workloadHints.ts';

/** `may run on 2 of 3 hosts in lab, as of 5 minutes ago`. Nothing where that can't be told. */
export function reachWords({ hosts, choice }: WorkloadHints, { locale, now }: Wording): string {
  if (!hosts || !choice) return '';
  const { nodes, cluster, asOf, isOld } = hosts;
  const words = l10n.t('may run on {0} of {1} hosts in {2}', choice.hosts.length, nodes.length, cluster.name);
  return withAge(words, ageWords(asOf, isOld, now, locale));
}

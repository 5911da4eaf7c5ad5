import type { AccountFleet } from '../../src/core/fleet/accountFleet.ts';
import type { Shown } from '../../src/core/fleet/shown.ts';
import type { Sequence } from './sequence.ts';
import { allRows } from './soakWindow.ts';

/** From now on only what is unfolded is looked at, as the view does; or everything again. */
export async function look(sequence: Sequence): Promise<string> {
  await Promise.resolve();
  const { window } = sequence;
  if (window.looking) {
    window.looking.dispose();
    window.looking = undefined;
    return 'at everything';
  }
  window.looking = window.fleet.look((account) => shownIn(sequence, account));
  return 'at what is unfolded';
}

function shownIn({ rows, window }: Sequence, account: AccountFleet): Shown {
  const clusters = new Set<string>();
  const instances = new Set<string>();
  for (const { id, node } of allRows(rows)) {
    if (!window.unfolded.has(id) || !('account' in node) || node.account !== account) continue;
    if (node.kind === 'cluster') clusters.add(node.cluster.arn);
    if (node.kind === 'host' && node.host.instance) instances.add(node.host.instance.arn);
  }
  return { clusters, instances };
}

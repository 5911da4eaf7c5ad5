import { oneLine } from '../../core/text/label.ts';
import type { HostNode } from '../tree/nodes.ts';
import { hostStatus, render } from '../tree/render.ts';

/** Behind a host's name among those of all accounts: how it is, where it is, and all of its id. */
export function foundHostWords(node: HostNode): string {
  const { account, parent, host } = node;
  const where = [parent, { kind: 'account', account, parent: undefined } as const].filter((each) => each !== undefined);
  const id = host.id === host.name ? [] : [oneLine(host.id)];
  return [...hostStatus(node), ...where.map((each) => render(each).label), ...id].join(' · ');
}

import { AccountFleet } from '../../src/core/fleet/accountFleet.ts';
import { childrenOf } from '../../src/ui/tree/children.ts';
import { accountNode, type TreeNode } from '../../src/ui/tree/nodes.ts';
import { render } from '../../src/ui/tree/render.ts';
import type { DemoConnection } from '../unit/demoConnection.ts';

/** Everything that a user sees who opens all rows, by what stands above it: `home > kitchen-pi5 > mosquitto · running`. */
export type Rows = readonly string[];

export const now = Date.UTC(2026, 10, 22, 12);

export function fleetOf(connection: DemoConnection): AccountFleet {
  return new AccountFleet({ source: { kind: 'demo' }, region: connection.demo.region }, connection.fleet, () => now);
}

/** As it stands once all that comes late has come. */
export async function rowsOf(fleet: AccountFleet, connection: DemoConnection): Promise<Rows> {
  let changes = 0;
  const watch = fleet.onDidChange(() => (changes += 1));
  try {
    // What is in no cluster is only looked for once somebody does.
    await fleet.looseHosts();
    let rows: Rows;
    let seen: number;
    do {
      seen = changes;
      rows = await opened(fleet, connection);
    } while (seen !== changes);
    return rows;
  } finally {
    watch.dispose();
  }
}

async function opened(fleet: AccountFleet, connection: DemoConnection): Promise<Rows> {
  const root = accountNode(fleet);
  return below(root, textOf(root), { operate: () => Promise.resolve(connection.operate) });
}

async function below(node: TreeNode, path: string, sources: Parameters<typeof childrenOf>[2]): Promise<Rows> {
  const children = await childrenOf(node, [], sources);
  const rows = await Promise.all(
    children.map(async (child) => {
      const own = `${path === '' ? '' : `${path} > `}${textOf(child)}`;
      return [`${own}${descriptionOf(child)}`, ...(await below(child, own, sources))];
    }),
  );
  return rows.flat();
}

const at = { locale: 'en', now };

function textOf(node: TreeNode): string {
  if (node.kind === 'account') return '';
  return render(node, at).label;
}

function descriptionOf(node: TreeNode): string {
  const { description } = render(node, at);
  return description ? ` · ${description}` : '';
}

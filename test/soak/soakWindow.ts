import type { Memento } from 'vscode';
import type { AwsAccount } from '../../src/aws/openAccount.ts';
import type { AccountFleet } from '../../src/core/fleet/accountFleet.ts';
import { Fleet } from '../../src/core/fleet/fleet.ts';
import { lazyGateway } from '../../src/core/fleet/lazyGateway.ts';
import type { AccountRef } from '../../src/core/fleet/model.ts';
import { Accounts } from '../../src/ui/accounts/accounts.ts';
import { accountActivations, activationHosts } from '../../src/ui/activations/children.ts';
import { forgetEnded } from '../../src/ui/activations/upkeep.ts';
import { ActivationVault, type Secrets } from '../../src/ui/registration/activationVault.ts';
import { childrenOf } from '../../src/ui/tree/children.ts';
import { accountNode, type TreeNode } from '../../src/ui/tree/nodes.ts';
import { render } from '../../src/ui/tree/render.ts';
import { SnapshotStore } from '../../src/ui/tree/snapshotStore.ts';

/** What several windows share: VS Code's stores, and a folder. */
export interface Storage {
  readonly memento: Memento;
  readonly secrets: Secrets;
  readonly folder: string;
}

/** A row as it is drawn, with what stands under it where it is unfolded. */
export interface DrawnRow {
  readonly id: string;
  readonly node: TreeNode;
  readonly text: string;
  readonly children: readonly DrawnRow[];
}

/** All of the extension that stands between AWS and the rows of a tree, put together as `extension.ts` does. */
export class SoakWindow {
  readonly fleet: Fleet;
  readonly accounts: Accounts;
  readonly vault: ActivationVault;
  readonly store: SnapshotStore;
  /** What went wrong with files, or with deleting codes. */
  readonly problems: unknown[] = [];
  /** Rows that are unfolded, by id. */
  readonly unfolded = new Set<string>();
  /** Somebody looks at a part only. */
  looking: { dispose(): void } | undefined;
  readonly #upkeep: { dispose(): void };

  /** @param refs shown at first */
  constructor(open: (ref: AccountRef) => Promise<AwsAccount>, storage: Storage, refs: readonly AccountRef[]) {
    const problem = (error: unknown): void => void this.problems.push(error);
    this.fleet = new Fleet((ref) => lazyGateway(async () => (await open(ref)).fleet));
    this.vault = new ActivationVault(storage.secrets, storage.memento);
    this.store = new SnapshotStore(this.fleet, storage.folder, problem);
    this.#upkeep = forgetEnded(this.vault, this.fleet, problem);
    this.accounts = new Accounts(storage.memento, this.fleet, {
      profiles: () => Promise.resolve([]),
      fileToMend: () => Promise.resolve(''),
      defaultAccount: () => Promise.resolve(refs[0]),
    });
  }

  /** Rows as they are seen: those under rows that are unfolded, and all of them with `everything`. */
  async draw(everything = false): Promise<readonly DrawnRow[]> {
    await this.accounts.ensureShown();
    await this.store.begin();
    const roots = this.fleet.accounts.map(accountNode);
    const rows = await Promise.all(roots.map((node) => this.#drawn(node, '', everything)));
    return rows;
  }

  async #drawn(node: TreeNode, above: string, everything: boolean): Promise<DrawnRow> {
    const id = `${above}/${rowId(node)}`;
    const isOpen = everything || this.unfolded.has(id);
    if (isOpen && node.kind === 'account') await readAhead(node.account);
    const nodes = isOpen ? await childrenOf(node, this.vault.records()) : [];
    const children = await Promise.all(nodes.map((child) => this.#drawn(child, id, everything)));
    return { id, node, text: textOf(node), children };
  }

  /** The rows of the Activations view. */
  async drawActivations(): Promise<readonly DrawnRow[]> {
    return Promise.all(
      this.fleet.accounts.map(async (account): Promise<DrawnRow> => {
        const node = accountNode(account);
        const id = `/${rowId(node)}`;
        const activations = await accountActivations(node, this.vault);
        const children = activations.map((each): DrawnRow => {
          const below = each.kind === 'activation' ? activationHosts(each) : [];
          const own = `${id}/${rowId(each)}`;
          const hosts = below.map((host) => leaf(host, own));
          return { id: own, node: each, text: textOf(each), children: hosts };
        });
        return { id, node, text: textOf(node), children };
      }),
    );
  }

  /** As it is closed. What was not written by then is lost. */
  dispose(): void {
    this.store.dispose();
    this.#upkeep.dispose();
    this.fleet.dispose();
  }
}

function leaf(node: TreeNode, above: string): DrawnRow {
  return { id: `${above}/${rowId(node)}`, node, text: textOf(node), children: [] };
}

/** As the view does. What fails here is told by the rows that need it. */
async function readAhead(account: AccountFleet): Promise<void> {
  await Promise.all([account.readIdentity().catch(() => undefined), account.looseHosts()]);
}

/** Different for all that stand under the same row. */
function rowId(node: TreeNode): string {
  switch (node.kind) {
    case 'account':
      return node.account.key;
    case 'cluster':
      return node.cluster.arn;
    case 'host':
      return node.host.key;
    case 'task':
      return node.task.arn;
    case 'container':
      return node.container.name;
    case 'activation':
      return node.activation.id;
    case 'expected':
      return `expected ${node.expectation.kept.id}`;
    case 'failure':
      return `failure ${node.failure.reason} ${node.failure.operation ?? ''}`;
    case 'step':
      return node.command;
    case 'note':
      return JSON.stringify(node.note);
    case 'remark':
      return `remark ${node.remark.about}`;
    default:
      return node.kind;
  }
}

/** All that is seen and heard of a row. */
function textOf(node: TreeNode): string {
  const {
    label,
    description = '',
    icon,
    expands,
    contextValue,
    spoken,
  } = render(node, {
    locale: 'en',
    now: Date.now(),
  });
  return [label, description, JSON.stringify(icon), expands, contextValue, spoken].join(' | ');
}

/** Indented, a line a row. */
export function linesOf(rows: readonly DrawnRow[], depth = 0): readonly string[] {
  return rows.flatMap(({ text, children }) => [`${'  '.repeat(depth)}${text}`, ...linesOf(children, depth + 1)]);
}

export function allRows(rows: readonly DrawnRow[]): readonly DrawnRow[] {
  return rows.flatMap((row) => [row, ...allRows(row.children)]);
}

import pLimit from 'p-limit';
import type { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { parseHostFilter } from '../../core/fleet/filter.ts';
import { byName } from '../../core/fleet/host.ts';
import { distinct } from '../../core/fleet/part.ts';
import type { Message } from '../../core/text/message.ts';
import { childrenOf } from '../tree/children.ts';
import { accountNode, type HostNode, type TreeNode } from '../tree/nodes.ts';

/** How many clusters are read at the same time. */
const atOnce = 6;

export interface HostMatches {
  readonly hosts: readonly HostNode[];
  /** Why what was typed can't be used; then there are no hosts. */
  readonly problem?: Message;
}

/** The hosts of all accounts, as they become known: what was read before at once. No Kubernetes API is asked. */
export class HostSearch {
  readonly #accounts: readonly AccountFleet[];
  readonly #news: () => void;
  readonly #failures: Failure[] = [];
  #hosts: readonly HostNode[] = [];
  #isOver = false;
  /** Clusters, and hosts without one as one more of each account. */
  read = 0;
  total = 0;

  /** @param news called when there is more to show */
  constructor(accounts: readonly AccountFleet[], news: () => void) {
    this.#accounts = accounts;
    this.#news = news;
  }

  get failures(): readonly Failure[] {
    return distinct(this.#failures);
  }

  /** Reads what is not known. Never rejects. */
  async run(): Promise<void> {
    const limit = pLimit(atOnce);
    await Promise.all(
      this.#accounts.map(async (account) => {
        const root = accountNode(account);
        const rows = this.#taken(await childrenOf(root));
        const clusters = rows.filter(({ kind }) => kind === 'cluster');
        this.total += clusters.length + 1;
        await Promise.all(clusters.map((cluster) => limit(() => this.#readBelow(cluster))));
        if (this.#isOver) return;
        // It takes all clusters to know which hosts have none.
        await account.looseHosts();
        const group = (await childrenOf(root)).find(({ kind }) => kind === 'looseHosts');
        if (group) await this.#readBelow(group);
        else this.#done();
      }),
    );
  }

  async #readBelow(parent: TreeNode): Promise<void> {
    if (this.#isOver) return;
    const rows = this.#taken(await childrenOf(parent, [], { asked: 'aws' }));
    this.#hosts = [...this.#hosts, ...rows.filter((row) => row.kind === 'host')];
    this.#done();
  }

  #taken(rows: readonly TreeNode[]): readonly TreeNode[] {
    for (const row of rows) if (row.kind === 'failure') this.#failures.push(row.failure);
    return rows;
  }

  #done(): void {
    this.read += 1;
    if (!this.#isOver) this.#news();
  }

  /** Nobody waits any more: what is not under way is not begun. */
  end(): void {
    this.#isOver = true;
  }

  /** @param text an expression of `core/fleet/filter.ts` */
  matching(text: string): HostMatches {
    const filter = parseHostFilter(text.trim());
    if ('problem' in filter) return { hosts: [], problem: filter.problem };
    const hosts = this.#hosts.filter(({ host }) => filter.matches(host));
    return { hosts: hosts.sort((a, b) => byName(a.host, b.host)) };
  }
}

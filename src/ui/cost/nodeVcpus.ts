import type { CostSettingsGateway } from '../../core/cost/costSettings.ts';
import type { HybridNodeFacts } from '../../core/cost/monthly/model.ts';
import { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { AccountRef } from '../../core/fleet/model.ts';

/** Machines don't grow processors: in milliseconds. */
const keptFor = 24 * 60 * 60_000;

interface Answer {
  /** Absent: SSM has no inventory of it. */
  readonly vcpus?: number | undefined;
  readonly at: number;
}

/** How many vCPUs hybrid nodes have that Kubernetes did not say: asked for once a day, and only for costs. */
export class NodeVcpus {
  readonly #gateway: (ref: AccountRef) => Promise<Pick<CostSettingsGateway, 'vcpus'>>;
  readonly #now: () => number;
  readonly #known = new WeakMap<AccountFleet, Map<string, Answer>>();

  constructor(gateway: (ref: AccountRef) => Promise<Pick<CostSettingsGateway, 'vcpus'>>, now: () => number) {
    this.#gateway = gateway;
    this.#now = now;
  }

  /** The nodes with what is known of them, and why not more is. */
  async filled(
    account: AccountFleet,
    nodes: readonly HybridNodeFacts[],
  ): Promise<{ readonly nodes: readonly HybridNodeFacts[]; readonly failure?: Failure }> {
    const known = this.#known.get(account) ?? new Map<string, Answer>();
    this.#known.set(account, known);
    const now = this.#now();
    const isUnknown = ({ id, vcpus }: HybridNodeFacts): boolean =>
      vcpus === undefined && id.startsWith('mi-') && now - (known.get(id)?.at ?? -Infinity) >= keptFor;
    const wanted = nodes.filter(isUnknown).map(({ id }) => id);
    const failure = wanted.length === 0 ? undefined : await this.#ask(account.ref, wanted, known);
    const all = nodes.map((node) => {
      const vcpus = node.vcpus ?? known.get(node.id)?.vcpus;
      return vcpus === undefined ? node : { ...node, vcpus };
    });
    return failure ? { nodes: all, failure } : { nodes: all };
  }

  /** After a refresh those are asked for again that were not known. */
  refresh(account: AccountFleet): void {
    for (const [id, { vcpus }] of this.#known.get(account) ?? []) {
      if (vcpus === undefined) this.#known.get(account)?.delete(id);
    }
  }

  async #ask(ref: AccountRef, ids: readonly string[], known: Map<string, Answer>): Promise<Failure | undefined> {
    try {
      const answers = await (await this.#gateway(ref)).vcpus(ids);
      for (const id of ids) known.set(id, { vcpus: answers.get(id), at: this.#now() });
      return undefined;
    } catch (error) {
      return Failure.from(error);
    }
  }
}

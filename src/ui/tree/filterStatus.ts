import type * as vscode from 'vscode';
import type { Subscription } from '../../core/event.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import type { Arrangement } from './arrangement.ts';

type Followed = Pick<vscode.TreeView<unknown>, 'message' | 'onDidChangeVisibility' | 'visible'>;

/** While hosts come in one cluster after the other, they are counted this often at most. */
const everyMs = 250;

/** Says above the rows that a filter is set and how many hosts it shows, so that nobody takes them for all. Asks nobody. */
export class FilterStatus implements Subscription {
  readonly #view: Followed;
  readonly #fleet: Pick<Fleet, 'accounts' | 'onDidChange' | 'onDidRead' | 'unpack'>;
  readonly #arrangement: Pick<Arrangement, 'current' | 'onDidChange'>;
  readonly #tellIfSet: (isSet: boolean) => void;
  readonly #subscriptions: readonly Subscription[];
  #isSet: boolean | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  /** @param tellIfSet is told at once and at every change whether there is a filter */
  constructor(
    view: Followed,
    fleet: Pick<Fleet, 'accounts' | 'onDidChange' | 'onDidRead' | 'unpack'>,
    arrangement: Pick<Arrangement, 'current' | 'onDidChange'>,
    tellIfSet: (isSet: boolean) => void,
  ) {
    this.#view = view;
    this.#fleet = fleet;
    this.#arrangement = arrangement;
    this.#tellIfSet = tellIfSet;
    this.#subscriptions = [
      arrangement.onDidChange(() => this.#onArrangement()),
      fleet.onDidChange(() => this.#schedule(everyMs)),
      fleet.onDidRead(() => this.#schedule(everyMs)),
      view.onDidChangeVisibility(() => this.#schedule(0)),
    ];
    this.#onArrangement();
  }

  #onArrangement(): void {
    const isSet = this.#arrangement.current.filter !== '';
    if (this.#isSet !== isSet) {
      this.#isSet = isSet;
      this.#tellIfSet(isSet);
    }
    if (!isSet) this.#view.message = '';
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#schedule(0);
  }

  #schedule(ms: number): void {
    if (this.#isDisposed || this.#timer || !this.#isSet || !this.#view.visible) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#say();
    }, ms).unref();
  }

  async #say(): Promise<void> {
    const [{ filterMessage }] = await Promise.all([import('./loadedHosts.ts'), this.#fleet.unpack()]);
    const { filter } = this.#arrangement.current;
    if (this.#isDisposed || filter === '') return;
    const { accounts } = this.#fleet;
    // VS Code shows no welcome beside a message.
    const message = accounts.length === 0 ? '' : filterMessage(filter, accounts);
    if (message !== this.#view.message) this.#view.message = message;
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    for (const each of this.#subscriptions) each.dispose();
  }
}

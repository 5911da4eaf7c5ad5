import type * as vscode from 'vscode';
import { Emitter } from '../../core/event.ts';

const storageKey = 'kubeContexts';

/** Which context of the user's kubeconfig reaches which cluster, as the user said. Kept over restarts. */
export class KubeContexts {
  readonly #storage: vscode.Memento;
  readonly #changed = new Emitter<string>();

  /** The ARN of a cluster that is reached in another way from now on. */
  readonly onDidChange = this.#changed.event;

  constructor(storage: vscode.Memento) {
    this.#storage = storage;
  }

  get(clusterArn: string): string | undefined {
    return this.#contexts().get(clusterArn);
  }

  async set(clusterArn: string, context: string): Promise<void> {
    await this.#update(clusterArn, (contexts) => contexts.set(clusterArn, context));
  }

  async forget(clusterArn: string): Promise<void> {
    await this.#update(clusterArn, (contexts) => contexts.delete(clusterArn));
  }

  async #update(clusterArn: string, change: (contexts: Map<string, string>) => void): Promise<void> {
    const contexts = this.#contexts();
    const before = contexts.get(clusterArn);
    change(contexts);
    if (contexts.get(clusterArn) === before) return;
    await this.#storage.update(storageKey, contexts.size === 0 ? undefined : Object.fromEntries(contexts));
    this.#changed.fire(clusterArn);
  }

  /** What another version left in the storage is narrowed to what can be used. */
  #contexts(): Map<string, string> {
    const stored: unknown = this.#storage.get(storageKey);
    if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return new Map();
    return new Map(
      Object.entries(stored).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
      ),
    );
  }
}

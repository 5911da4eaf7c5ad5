import type * as vscode from 'vscode';
import { Emitter } from '../../core/event.ts';
import type { HostGrouping, HostSort } from '../../core/fleet/arrange.ts';

/** How the hosts of clusters are listed. */
export interface HostArrangement {
  readonly sort: HostSort;
  readonly grouping: HostGrouping;
  /** An expression of `core/fleet/filter.ts`; empty where all hosts are shown. */
  readonly filter: string;
}

const key = 'clusters.arrangement';
const recentKey = 'clusters.recentFilters';
const mostRecent = 10;

// In words here: the code that sorts and groups is loaded with the first rows.
const sorts: readonly HostSort[] = ['name', 'state', 'tasks', 'lastPing', 'registered'];
const plainGroupings: readonly HostGrouping['by'][] = ['none', 'state', 'architecture', 'board', 'prefix'];

/** How the Clusters view lists hosts in this window, kept for the folder that is open in it. */
export class Arrangement {
  readonly #memento: Pick<vscode.Memento, 'get' | 'update'>;
  readonly #changed = new Emitter<void>();
  #current: HostArrangement;

  readonly onDidChange = this.#changed.event;

  constructor(memento: Pick<vscode.Memento, 'get' | 'update'>) {
    this.#memento = memento;
    this.#current = stored(memento.get<unknown>(key));
  }

  get current(): HostArrangement {
    return this.#current;
  }

  /** Shown at once. Resolves when it is kept. */
  async change(changes: Partial<HostArrangement>): Promise<void> {
    const next = { ...this.#current, ...changes };
    if (JSON.stringify(next) === JSON.stringify(this.#current)) return;
    this.#current = next;
    this.#changed.fire();
    await this.#memento.update(key, next);
    if (changes.filter) await this.#memento.update(recentKey, [changes.filter, ...this.#others(changes.filter)]);
  }

  /** Filters that were used here, the last one first. */
  get recentFilters(): readonly string[] {
    const kept = this.#memento.get<unknown>(recentKey);
    return Array.isArray(kept) ? kept.filter(isText).slice(0, mostRecent) : [];
  }

  #others(filter: string): readonly string[] {
    return this.recentFilters.filter((each) => each !== filter).slice(0, mostRecent - 1);
  }
}

/** Another version may have written it. */
function stored(value: unknown): HostArrangement {
  const { sort, grouping, filter } = (value ?? {}) as Partial<Record<keyof HostArrangement, unknown>>;
  return {
    sort: sorts.find((each) => each === sort) ?? 'name',
    grouping: storedGrouping(grouping),
    filter: typeof filter === 'string' ? filter : '',
  };
}

function storedGrouping(value: unknown): HostGrouping {
  const { by, key: tag } = (value ?? {}) as { readonly by?: unknown; readonly key?: unknown };
  if (by === 'tag' && isText(tag)) return { by, key: tag };
  return { by: plainGroupings.find((each) => each === by) ?? 'none' } as HostGrouping;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { monthKey, monthOf } from '../../core/cost/month.ts';
import { nothing, plus } from '../../core/cost/monthly/lines.ts';
import type { CostRange } from '../../core/cost/monthly/model.ts';
import { amountWords, byteWords, rangeWords, type WordOptions } from '../../core/cost/monthly/words.ts';
import { listed } from '../sentences.ts';
import { ageWords } from '../taskdef/words.ts';

/** What EKS control planes cost a month, when it was last known. Times are milliseconds since the epoch. */
export interface KnownEks extends CostRange {
  readonly asOf: number;
}

/** What was pulled in a month. */
export interface KnownPulls {
  readonly bytes: number;
  readonly microUsd: number;
  /** `2026-11` */
  readonly month: string;
  readonly asOf: number;
}

interface Known {
  readonly eks?: KnownEks;
  readonly pulls?: KnownPulls;
}

const storageKey = 'costs.lastKnown';
const mostAccounts = 50;

/** The figures of the status bar by account, kept for a window that can't ask AWS. */
export class LastKnown {
  readonly #storage: vscode.Memento;

  constructor(storage: vscode.Memento) {
    this.#storage = storage;
  }

  of(key: string): Known {
    return this.#all().get(key) ?? {};
  }

  /** Never rejects: it is kept for bad days, and another answer will come. */
  async note(key: string, news: Known): Promise<void> {
    const all = this.#all();
    const known = { ...all.get(key), ...news };
    if (!isNews(all.get(key), known)) return;
    // The newest stay at the end.
    all.delete(key);
    all.set(key, known);
    try {
      await this.#storage.update(storageKey, Object.fromEntries([...all].slice(-mostAccounts)));
    } catch {
      // As said.
    }
  }

  /**
   * The given accounts together, and how old the oldest of it is; nothing where nothing is kept. Pulls of another month
   * are not this month's.
   */
  words(keys: readonly string[], words: WordOptions, now: number): string | undefined {
    const all = keys.map((key) => this.of(key));
    const eks = all.flatMap((known) => known.eks ?? []);
    const month = monthKey(monthOf(now));
    const pulls = all.flatMap((known) => (known.pulls?.month === month ? [known.pulls] : []));
    const oldest = Math.min(...[...eks, ...pulls].map(({ asOf }) => asOf));
    if (!Number.isFinite(oldest)) return undefined;
    const parts = [
      ...(eks.length > 0 ? [l10n.t('EKS {0}/mo', rangeWords(eks.reduce<CostRange>(plus, nothing), words))] : []),
      ...(pulls.length > 0
        ? [
            `${byteWords(
              pulls.reduce((sum, { bytes }) => sum + bytes, 0),
              words,
            )} · ${amountWords(
              pulls.reduce((sum, { microUsd }) => sum + microUsd, 0),
              words,
            )}`,
          ]
        : []),
    ];
    return listed([...parts, ageWords(oldest, true, now, words.locale ?? 'en')]);
  }

  #all(): Map<string, Known> {
    const stored: unknown = this.#storage.get(storageKey);
    if (typeof stored !== 'object' || stored === null) return new Map();
    return new Map(Object.entries(stored).map(([key, known]) => [key, narrowed(known)]));
  }
}

/** A new time alone is written once in a quarter of an hour: VS Code writes all of its storage each time. */
function isNews(before: Known | undefined, after: Known): boolean {
  const shape = ({ eks, pulls }: Known): string =>
    JSON.stringify([eks, pulls], (name, value: unknown) =>
      name === 'asOf' ? Math.floor(Number(value) / 900_000) : value,
    );
  return before === undefined || shape(before) !== shape(after);
}

function narrowed(known: unknown): Known {
  const { eks, pulls } = recordOf(known);
  const { microUsd, maxMicroUsd, asOf } = recordOf(eks);
  const { bytes, microUsd: cost, month, asOf: pulledAsOf } = recordOf(pulls);
  return {
    ...(isAmount(microUsd) && isAmount(maxMicroUsd) && isAmount(asOf) && { eks: { microUsd, maxMicroUsd, asOf } }),
    ...(isAmount(bytes) &&
      isAmount(cost) &&
      typeof month === 'string' &&
      isAmount(pulledAsOf) && { pulls: { bytes, microUsd: cost, month, asOf: pulledAsOf } }),
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

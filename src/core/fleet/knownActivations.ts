import type { Activation } from '../registration/activation.ts';
import { lastGood, part, type Part } from './part.ts';
import type { Reading } from './reading.ts';

/** The activations of an account, without those that were deleted here. */
export class KnownActivations {
  readonly reading: Reading<readonly Activation[]>;
  /** Their ids are never used again, and AWS's lists may name them for a while. */
  readonly #deleted = new Set<string>();

  constructor(reading: Reading<readonly Activation[]>) {
    this.reading = reading;
  }

  async read(): Promise<Part<readonly Activation[]>> {
    const { value, failures } = part(await lastGood(this.reading));
    return { value: this.#withoutDeleted(value), failures };
  }

  get ifKnown(): { readonly activations: readonly Activation[]; readonly asOf: number } | undefined {
    const { value, asOf } = this.reading;
    return value && asOf !== undefined ? { activations: this.#withoutDeleted(value), asOf } : undefined;
  }

  deleted(id: string): void {
    this.#deleted.add(id);
  }

  #withoutDeleted(activations: readonly Activation[]): readonly Activation[] {
    return activations.filter(({ id }) => !this.#deleted.has(id));
  }
}

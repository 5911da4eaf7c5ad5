import type { Source } from './services/operation.ts';

export interface AnsweredCall {
  readonly service: Source;
  readonly operation: string;
  /** Of HTTP; 0 when the connection was cut instead. */
  readonly status: number;
  /** Whether the service did what was asked for, also where the answer was lost. */
  readonly acted?: true;
}

const mostRecords = 100_000;

/** Counts every request, and keeps the newest ones in order. */
export class CallLog {
  readonly records: AnsweredCall[] = [];
  private readonly counts = new Map<string, number>();

  add(call: AnsweredCall): void {
    // In bulk, for taking off the first of a long array copies all the others.
    if (this.records.length >= mostRecords) this.records.splice(0, mostRecords / 10);
    this.records.push(call);
    for (const key of ['', call.service, `${call.service}.${call.operation}`]) {
      this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    }
  }

  count(service?: Source, operation?: string): number {
    const key = operation === undefined ? (service ?? '') : `${service ?? ''}.${operation}`;
    return this.counts.get(key) ?? 0;
  }

  reset(): void {
    this.records.length = 0;
    this.counts.clear();
  }
}

/** A clock that goes only when it is told to, for all that asks `Date.now`. */
export class SimulatedTime {
  #now = Date.UTC(2026, 10, 23, 4);
  readonly #real = Date.now;

  start(): void {
    Date.now = () => this.#now;
  }

  stop(): void {
    Date.now = this.#real;
  }

  get now(): number {
    return this.#now;
  }

  /** Milliseconds; also backwards. */
  pass(ms: number): void {
    this.#now += ms;
  }
}

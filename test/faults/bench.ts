import type { RequestLimits } from '../../src/aws/credentials/credentials.ts';
import type { AwsAccount } from '../../src/aws/openAccount.ts';
import { openAccount } from '../../src/aws/openAccount.ts';
import type { DemoAccount } from '../../src/demo/account.ts';
import { startDemoAccount } from '../../src/demo/account.ts';
import type { OperationRow } from './operations.ts';
import type { SmallWorld } from './smallWorld.ts';
import { smallWorld } from './smallWorld.ts';

/** Lines of any log, each with how a request ended. */
export type Logged = readonly { readonly outcome: string }[];

export interface Run {
  readonly value?: unknown;
  readonly error?: unknown;
  /** Requests that were answered, or cut, from the call on. */
  readonly requests: number;
  /** How often the service did what its `once` names. */
  readonly acted: number;
  readonly ms: number;
  readonly log: Logged;
  /** What must be in nothing that is said or logged. */
  readonly secrets: readonly string[];
}

const nothingKept = { get: () => undefined, set: () => undefined };
const noWaits = [0, 0, 0, 0, 0];

/** One operation with a demo account of its own, so that all can be tried at once. */
export class OperationBench {
  readonly row: OperationRow;
  readonly demo: DemoAccount;
  small: SmallWorld;
  #account: AwsAccount;
  #log: Logged[number][] = [];
  #calls = 0;

  private constructor(row: OperationRow, demo: DemoAccount, small: SmallWorld) {
    this.row = row;
    this.demo = demo;
    this.small = small;
    this.#account = this.#open();
  }

  static async start(row: OperationRow): Promise<OperationBench> {
    const small = smallWorld();
    return new OperationBench(row, await startDemoAccount({ world: small.world, hasRateLimits: false }), small);
  }

  /** Another window, as it were: with time limits of its own, or an endpoint that is none. */
  reopen(options: { readonly requestLimits?: RequestLimits; readonly endpoint?: string } = {}): void {
    this.#account.dispose();
    this.#account = this.#open(options);
  }

  get account(): AwsAccount {
    return this.#account;
  }

  /** As before the first call. */
  reset(): void {
    this.small = smallWorld();
    // The demo account goes on with the same object.
    Object.assign(this.demo.world, this.small.world);
    this.small = { ...this.small, world: this.demo.world };
    // The SDK stops trying again where too much has failed; here each cell stands for itself.
    if (++this.#calls % 8 === 0) this.reopen();
  }

  async prepare(): Promise<string> {
    return (await this.row.prepare?.(this.#account, this.small)) ?? '';
  }

  async run(prepared: string, signal?: AbortSignal): Promise<Run> {
    this.demo.resetCalls();
    this.#log = [];
    const start = performance.now();
    const outcome = await Promise.resolve()
      .then(() => this.row.call(this.#account, this.small, signal, prepared))
      .then(
        (value: unknown) => ({ value }),
        (error: unknown) => ({ error }),
      );
    const { calls } = this.demo;
    return {
      ...outcome,
      requests: calls.length,
      acted: calls.filter(({ operation, acted }) => operation === this.row.once && acted === true).length,
      ms: performance.now() - start,
      log: this.#log,
      secrets: [...this.demo.world.activations.values()].map(({ code }) => code),
    };
  }

  async stop(): Promise<void> {
    this.#account.dispose();
    await this.demo.stop();
  }

  #open(options: { readonly requestLimits?: RequestLimits; readonly endpoint?: string } = {}): AwsAccount {
    return openAccount(
      { source: { kind: 'demo' }, region: this.demo.region },
      {
        endpoint: this.demo.endpoint,
        propagationWaits: noWaits,
        manifests: nothingKept,
        unpaced: true,
        log: (entry) => this.#log.push(entry),
        ...options,
      },
    );
  }
}

import assert from 'node:assert/strict';
import type { CallLogEntry } from '../../src/aws/requests/callLog.ts';
import type { AwsAccount, OpenAccountOptions } from '../../src/aws/openAccount.ts';
import { openAccount } from '../../src/aws/openAccount.ts';
import { Failure } from '../../src/core/failure.ts';
import type { DemoAccount } from '../../src/demo/account.ts';
import { startDemoAccount } from '../../src/demo/account.ts';
import type { World } from '../../src/demo/world.ts';

/** A demo account that runs, and the real SDK connected to it. */
export interface DemoConnection extends AwsAccount {
  readonly demo: DemoAccount;
  readonly log: readonly CallLogEntry[];
  /** Calls answered so far, in the order of their first: `2 ListClusters, 1 DescribeClusters`. */
  calls(): string;
  close(): Promise<void>;
}

/** Waits for new roles are short unless said otherwise. Unpaced: without limits on rates, on either side. */
export async function connectTo(
  world: World,
  options: Pick<OpenAccountOptions, 'propagationWaits' | 'unpaced'> = {},
): Promise<DemoConnection> {
  const demo = await startDemoAccount({ world, hasRateLimits: options.unpaced !== true });
  const log: CallLogEntry[] = [];
  const account = openAccount(
    { source: { kind: 'demo' }, region: demo.region },
    { propagationWaits: [0, 0, 1, 1, 1], ...options, endpoint: demo.endpoint, log: (entry) => log.push(entry) },
  );
  return {
    ...account,
    demo,
    log,
    calls() {
      const counts = new Map<string, number>();
      for (const { operation } of demo.calls) counts.set(operation, (counts.get(operation) ?? 0) + 1);
      return [...counts].map(([operation, count]) => `${count} ${operation}`).join(', ');
    },
    async close() {
      account.dispose();
      await demo.stop();
    },
  };
}

/** What a call failed with; that it succeeds, or fails with anything but a `Failure`, fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const error: unknown = await call.then(
    () => assert.fail('should have failed'),
    (reason: unknown) => reason,
  );
  assert.ok(Failure.is(error), String(error));
  return error;
}

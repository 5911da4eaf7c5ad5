import assert from 'node:assert/strict';
import { Failure } from '../../src/core/failure.ts';
import type { Run } from './bench.ts';

/** What is called off while it waits ends soon, and says why it did. */
export async function assertCancelled(path: string, run: (signal: AbortSignal) => Promise<Run>): Promise<void> {
  const abort = new AbortController();
  const running = run(abort.signal);
  setTimeout(() => abort.abort(), 60);
  const aborting = new Promise<number>((done) => {
    abort.signal.addEventListener('abort', () => done(performance.now()), { once: true });
  });
  const { error } = await running;
  assert.ok(Failure.is(error), `${path}: ${String(error)}`);
  assert.equal(error.reason, 'cancelled', path);
  assert.ok(performance.now() - (await aborting) < 1_000, path);
}

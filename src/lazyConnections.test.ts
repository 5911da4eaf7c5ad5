import assert from 'node:assert/strict';
import { LazyConnections } from './lazyConnections.ts';

const log = { debug: () => undefined, warn: () => undefined };
const contexts = { get: () => undefined };

describe('LazyConnections', () => {
  it('are the same for all that ask', async () => {
    const lazy = new LazyConnections(log, contexts);
    lazy.close();
    const [one, other] = await Promise.all([lazy.get(), lazy.get()]);
    assert.equal(one, other);
    lazy.close();
    assert.equal(await lazy.get(), one);
    lazy.dispose();
  });

  it('open nothing that nobody would close, when they come too late', async () => {
    const lazy = new LazyConnections(log, contexts);
    const coming = lazy.get();
    lazy.dispose();
    const demo = { source: { kind: 'demo' as const }, region: 'eu-central-1' };
    await assert.rejects((await coming).open(demo));
    await assert.rejects((await lazy.get()).open(demo));
  });
});

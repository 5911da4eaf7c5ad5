import assert from 'node:assert/strict';
import { fakeMemento } from '../../../test/unit/storage.ts';
import type { ImageDetails } from '../../core/images/gateway.ts';
import { noteOwnReads, ownReads } from './ownReads.ts';

const now = Date.UTC(2026, 10, 22, 12);
const day = 86_400_000;
const reference = { kind: 'ecr', registry: 'r', repository: 'web', tag: '1' } as const;
const config = { digest: 'sha256:c', size: 10 };
const single: ImageDetails = { digest: 'sha256:a', variants: [{ digest: 'sha256:a', layers: [], config }] };
const index: ImageDetails = { digest: 'sha256:i', variants: [{ digest: 'sha256:a', layers: [], config }] };

describe('own reads', () => {
  it('are the requests that a look at an image takes', async () => {
    for (const [details, digests] of [
      [single, ['image :1', 'layer sha256:c']],
      [index, ['image :1', 'image sha256:a']],
      [{ digest: 'sha256:a', variants: [] }, ['image :1']],
    ] as const) {
      const storage = fakeMemento();
      await noteOwnReads(storage, reference, details, now);
      assert.deepEqual(
        ownReads(storage).map(({ kind, digest }) => `${kind} ${digest}`),
        digests,
      );
    }
    const storage = fakeMemento();
    await noteOwnReads(storage, { ...reference, digest: 'sha256:a' }, single, now);
    assert.equal(ownReads(storage)[0]?.digest, 'sha256:a', 'a digest counts before the tag');
  });

  it('are kept for as long as CloudTrail keeps events, the newest 500', async () => {
    const storage = fakeMemento();
    await noteOwnReads(storage, reference, single, now - 90 * day);
    await noteOwnReads(storage, reference, single, now - 89 * day);
    await noteOwnReads(storage, reference, single, now);
    assert.deepEqual(
      ownReads(storage).map(({ time }) => time),
      [now - 89 * day, now - 89 * day, now, now],
    );
    for (let more = 0; more < 260; more++) await noteOwnReads(storage, reference, single, now + more);
    assert.equal(ownReads(storage).length, 500);
    assert.equal(ownReads(storage).at(-1)?.time, now + 259);
  });

  it('are without what another version left', async () => {
    const storage = fakeMemento();
    const good = { time: 1, repository: 'web', digest: 'sha256:a', kind: 'image' };
    await storage.update('pulls.ownReads', [good, { ...good, kind: 'push' }, { ...good, time: '1' }, null, 7]);
    assert.deepEqual(ownReads(storage), [good]);
    await storage.update('pulls.ownReads', 'x');
    assert.deepEqual(ownReads(storage), []);
  });
});

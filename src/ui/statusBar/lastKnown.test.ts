import assert from 'node:assert/strict';
import { fakeMemento } from '../../../test/unit/storage.ts';
import { LastKnown } from './lastKnown.ts';

const now = Date.UTC(2026, 10, 22, 12);
const minute = 60_000;
const words = { locale: 'en' };
const eks = { microUsd: 73_000_000, maxMicroUsd: 73_000_000, asOf: now - 3 * 60 * minute };
const pulls = { bytes: 2 ** 30, microUsd: 0, month: '2026-11', asOf: now - 5 * minute };

describe('LastKnown', () => {
  it('says the sum of the accounts that are shown, with the age of the oldest', async () => {
    const known = new LastKnown(fakeMemento());
    assert.equal(known.words(['a'], words, now), undefined);
    await known.note('a', { eks });
    await known.note('a', { pulls });
    await known.note('b', { eks: { ...eks, asOf: now } });
    await known.note('gone', { eks });
    assert.deepEqual(known.of('a'), { eks, pulls });
    assert.equal(known.words(['a', 'b'], words, now), 'EKS $146.00/mo, 1 GB · $0.00, as of 3 hours ago');
    assert.equal(known.words(['b'], words, now + 10 * minute), 'EKS $73.00/mo, as of 10 minutes ago');
  });

  it('does not take the pulls of another month for those of this one', async () => {
    const known = new LastKnown(fakeMemento());
    await known.note('a', { pulls });
    assert.equal(known.words(['a'], words, Date.UTC(2026, 11, 1)), undefined);
  });

  it('writes what is new, and a new time alone once in a quarter of an hour', async () => {
    const storage = fakeMemento();
    let writes = 0;
    const update = storage.update.bind(storage);
    const known = new LastKnown({ ...storage, update: (key, value) => (writes++, update(key, value)) });
    await known.note('a', { eks: { ...eks, asOf: now } });
    await known.note('a', { eks: { ...eks, asOf: now + 14 * minute } });
    assert.equal(writes, 1);
    await known.note('a', { eks: { ...eks, asOf: now + 15 * minute } });
    await known.note('a', { eks: { ...eks, maxMicroUsd: 80_000_000, asOf: now + 15 * minute } });
    assert.equal(writes, 3);
  });

  it('does without what VS Code can not keep', async () => {
    const update = (): Promise<void> => Promise.reject(new Error('the disk is full'));
    const known = new LastKnown({ ...fakeMemento(), update });
    await known.note('a', { eks });
    assert.deepEqual(known.of('a'), {});
  });

  it('keeps the 50 accounts that were noted last', async () => {
    const known = new LastKnown(fakeMemento());
    for (let number = 0; number <= 50; number++) await known.note(`a${number}`, { eks });
    assert.deepEqual([known.of('a0'), known.of('a1').eks], [{}, eks]);
  });

  it('knows nothing of what another version left', async () => {
    const storage = fakeMemento();
    const known = new LastKnown(storage);
    for (const stored of [7, null, { a: { eks: { microUsd: -1 }, pulls: { bytes: 'x' } } }, { a: 'x' }]) {
      await storage.update('costs.lastKnown', stored);
      assert.deepEqual(known.of('a'), {});
    }
  });
});

import assert from 'node:assert/strict';
import { fakeMemento } from '../../../test/unit/storage.ts';
import { Arrangement } from './arrangement.ts';

const plain = { sort: 'name', grouping: { by: 'none' }, filter: '' } as const;

describe('the arrangement of hosts', () => {
  it('lists all hosts by name, until the user wants it otherwise', async () => {
    const memento = fakeMemento();
    const arrangement = new Arrangement(memento);
    let changes = 0;
    arrangement.onDidChange(() => (changes += 1));
    assert.deepEqual(arrangement.current, plain);
    await arrangement.change({ sort: 'state' });
    await arrangement.change({ grouping: { by: 'tag', key: 'room' }, filter: 'pi' });
    await arrangement.change({ sort: 'state' });
    assert.equal(changes, 2);
    assert.deepEqual(arrangement.current, { sort: 'state', grouping: { by: 'tag', key: 'room' }, filter: 'pi' });
    assert.deepEqual(new Arrangement(memento).current, arrangement.current);
  });

  it('tells of a change before it is kept', () => {
    const arrangement = new Arrangement({ ...fakeMemento(), update: () => new Promise<void>(() => undefined) });
    const told: string[] = [];
    arrangement.onDidChange(() => told.push(arrangement.current.sort));
    void arrangement.change({ sort: 'tasks' });
    assert.deepEqual(told, ['tasks']);
  });

  it('takes what another version has written as far as it knows it', () => {
    const kept = (value: unknown): unknown => {
      const memento = fakeMemento();
      memento.stored.set('clusters.arrangement', value);
      return new Arrangement(memento).current;
    };
    assert.deepEqual(kept({ sort: 'phase of the moon', grouping: { by: 'owner' }, filter: 3 }), plain);
    assert.deepEqual(kept({ grouping: { by: 'tag' } }), plain);
    assert.deepEqual(kept(null), plain);
    assert.deepEqual(kept('name'), plain);
    assert.deepEqual(kept({ sort: 'tasks', grouping: 'state', filter: 'pi' }), {
      ...plain,
      sort: 'tasks',
      filter: 'pi',
    });
  });

  it('knows the last ten filters, each once, the last one first', async () => {
    const arrangement = new Arrangement(fakeMemento());
    for (let index = 1; index <= 12; index++) await arrangement.change({ filter: `pi-${index}` });
    await arrangement.change({ filter: '' });
    await arrangement.change({ filter: 'pi-5' });
    assert.deepEqual(
      arrangement.recentFilters,
      [5, 12, 11, 10, 9, 8, 7, 6, 4, 3].map((index) => `pi-${index}`),
    );
  });
});

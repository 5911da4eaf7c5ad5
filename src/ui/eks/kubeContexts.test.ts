import assert from 'node:assert/strict';
import { fakeMemento } from '../../../test/unit/storage.ts';
import { KubeContexts } from './kubeContexts.ts';

const arn = 'arn:aws:eks:eu-central-1:111122223333:cluster/barn';

describe('KubeContexts', () => {
  it('keeps what was chosen for a cluster, tells it, and forgets it', async () => {
    const memento = fakeMemento();
    const contexts = new KubeContexts(memento);
    const changed: string[] = [];
    contexts.onDidChange((each) => {
      changed.push(each);
    });
    assert.equal(contexts.get(arn), undefined);
    await contexts.set(arn, 'barn-admin@barn');
    assert.equal(new KubeContexts(memento).get(arn), 'barn-admin@barn');
    await contexts.set(arn, 'barn-admin@barn');
    assert.deepEqual(changed, [arn], 'nothing new');
    await contexts.forget(arn);
    assert.equal(contexts.get(arn), undefined);
    assert.equal(memento.stored.size, 0);
    assert.deepEqual(changed, [arn, arn]);
  });

  it('uses of the storage what can be used', async () => {
    for (const stored of ['text', null, ['a'], 5]) {
      const memento = fakeMemento();
      await memento.update('kubeContexts', stored);
      assert.equal(new KubeContexts(memento).get('0'), undefined);
    }
    const memento = fakeMemento();
    await memento.update('kubeContexts', { [arn]: 'barn', other: 5, empty: '' });
    const contexts = new KubeContexts(memento);
    assert.deepEqual(
      ['other', 'empty', 'toString', arn].map((each) => contexts.get(each)),
      [undefined, undefined, undefined, 'barn'],
    );
  });
});

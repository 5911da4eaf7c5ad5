import assert from 'node:assert/strict';
import { fakeMemento, fakeSecrets } from '../../../../test/unit/storage.ts';
import { noMoreOptions } from './draft.ts';
import { lastOptions, rememberOptions } from './lastOptions.ts';

describe('the options of the last registration', () => {
  const options = {
    attributes: { site: 'attic' },
    tags: { owner: 'me' },
    dockerSource: 'docker',
    gpu: true,
    ipCompatibility: 'ipv4',
    containerdSource: 'distro',
    proxy: { url: 'http://user:secret@proxy.example.com:3128', noProxy: '.example.com' },
  } as const;

  it('come back, the proxy from the secret store alone', async () => {
    const stores = { globalState: fakeMemento(), secrets: fakeSecrets() };
    assert.deepEqual(await lastOptions(stores), noMoreOptions);
    await rememberOptions(stores, options);
    assert.deepEqual(await lastOptions(stores), options);
    assert.doesNotMatch(JSON.stringify([...stores.globalState.stored]), /secret|proxy/);
    const { proxy, ...without } = options;
    assert.ok(proxy);
    await rememberOptions(stores, without);
    assert.deepEqual(await lastOptions(stores), without);
    assert.equal(stores.secrets.stored.size, 0);
  });

  it('leave out what is not valid, whatever the stores hold', async () => {
    const secrets = fakeSecrets();
    const globalState = fakeMemento();
    const broken = [null, 'text', { attributes: { 'a b': 'x' }, tags: 7, gpu: 'yes', dockerSource: 'moon' }, []];
    for (const stored of broken) {
      await globalState.update('registerOptions', stored);
      for (const proxy of ['not json', '{"url":"ftp://x"}', 'null', '{"url":7}']) {
        await secrets.store('registerProxy', proxy);
        assert.deepEqual(await lastOptions({ globalState, secrets }), noMoreOptions);
      }
    }
    const failing = { ...secrets, get: () => Promise.reject(new Error('locked')) };
    assert.deepEqual(await lastOptions({ globalState: fakeMemento(), secrets: failing }), noMoreOptions);
  });
});

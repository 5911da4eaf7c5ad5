import assert from 'node:assert/strict';
import { ActivationVault, type ActivationRecord } from './activationVault.ts';
import { fakeMemento, fakeSecrets } from '../../../test/unit/storage.ts';

const record: ActivationRecord = {
  id: '0b5b1b6e-0000-4000-8000-000000000001',
  account: { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' },
  cluster: { arn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/home', name: 'home' },
  registrationLimit: 1,
  createdAt: 0,
  expiresAt: 1000,
};
const code = 'Secret+Code/1234567890';

describe('ActivationVault', () => {
  it('gives the code until the activation expires, then deletes it', async () => {
    let now = 0;
    const secrets = fakeSecrets();
    const vault = new ActivationVault(secrets, fakeMemento(), () => now);
    await vault.keep(record, code);
    now = 999;
    assert.equal(await vault.code(record.id), code);
    assert.deepEqual(vault.record(record.id), record);
    now = 1000;
    assert.equal(vault.record(record.id), undefined);
    assert.equal(await vault.code(record.id), undefined);
    assert.equal(secrets.stored.size, 0);
  });

  it('keeps the code nowhere but in the secret storage', async () => {
    const memento = fakeMemento();
    await new ActivationVault(fakeSecrets(), memento, () => 0).keep(record, code);
    assert.doesNotMatch(JSON.stringify([...memento.stored]), /Secret/);
  });

  it('promises nothing when the secret cannot be stored', async () => {
    const secrets = { ...fakeSecrets(), store: () => Promise.reject(new Error('the keychain is locked')) };
    const vault = new ActivationVault(secrets, fakeMemento(), () => 0);
    await assert.rejects(vault.keep(record, code), /locked/);
    assert.equal(vault.record(record.id), undefined);
  });

  it('survives a restart, and storage that another version wrote', async () => {
    const [secrets, memento] = [fakeSecrets(), fakeMemento()];
    await new ActivationVault(secrets, memento, () => 0).keep(record, code);
    memento.stored.set('activations', [null, 7, { id: 'x' }, ...(memento.stored.get('activations') as unknown[])]);
    assert.equal(await new ActivationVault(secrets, memento, () => 0).code(record.id), code);
    memento.stored.set('activations', 'nonsense');
    assert.equal(await new ActivationVault(secrets, memento, () => 0).code(record.id), undefined);
  });
});

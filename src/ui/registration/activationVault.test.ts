import assert from 'node:assert/strict';
import { ActivationVault, type ActivationRecord } from './activationVault.ts';
import { eventually } from '../../../test/helpers.ts';
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

const soon = (check: () => void): Promise<void> =>
  eventually(() => {
    check();
    return Promise.resolve();
  });

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

  it('leaves what a newer version wrote alone until it expires, then deletes its code too', async () => {
    let now = 0;
    const [secrets, memento] = [fakeSecrets(), fakeMemento()];
    memento.stored.set('activations', [{ id: 'newer', kind: 'drone', expiresAt: 500 }]);
    secrets.stored.set('activationCode:newer', code);
    const vault = new ActivationVault(secrets, memento, () => now);
    await vault.keep(record, code);
    assert.deepEqual(vault.records(), [record]);
    assert.equal(secrets.stored.size, 2);
    now = 500;
    await vault.sweep();
    assert.deepEqual([...secrets.stored.keys()], [`activationCode:${record.id}`]);
  });

  it('narrows each record to what this version knows', async () => {
    const memento = fakeMemento();
    const vault = new ActivationVault(fakeSecrets(), memento, () => 0);
    for (const broken of [
      { ...record, account: { source: { kind: 'carrier pigeon' }, region: 'eu-central-1' } },
      { ...record, cluster: { arn: 7, name: 'home' } },
      { ...record, registrationLimit: 'many' },
      { ...record, expiresAt: Number.NaN },
    ]) {
      memento.stored.set('activations', [broken]);
      assert.equal(vault.record(record.id), undefined);
    }
    memento.stored.set('activations', [{ ...record, instanceName: 5, code }]);
    assert.deepEqual(vault.record(record.id), record);
    await vault.forget(record.id);
  });

  it('gives the records of one account, and tells when one comes or goes', async () => {
    let changes = 0;
    const vault = new ActivationVault(fakeSecrets(), fakeMemento(), () => 0);
    vault.onDidChange(() => changes++);
    const other: ActivationRecord = { ...record, id: 'other', account: { ...record.account, region: 'us-east-1' } };
    await vault.keep(record, code);
    await vault.keep(other, code);
    assert.deepEqual(vault.records(record.account), [record]);
    await vault.forget(other.id);
    await vault.forget(other.id);
    assert.equal(changes, 3);
  });

  it('keeps the record of a code that could not be deleted, so that it is tried again', async () => {
    const secrets = fakeSecrets();
    const vault = new ActivationVault({ ...secrets, delete: () => Promise.reject(new Error('locked')) }, fakeMemento());
    await vault.keep({ ...record, expiresAt: Date.now() + 60_000 }, code);
    await assert.rejects(vault.forget(record.id), /locked/);
    assert.ok(vault.record(record.id));
  });

  describe('while it watches', () => {
    const none = (): void => undefined;

    it('forgets what expired while VS Code was closed', async () => {
      const [secrets, memento] = [fakeSecrets(), fakeMemento()];
      await new ActivationVault(secrets, memento, () => 0).keep(record, code);
      const watch = new ActivationVault(secrets, memento, () => record.expiresAt).watch(none);
      await soon(() => assert.equal(secrets.stored.size, 0));
      watch.dispose();
    });

    it('forgets each as it expires, without being asked', async () => {
      const secrets = fakeSecrets();
      const vault = new ActivationVault(secrets, fakeMemento());
      const watch = vault.watch(none);
      await vault.keep({ ...record, id: 'later', expiresAt: Date.now() + 3_600_000 }, code);
      await vault.keep({ ...record, expiresAt: Date.now() + 20 }, code);
      await soon(() => assert.deepEqual([...secrets.stored.keys()], ['activationCode:later']));
      watch.dispose();
    });

    it('waits for one that expires in a month, which is longer than a timer can', async () => {
      const secrets = fakeSecrets();
      const vault = new ActivationVault(secrets, fakeMemento());
      const watch = vault.watch(none);
      await vault.keep({ ...record, expiresAt: Date.now() + 30 * 24 * 3_600_000 }, code);
      await new Promise((resolve) => setTimeout(resolve, 10));
      assert.equal(secrets.stored.size, 1);
      watch.dispose();
    });

    it('tells when a code could not be deleted', async () => {
      const memento = fakeMemento();
      await new ActivationVault(fakeSecrets(), memento, () => 0).keep(record, code);
      const locked = { ...fakeSecrets(), delete: () => Promise.reject(new Error('locked')) };
      const told: unknown[] = [];
      const watch = new ActivationVault(locked, memento, () => 1000).watch((error) => told.push(error));
      await soon(() => assert.match(String(told[0]), /locked/));
      watch.dispose();
    });

    it('drops what an earlier demo account knew', async () => {
      const [secrets, memento] = [fakeSecrets(), fakeMemento()];
      const before = new ActivationVault(secrets, memento, () => 0);
      const demo = { source: { kind: 'demo' }, region: 'eu-central-1' } as const;
      await before.keep({ ...record, id: 'demo', account: demo }, code);
      await before.keep(record, code);
      const watch = new ActivationVault(secrets, memento, () => 0).watch(none);
      await soon(() => assert.deepEqual(before.records(), [record]));
      watch.dispose();
    });
  });
});

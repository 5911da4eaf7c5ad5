import assert from 'node:assert/strict';
import { ActivationVault, type ActivationRecord, type ActivationSecret } from './activationVault.ts';
import type { HostPlan, ManyMachines, OneMachine } from '../../core/registration/plan.ts';
import { eventually } from '../../../test/helpers.ts';
import { fakeMemento, fakeSecrets } from '../../../test/unit/storage.ts';

const record: ActivationRecord = {
  id: '0b5b1b6e-0000-4000-8000-000000000001',
  account: { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' },
  plan: { kind: 'ecsWindows' },
  cluster: { arn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/home', name: 'home' },
  registrationLimit: 1,
  createdAt: 0,
  expiresAt: 1000,
};
const secret: ActivationSecret = { code: 'Secret+Code/1234567890' };

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
    await vault.keep(record, secret);
    now = 999;
    assert.deepEqual(await vault.secret(record.id), secret);
    assert.deepEqual(vault.record(record.id), record);
    now = 1000;
    assert.equal(vault.record(record.id), undefined);
    assert.equal(await vault.secret(record.id), undefined);
    assert.equal(secrets.stored.size, 0);
  });

  it('keeps code and proxy nowhere but in the secret storage, whatever the record carries', async () => {
    const [secrets, memento] = [fakeSecrets(), fakeMemento()];
    const proxy = { url: 'http://me:Secret@proxy.example.com:3128', noProxy: '.example.com' };
    const host = { attributes: {}, tags: {}, proxy };
    const plan: HostPlan = { kind: 'ecsLinux', form: { kind: 'script' }, host };
    const vault = new ActivationVault(secrets, memento, () => 0);
    await vault.keep({ ...record, plan, ...secret }, { ...secret, proxy });
    assert.doesNotMatch(JSON.stringify([...memento.stored]), /Secret|proxy/);
    assert.deepEqual(await new ActivationVault(secrets, memento, () => 0).secret(record.id), { ...secret, proxy });
  });

  it('gives no secret that is broken: without its proxy a script would be another one', async () => {
    const secrets = fakeSecrets();
    const vault = new ActivationVault(secrets, fakeMemento(), () => 0);
    await vault.keep(record, secret);
    for (const broken of [
      '',
      'Secret',
      'null',
      '7',
      '{}',
      '{"code":7}',
      '{"code":"c","proxy":{}}',
      '{"code":"c","proxy":null}',
    ]) {
      secrets.stored.set(`activationCode:${record.id}`, broken);
      assert.equal(await vault.secret(record.id), undefined, broken);
    }
  });

  describe('keeps the plan over a restart', () => {
    const one: OneMachine = { kind: 'script', ssh: 'pi@attic' };
    const many: ManyMachines = { kind: 'many', hosts: ['a', 'b'], by: 'ansible' };
    const host = { attributes: { rack: '7' }, tags: { Owner: 'ops' } };
    const cluster = { arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/lab', name: 'lab' };
    const plans: readonly HostPlan[] = [
      { kind: 'ecsLinux', form: { kind: 'script' }, host: { attributes: {}, tags: {} } },
      { kind: 'ecsLinux', form: one, host: { ...host, dockerSource: 'distro', gpu: true, ipCompatibility: 'ipv6' } },
      { kind: 'ecsLinux', form: { kind: 'firstBoot', hostname: 'pi', authorizedKeys: ['ssh-ed25519 A'] }, host },
      { kind: 'ecsLinux', form: { kind: 'firstBoot', authorizedKeys: [] }, host },
      { kind: 'ecsLinux', form: many, host },
      { kind: 'ecsWindows' },
      { kind: 'hybridNode', form: one, kubernetesVersion: '1.35', containerdSource: 'docker' },
      { kind: 'hybridNode', form: many, kubernetesVersion: '1.35' },
      { kind: 'connector', by: 'helm', provider: 'RANCHER', context: 'k3s' },
      { kind: 'connector', by: 'manifest', provider: 'OTHER' },
      { kind: 'ssmOnly', form: { ...many, by: 'ssh' } },
    ];
    const restarted = (stored: unknown): ActivationVault => {
      const memento = fakeMemento();
      memento.stored.set('activations', [stored]);
      return new ActivationVault(fakeSecrets(), memento, () => 0);
    };

    for (const plan of plans) {
      it(`of ${JSON.stringify(plan)}`, async () => {
        const [secrets, memento] = [fakeSecrets(), fakeMemento()];
        const kept: ActivationRecord = { ...record, accountId: '111122223333', plan, cluster };
        await new ActivationVault(secrets, memento, () => 0).keep(kept, secret);
        const next = new ActivationVault(secrets, memento, () => 0);
        assert.deepEqual(next.record(record.id), kept);
        assert.deepEqual(await next.secret(record.id), secret);
      });
    }

    it('and needs no cluster for Systems Manager alone', async () => {
      const loose: ActivationRecord = {
        id: record.id,
        account: record.account,
        plan: { kind: 'ssmOnly', form: { kind: 'script' } },
        registrationLimit: 1,
        createdAt: 0,
        expiresAt: 1000,
      };
      assert.deepEqual(restarted(loose).record(record.id), loose);
      const vault = new ActivationVault(fakeSecrets(), fakeMemento(), () => 0);
      await assert.rejects(vault.keep({ ...loose, plan: record.plan }, secret), TypeError);
    });

    it('but takes no plan that is broken, and deletes its code in time all the same', async () => {
      const script = { kind: 'script' };
      const broken: readonly unknown[] = [
        undefined,
        null,
        'ecsLinux',
        [],
        {},
        { kind: 'drone' },
        { kind: 'ecsLinux' },
        { kind: 'ecsLinux', form: script },
        { kind: 'ecsLinux', form: { kind: 'script', ssh: 7 }, host },
        { kind: 'ecsLinux', form: { kind: 'firstBoot', authorizedKeys: 'ssh-ed25519 A' }, host },
        { kind: 'ecsLinux', form: { kind: 'many', hosts: ['a', 7], by: 'ssh' }, host },
        { kind: 'ecsLinux', form: { kind: 'many', hosts: ['a'], by: 'pigeon' }, host },
        { kind: 'ecsLinux', form: script, host: { attributes: { rack: 7 }, tags: {} } },
        { kind: 'ecsLinux', form: script, host: { ...host, gpu: 'yes' } },
        { kind: 'ecsLinux', form: script, host: { ...host, dockerSource: 'pigeon' } },
        { kind: 'hybridNode', form: script },
        { kind: 'hybridNode', form: { kind: 'firstBoot', authorizedKeys: [] }, kubernetesVersion: '1.35' },
        { kind: 'hybridNode', form: script, kubernetesVersion: '1.35', containerdSource: 7 },
        { kind: 'connector', by: 'pigeon', provider: 'OTHER' },
        { kind: 'connector', by: 'helm', provider: 'pigeon' },
        { kind: 'connector', by: 'helm', provider: 'OTHER', context: 7 },
        { kind: 'ssmOnly', form: null },
      ];
      for (const plan of broken) assert.equal(restarted({ ...record, plan }).record(record.id), undefined);

      const [secrets, memento] = [fakeSecrets(), fakeMemento()];
      memento.stored.set(
        'activations',
        broken.map((plan, index) => ({ ...record, id: String(index), plan })),
      );
      for (const index of broken.keys()) secrets.stored.set(`activationCode:${String(index)}`, 'Secret');
      await new ActivationVault(secrets, memento, () => record.expiresAt).sweep();
      assert.equal(secrets.stored.size, 0);
      assert.deepEqual(memento.stored.get('activations'), []);
    });
  });

  it('promises nothing when the secret cannot be stored', async () => {
    const secrets = { ...fakeSecrets(), store: () => Promise.reject(new Error('the keychain is locked')) };
    const vault = new ActivationVault(secrets, fakeMemento(), () => 0);
    await assert.rejects(vault.keep(record, secret), /locked/);
    assert.equal(vault.record(record.id), undefined);
  });

  it('leaves no secret behind when the record cannot be stored', async () => {
    const secrets = fakeSecrets();
    const full = { ...fakeMemento(), update: () => Promise.reject(new Error('the disk is full')) };
    const vault = new ActivationVault(secrets, full, () => 0);
    await assert.rejects(vault.keep(record, secret), /full/);
    assert.deepEqual([secrets.stored.size, vault.record(record.id)], [0, undefined]);
    const locked = { ...secrets, delete: () => Promise.reject(new Error('the keychain is locked')) };
    await assert.rejects(new ActivationVault(locked, full, () => 0).keep(record, secret), /full/);
  });

  it('survives a restart, and storage that another version wrote', async () => {
    const [secrets, memento] = [fakeSecrets(), fakeMemento()];
    await new ActivationVault(secrets, memento, () => 0).keep(record, secret);
    memento.stored.set('activations', [null, 7, { id: 'x' }, ...(memento.stored.get('activations') as unknown[])]);
    assert.deepEqual(await new ActivationVault(secrets, memento, () => 0).secret(record.id), secret);
    memento.stored.set('activations', 'nonsense');
    assert.equal(await new ActivationVault(secrets, memento, () => 0).secret(record.id), undefined);
  });

  it('leaves what a newer version wrote alone until it expires, then deletes its code too', async () => {
    let now = 0;
    const [secrets, memento] = [fakeSecrets(), fakeMemento()];
    memento.stored.set('activations', [{ id: 'newer', kind: 'drone', expiresAt: 500 }]);
    secrets.stored.set('activationCode:newer', secret.code);
    const vault = new ActivationVault(secrets, memento, () => now);
    await vault.keep(record, secret);
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
    memento.stored.set('activations', [{ ...record, instanceName: 5, accountId: '123', code: secret.code }]);
    assert.deepEqual(vault.record(record.id), record);
    await vault.forget(record.id);
  });

  it('gives the records of one account, and tells when one comes or goes', async () => {
    let changes = 0;
    const vault = new ActivationVault(fakeSecrets(), fakeMemento(), () => 0);
    vault.onDidChange(() => changes++);
    const other: ActivationRecord = { ...record, id: 'other', account: { ...record.account, region: 'us-east-1' } };
    await vault.keep(record, secret);
    await vault.keep(other, secret);
    assert.deepEqual(vault.records(record.account), [record]);
    await vault.forget(other.id);
    await vault.forget(other.id);
    assert.equal(changes, 3);
  });

  it('keeps the record of a code that could not be deleted, so that it is tried again', async () => {
    const secrets = fakeSecrets();
    const vault = new ActivationVault({ ...secrets, delete: () => Promise.reject(new Error('locked')) }, fakeMemento());
    await vault.keep({ ...record, expiresAt: Date.now() + 60_000 }, secret);
    await assert.rejects(vault.forget(record.id), /locked/);
    assert.ok(vault.record(record.id));
  });

  describe('while it watches', () => {
    const none = (): void => undefined;

    it('forgets what expired while VS Code was closed', async () => {
      const [secrets, memento] = [fakeSecrets(), fakeMemento()];
      await new ActivationVault(secrets, memento, () => 0).keep(record, secret);
      const watch = new ActivationVault(secrets, memento, () => record.expiresAt).watch(none);
      await soon(() => assert.equal(secrets.stored.size, 0));
      watch.dispose();
    });

    it('forgets each as it expires, without being asked', async () => {
      const secrets = fakeSecrets();
      const vault = new ActivationVault(secrets, fakeMemento());
      const watch = vault.watch(none);
      await vault.keep({ ...record, id: 'later', expiresAt: Date.now() + 3_600_000 }, secret);
      await vault.keep({ ...record, expiresAt: Date.now() + 20 }, secret);
      await soon(() => assert.deepEqual([...secrets.stored.keys()], ['activationCode:later']));
      watch.dispose();
    });

    it('waits for one that expires in a month, which is longer than a timer can', async () => {
      const secrets = fakeSecrets();
      const vault = new ActivationVault(secrets, fakeMemento());
      const watch = vault.watch(none);
      await vault.keep({ ...record, expiresAt: Date.now() + 30 * 24 * 3_600_000 }, secret);
      await new Promise((resolve) => setTimeout(resolve, 10));
      assert.equal(secrets.stored.size, 1);
      watch.dispose();
    });

    it('tells when a code could not be deleted', async () => {
      const memento = fakeMemento();
      await new ActivationVault(fakeSecrets(), memento, () => 0).keep(record, secret);
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
      await before.keep({ ...record, id: 'demo', account: demo }, secret);
      await before.keep(record, secret);
      const watch = new ActivationVault(secrets, memento, () => 0).watch(none);
      await soon(() => assert.deepEqual(before.records(), [record]));
      watch.dispose();
    });
  });
});

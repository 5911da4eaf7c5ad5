import assert from 'node:assert/strict';
import { gatewayOver } from '../../../test/unit/fleetLiterals.ts';
import { fakeMemento } from '../../../test/unit/storage.ts';
import { Failure } from '../../core/failure.ts';
import { Fleet } from '../../core/fleet/fleet.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import { Accounts, demoAccount, storedAccounts } from './accounts.ts';

const home: AccountRef = { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' };
const work: AccountRef = { source: { kind: 'profile', profile: 'work' }, region: 'us-east-1' };

function setUp(defaultAccount: () => Promise<AccountRef | undefined>, memento = fakeMemento()) {
  const fleet = new Fleet(() => gatewayOver({}));
  const accounts = new Accounts(memento, fleet, {
    profiles: () => Promise.resolve([]),
    fileToMend: () => Promise.resolve('config'),
    defaultAccount,
  });
  const shown = (): readonly AccountRef[] => fleet.accounts.map(({ ref }) => ref);
  return { accounts, memento, shown };
}

describe('Accounts', () => {
  it('starts with the account that the AWS CLI would use', async () => {
    const { accounts, shown } = setUp(() => Promise.resolve(home));
    await accounts.ensureShown();
    assert.deepEqual(shown(), [home]);
  });

  it('shows nothing where nothing is configured, and looks again the next time', async () => {
    const configured = [undefined, work];
    const { accounts, shown } = setUp(() => Promise.resolve(configured.shift()));
    await accounts.ensureShown();
    assert.deepEqual(shown(), []);
    await accounts.ensureShown();
    assert.deepEqual(shown(), [work]);
  });

  it('tells why the configuration cannot be used', async () => {
    const { accounts } = setUp(() => Promise.reject(new Failure('noRegion', 'none')));
    await assert.rejects(accounts.ensureShown(), { reason: 'noRegion' });
  });

  it('keeps a choice over a restart, and adds and removes side by side', async () => {
    const first = setUp(() => Promise.resolve(home));
    await first.accounts.ensureShown();
    await first.accounts.add(demoAccount);
    await first.accounts.add(demoAccount);
    assert.deepEqual(first.shown(), [home, demoAccount]);
    await first.accounts.remove(home);

    const second = setUp(() => Promise.resolve(home), first.memento);
    await second.accounts.ensureShown();
    assert.deepEqual(second.shown(), [demoAccount]);
  });
});

describe('Accounts, before the view was shown', () => {
  it('keeps a choice from before when another account is added', async () => {
    const first = setUp(() => Promise.resolve(undefined));
    await first.accounts.choose([home, work]);
    const second = setUp(() => Promise.resolve(undefined), first.memento);
    await second.accounts.add(demoAccount);
    assert.deepEqual(second.shown(), [home, work, demoAccount]);
  });

  it('can be left empty: the default account does not come back by itself', async () => {
    const first = setUp(() => Promise.resolve(home));
    await first.accounts.remove(home);
    assert.deepEqual(first.shown(), []);
    const second = setUp(() => Promise.resolve(home), first.memento);
    await second.accounts.ensureShown();
    assert.deepEqual(second.shown(), []);
  });
});

describe('storedAccounts', () => {
  it('takes what it knows, and nothing else', () => {
    const odd = [null, 3, {}, { region: 'x' }, { source: { kind: 'profile' }, region: 'x' }, { ...home, region: '' }];
    assert.deepEqual(storedAccounts([...odd, home, { ...work, key: 'AKIA' }, demoAccount]), [home, work, demoAccount]);
    assert.deepEqual(storedAccounts('nonsense'), []);
    assert.deepEqual(storedAccounts([{ source: { kind: 'other' }, region: 'x' }]), []);
  });
});

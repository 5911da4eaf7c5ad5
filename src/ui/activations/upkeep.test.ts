import assert from 'node:assert/strict';
import { eventually } from '../../../test/helpers.ts';
import { activation, gatewayOver, node } from '../../../test/unit/fleetLiterals.ts';
import { fakeMemento, fakeSecrets } from '../../../test/unit/storage.ts';
import { Fleet } from '../../core/fleet/fleet.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import { ActivationVault } from '../registration/activationVault.ts';
import { forgetEnded } from './upkeep.ts';

const ref: AccountRef = { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' };
const { id } = activation('1');

describe('forgetEnded', () => {
  const setUp = async (
    contents: Parameters<typeof gatewayOver>[0],
  ): Promise<{ vault: ActivationVault; fleet: Fleet }> => {
    const vault = new ActivationVault(fakeSecrets(), fakeMemento());
    const cluster = { arn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/home', name: 'home' };
    const times = { createdAt: Date.now() - 3_600_000, expiresAt: Date.now() + 3_600_000 };
    const plan = { kind: 'ecsWindows' } as const;
    const code = 'Secret+Code/1234567890';
    await vault.keep({ id, account: ref, plan, cluster, registrationLimit: 1, ...times }, { code });
    const fleet = new Fleet(() => gatewayOver(contents));
    forgetEnded(vault, fleet, (error) => assert.ifError(error));
    await fleet.show([ref]);
    return { vault, fleet };
  };
  const expiresAt = Date.now() + 3_600_000;

  it('deletes the code as the list says that the activation is used up', async () => {
    const { vault, fleet } = await setUp({ activations: [activation('1', { registrationCount: 1, expiresAt })] });
    await fleet.accounts[0]?.activations();
    await eventually(async () => assert.equal(await vault.secret(id), undefined));
  });

  it('deletes it as a host has come by it, though nobody looks at activations', async () => {
    const { vault, fleet } = await setUp({ nodes: [node('a', { activationId: id })] });
    await fleet.accounts[0]?.readNodes();
    await eventually(async () => assert.equal(await vault.secret(id), undefined));
  });

  it('deletes it as the activation was deleted elsewhere, in the account that it was made in', async () => {
    const { vault, fleet } = await setUp({ activations: [] });
    await fleet.accounts[0]?.activations();
    assert.ok(await vault.secret(id), 'it is not known yet whose account this is');
    await fleet.accounts[0]?.readIdentity();
    await eventually(async () => assert.equal(await vault.secret(id), undefined));
  });

  it('keeps it while the activation can be used', async () => {
    const { vault, fleet } = await setUp({ activations: [activation('1', { expiresAt })], nodes: [node('a')] });
    const [account] = fleet.accounts;
    await Promise.all([account?.activations(), account?.readNodes(), account?.readIdentity()]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.ok(await vault.secret(id));
  });
});

import assert from 'node:assert/strict';
import { gatewayOver } from '../../../test/unit/fleetLiterals.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { AccessEntry } from '../../core/registration/eksRegistration.ts';
import { createEntry, lookForEntry } from './accessEntries.ts';

const account = new AccountFleet({ source: { kind: 'demo' }, region: 'cn-north-1' }, gatewayOver({}));
const typed = { name: 'hybrid-nodes' };
const arn = 'arn:aws-cn:iam::111122223333:role/hybrid-nodes';

function entries(entry?: AccessEntry): Parameters<typeof lookForEntry>[0] & { readonly calls: unknown[][] } {
  const calls: unknown[][] = [];
  return {
    calls,
    accessEntry: (...args) => {
      calls.push(args);
      return Promise.resolve(entry);
    },
    createAccessEntry: (...args) => {
      calls.push(args);
      return Promise.resolve();
    },
  };
}

describe('the access entry of hybrid nodes', () => {
  it('is there, is missing, or is of a type that is for others', async () => {
    const look = (entry?: AccessEntry): ReturnType<typeof lookForEntry> =>
      lookForEntry(entries(entry), account, 'lab', typed);
    assert.deepEqual(await look(), { state: 'missing' });
    assert.deepEqual(await look({ type: 'HYBRID_LINUX' }), { state: 'allowed' });
    assert.deepEqual(await look({ type: 'STANDARD' }), { state: 'other', type: 'STANDARD' });
  });

  it('is looked for, and made, by the ARN of the role in its partition', async () => {
    const eks = entries();
    await lookForEntry(eks, account, 'lab', typed);
    await createEntry(eks, account, 'lab', typed);
    const [looked, made] = eks.calls;
    assert.deepEqual(looked, ['lab', arn]);
    assert.deepEqual(made?.slice(0, 3), ['lab', arn, 'HYBRID_LINUX']);
    assert.ok(made[3]);
    await createEntry(eks, account, 'lab', { ...typed, arn: `${arn}-of-its-own` });
    assert.equal(eks.calls[2]?.[1], `${arn}-of-its-own`);
  });
});

import assert from 'node:assert/strict';
import { eksCluster } from '../../../test/unit/fleetLiterals.ts';
import type { ActivationRecord } from '../registration/activationVault.ts';
import { activationsOfConnected } from './ending.ts';

const edge = eksCluster('edge');
const account = { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' } as const;
const work = { source: { kind: 'profile', profile: 'work' }, region: 'eu-central-1' } as const;
const record = (id: string, over: Partial<ActivationRecord> = {}): ActivationRecord => ({
  id,
  account,
  plan: { kind: 'connector', by: 'helm', provider: 'OTHER' },
  cluster: { arn: edge.arn, name: edge.name },
  registrationLimit: 1,
  createdAt: 0,
  expiresAt: 1000,
  ...over,
});

describe('activationsOfConnected', () => {
  const its = { account, cluster: edge.name };

  it('are known from what was kept, where EKS does not name them', () => {
    assert.deepEqual(activationsOfConnected([record('a')], its), ['a']);
    assert.deepEqual(activationsOfConnected([], its), []);
  });

  it('are named once', () => {
    assert.deepEqual(activationsOfConnected([record('a')], { ...its, id: 'a' }), ['a']);
    assert.deepEqual(activationsOfConnected([], { ...its, id: 'b' }), ['b']);
  });

  it('are found by ARN in another profile, and by name in the own one only', () => {
    const other = record('a', { account: work });
    assert.deepEqual(activationsOfConnected([other], { ...its, arn: edge.arn }), ['a']);
    assert.deepEqual(activationsOfConnected([other], its), []);
  });

  it('are not those of other clusters, nor of hybrid nodes in a cluster of that name', () => {
    const lab = eksCluster('lab');
    const others = [
      record('a', { cluster: { arn: lab.arn, name: lab.name } }),
      record('b', { plan: { kind: 'hybridNode', form: { kind: 'script' }, kubernetesVersion: '1.35' } }),
    ];
    assert.deepEqual(activationsOfConnected(others, { ...its, arn: edge.arn }), []);
  });
});

import assert from 'node:assert/strict';
import type { HybridNodeFacts, HybridNodeWarning } from './hybridRules.ts';
import { hybridKubernetesVersions, hybridNodeWarnings, isRaspberryPiBefore5 } from './hybridRules.ts';

describe('hybridKubernetesVersions', () => {
  const eks = ['1.31', '1.32', '1.33', '1.34', '1.35', '1.36'];
  const cases: readonly (readonly [cluster: string, versions: readonly string[]])[] = [
    ['1.36', ['1.36', '1.35', '1.34', '1.33']],
    ['1.33', ['1.33', '1.32', '1.31']],
    ['1.31', ['1.31']],
    // A version that EKS does not list (any more) is still the cluster's own.
    ['1.30', ['1.30']],
    ['1.100', ['1.100']],
    ['', []],
    ['two', []],
  ];
  for (const [cluster, versions] of cases)
    it(`for a cluster of version ${JSON.stringify(cluster)}: ${versions.join(', ')}`, () =>
      assert.deepEqual(hybridKubernetesVersions(cluster, eks), versions));
});

describe('isRaspberryPiBefore5', () => {
  const before = [
    'Raspberry Pi Model B Rev 2',
    'Raspberry Pi Zero 2 W Rev 1.0',
    'Raspberry Pi 3 Model B Plus Rev 1.3',
    'Raspberry Pi 4 Model B Rev 1.5',
    'Raspberry Pi 400 Rev 1.0',
    'Raspberry Pi Compute Module 4 Rev 1.1',
  ];
  const from5 = [
    'Raspberry Pi 5 Model B Rev 1.0',
    'Raspberry Pi 500 Rev 1.0',
    'Raspberry Pi Compute Module 5 Rev 1.0',
    'Raspberry Pi Compute Module 5 Lite Rev 1.0',
    'ODROID-N2',
    '',
  ];
  for (const board of before) it(`is: ${board}`, () => assert.ok(isRaspberryPiBefore5(board)));
  for (const board of from5) it(`is not: ${board}`, () => assert.ok(!isRaspberryPiBefore5(board)));
});

describe('hybridNodeWarnings', () => {
  const cases: readonly (readonly [facts: HybridNodeFacts, warnings: readonly HybridNodeWarning[]])[] = [
    [{}, []],
    [
      {
        board: 'Raspberry Pi 5 Model B Rev 1.0',
        architecture: 'aarch64',
        clusterHybridEnabled: true,
        endpointAccess: { public: true, private: false },
        partition: 'aws',
      },
      [],
    ],
    [{ endpointAccess: { public: false, private: true } }, []],
    [{ board: 'Raspberry Pi 4 Model B' }, [{ kind: 'raspberryPiBefore5', board: 'Raspberry Pi 4 Model B' }]],
    [{ architecture: 'armv7l' }, [{ kind: 'architecture', architecture: 'armv7l' }]],
    [{ clusterHybridEnabled: false }, [{ kind: 'noRemoteNetwork' }]],
    [{ endpointAccess: { public: true, private: true } }, [{ kind: 'publicAndPrivateEndpoint' }]],
    [{ partition: 'aws-us-gov' }, [{ kind: 'partition', partition: 'aws-us-gov' }]],
  ];
  for (const [facts, warnings] of cases)
    it(`${JSON.stringify(facts)}: ${warnings.map(({ kind }) => kind).join(', ') || 'none'}`, () =>
      assert.deepEqual(hybridNodeWarnings(facts), warnings));

  it('tells all at once', () => {
    const facts = { board: 'Raspberry Pi 3', clusterHybridEnabled: false, partition: 'aws-cn' };
    assert.deepEqual(
      hybridNodeWarnings(facts).map(({ kind }) => kind),
      ['raspberryPiBefore5', 'noRemoteNetwork', 'partition'],
    );
  });
});

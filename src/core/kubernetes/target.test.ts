import assert from 'node:assert/strict';
import { eksCluster } from '../../../test/unit/fleetLiterals.ts';
import { kubeTarget } from './target.ts';

describe('kubeTarget', () => {
  const endpointAccess = { public: false, private: true };
  const cluster = eksCluster('lab', { endpoint: 'https://lab', certificateAuthority: 'Q0E=', endpointAccess });

  it("is EKS's own API", () => {
    assert.deepEqual(kubeTarget(cluster, 'eu-west-1', undefined), {
      kind: 'eks',
      clusterName: 'lab',
      region: 'eu-west-1',
      endpoint: 'https://lab',
      certificateAuthority: 'Q0E=',
      endpointAccess,
    });
  });

  it('is the context that the user chose, of whatever cluster', () => {
    const chosen = { kind: 'context', context: 'tunnel' };
    assert.deepEqual(kubeTarget(cluster, 'eu-west-1', 'tunnel'), chosen);
    assert.deepEqual(kubeTarget(eksCluster('barn', { connector: {} }), 'eu-west-1', 'tunnel'), chosen);
  });

  it('is not known of a connected cluster without one, nor of one that is being made', () => {
    assert.equal(kubeTarget(eksCluster('barn', { connector: {} }), 'eu-west-1', undefined), undefined);
    assert.equal(kubeTarget(eksCluster('new'), 'eu-west-1', undefined), undefined);
  });
});

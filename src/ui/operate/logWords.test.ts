import assert from 'node:assert/strict';
import { ecsCluster, instance, node } from '../../../test/unit/fleetLiterals.ts';
import { ecsHosts } from '../../core/fleet/host.ts';
import type { ManagedNode } from '../../core/fleet/model.ts';
import { hostRemark } from './logWords.ts';

describe('what is said of the logs of a host', () => {
  const home = ecsCluster('home');
  const now = Date.parse('2026-11-22T12:00:00Z');
  const minutes = 60_000;
  const remarkOf = (agentConnected: boolean, details: Partial<ManagedNode>): string | undefined => {
    const one = node('1', { name: 'pi', ...details });
    const [host] = ecsHosts(home, [instance('1', home, { agentConnected })], new Map([[one.id, one]]));
    return hostRemark(host, now);
  };

  it('is nothing while SSM renews its credentials', () => {
    assert.equal(remarkOf(true, { pingStatus: 'Online', lastPingAt: now }), undefined);
    assert.equal(remarkOf(false, { pingStatus: 'Online', lastPingAt: now }), undefined);
    assert.equal(hostRemark(undefined, now), undefined);
  });
  it('is since when they are or will be missing', () => {
    const lost = { pingStatus: 'ConnectionLost' } as const;
    assert.match(
      remarkOf(false, { ...lost, lastPingAt: now - 90 * minutes }) ?? '',
      /^SSM last heard of pi at 2026-11-22 \d\d:\d\d, and its credentials have expired: .* on the host alone\.$/,
    );
    assert.match(
      remarkOf(true, { ...lost, lastPingAt: now - 10 * minutes }) ?? '',
      /60 minutes after that .* its logs stop\.$/,
    );
  });
});

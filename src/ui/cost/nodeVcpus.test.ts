import assert from 'node:assert/strict';
import { gatewayOver } from '../../../test/unit/fleetLiterals.ts';
import { Failure } from '../../core/failure.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { NodeVcpus } from './nodeVcpus.ts';

const day = 86_400_000;

describe('NodeVcpus', () => {
  it('asks once a day for nodes of which Kubernetes said nothing, and for unknown ones after a refresh too', async () => {
    const account = new AccountFleet({ source: { kind: 'demo' }, region: 'eu-central-1' }, gatewayOver({}));
    const asked: (readonly string[])[] = [];
    let now = day;
    let isDenied = false;
    const vcpus = new NodeVcpus(
      () =>
        Promise.resolve({
          vcpus: (ids) => {
            asked.push(ids);
            if (isDenied) return Promise.reject(new Failure('accessDenied', 'no'));
            return Promise.resolve(new Map([['mi-1', 4]]));
          },
        }),
      () => now,
    );
    const nodes = [
      { id: 'mi-1', name: 'a' },
      { id: 'mi-2', name: 'b' },
      { id: 'mi-3', name: 'c', vcpus: 8 },
      { id: 'roles-anywhere', name: 'd' },
    ];
    const counts = async () => (await vcpus.filled(account, nodes)).nodes.map((node) => node.vcpus);
    assert.deepEqual(await counts(), [4, undefined, 8, undefined]);
    assert.deepEqual(await counts(), [4, undefined, 8, undefined]);
    assert.deepEqual(asked, [['mi-1', 'mi-2']]);
    vcpus.refresh(account);
    await counts();
    assert.deepEqual(asked.at(-1), ['mi-2']);
    now += day;
    isDenied = true;
    const { nodes: kept, failure } = await vcpus.filled(account, nodes);
    assert.deepEqual([kept[0]?.vcpus, failure?.reason, asked.length], [4, 'accessDenied', 3]);
  });
});

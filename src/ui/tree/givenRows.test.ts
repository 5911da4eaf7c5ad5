import assert from 'node:assert/strict';
import { ecsCluster, gatewayOver } from '../../../test/unit/fleetLiterals.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import { GivenRows } from './givenRows.ts';
import type { TreeNode } from './nodes.ts';

const account = new AccountFleet({ source: { kind: 'environment' }, region: 'us-east-1' }, gatewayOver({}));

/** Rows made anew each time, as the view and commands do. */
function rows(...keys: readonly string[]): {
  readonly top: TreeNode;
  readonly cluster: TreeNode;
  readonly hosts: TreeNode[];
} {
  const top: TreeNode = { kind: 'account', account, parent: undefined };
  const cluster: TreeNode = { kind: 'cluster', account, parent: top, cluster: ecsCluster('home') };
  const hosts = keys.map((key): TreeNode => {
    const host = { key, name: 'pi' } as Host;
    return { kind: 'host', account, parent: cluster, host };
  });
  return { top, cluster, hosts };
}

describe('GivenRows', () => {
  /** Gives its rows when VS Code asks, as a view does. */
  function view(...keys: readonly string[]): {
    readonly given: GivenRows;
    readonly shown: ReturnType<typeof rows>;
    readonly unfold: (row: TreeNode) => Promise<void>;
  } {
    const given = new GivenRows();
    const shown = rows(...keys);
    return {
      given,
      shown,
      unfold: async (row) => {
        await Promise.resolve();
        given.given(undefined, [shown.top]);
        if (row === shown.top) given.given(shown.top, [shown.cluster]);
        if (row === shown.cluster) given.given(shown.cluster, shown.hosts);
      },
    };
  }

  it('tells hosts of one name apart, in a view that was never shown', async () => {
    const { given, shown, unfold } = view('one', 'two', 'three');
    for (const [index, host] of rows('one', 'two', 'three').hosts.entries()) {
      const own = await given.own(host, unfold);
      assert.ok(own === shown.hosts[index], String(index));
    }
  });
  it('takes the rows that were given last', async () => {
    const { given, shown, unfold } = view('one', 'two');
    await given.own(shown.hosts[0]!, unfold);
    const newer = rows('two', 'one');
    const again = async (row: TreeNode): Promise<void> => {
      await unfold(row);
      if (row === shown.cluster) given.given(shown.cluster, newer.hosts);
    };
    assert.ok((await given.own(rows('one').hosts[0]!, again)) === newer.hosts[1]);
  });
  it('gives back what is not there', async () => {
    const { given, unfold } = view('one');
    const [gone] = rows('gone').hosts;
    assert.ok((await given.own(gone!, unfold)) === gone);
  });
});

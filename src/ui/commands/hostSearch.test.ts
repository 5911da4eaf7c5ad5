import assert from 'node:assert/strict';
import { ecsCluster, gatewayOver, instance, node } from '../../../test/unit/fleetLiterals.ts';
import { Failure } from '../../core/failure.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { HostSearch } from './hostSearch.ts';

const home = ecsCluster('home');
const shop = ecsCluster('shop');
const contents = {
  ecs: [home, shop],
  instances: [instance('2', home), instance('1', home), instance('3', shop, { agentConnected: false })],
  nodes: [
    node('1', { name: 'pi-1' }),
    node('2', { name: 'pi-2' }),
    node('3', { name: 'till' }),
    node('9', { name: 'loose' }),
  ],
};

function account(region: string, failing = {}): AccountFleet {
  return new AccountFleet({ source: { kind: 'environment' }, region }, gatewayOver({ ...contents, failing }));
}

function names(search: HostSearch, text: string): string {
  return search
    .matching(text)
    .hosts.map(({ host }) => host.name)
    .join(', ');
}

describe('the search for a host', () => {
  it('goes over all accounts, clusters and hosts without one, and tells how far it is', async () => {
    const seen: string[] = [];
    const search = new HostSearch([account('eu-central-1'), account('eu-west-1')], () =>
      seen.push(`${search.read}/${search.total}`),
    );
    assert.equal(names(search, ''), '');
    await search.run();
    assert.equal(names(search, ''), 'loose, loose, pi-1, pi-1, pi-2, pi-2, till, till');
    assert.deepEqual([seen.length, seen.at(-1)], [6, '6/6']);
    assert.equal(names(search, ' name:pi-* -2'), 'pi-1, pi-1');
    assert.equal(names(search, 'state:disconnected cluster:shop'), 'till, till');
    assert.ok(search.matching('colour:red').problem);
    const [found] = search.matching('till').hosts;
    assert.deepEqual([found?.parent?.kind, found?.parent?.parent?.kind], ['cluster', 'account']);
  });

  it('finds what can be read, and says once why the rest can not', async () => {
    const failing = { containerInstances: new Failure('network', 'no way') };
    const search = new HostSearch([account('eu-central-1', failing)], () => undefined);
    await search.run();
    assert.equal(names(search, ''), '');
    assert.deepEqual(
      search.failures.map(({ reason }) => reason),
      ['network'],
    );
  });

  it('begins nothing more once nobody waits', async () => {
    const gateway = gatewayOver(contents);
    const search = new HostSearch(
      [new AccountFleet({ source: { kind: 'environment' }, region: 'eu-west-1' }, gateway)],
      () => assert.fail('told'),
    );
    const run = search.run();
    search.end();
    await run;
    assert.ok(!gateway.calls.some((call) => call.startsWith('containerInstances')), String(gateway.calls));
  });
});

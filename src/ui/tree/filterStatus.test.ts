import assert from 'node:assert/strict';
import { ecsCluster, gatewayOver, instance } from '../../../test/unit/fleetLiterals.ts';
import { fakeMemento } from '../../../test/unit/storage.ts';
import { Emitter } from '../../core/event.ts';
import { Fleet } from '../../core/fleet/fleet.ts';
import { Arrangement } from './arrangement.ts';
import { FilterStatus } from './filterStatus.ts';

const home = ecsCluster('home', { containerInstanceCount: 2 });

async function setUp(filter = '') {
  const gateway = gatewayOver({ ecs: [home], instances: [instance('1', home), instance('2', home)] });
  const fleet = new Fleet(() => gateway);
  const arrangement = new Arrangement(fakeMemento());
  await arrangement.change({ filter });
  const visibility = new Emitter<{ visible: boolean }>();
  const view = { message: '', visible: true, onDidChangeVisibility: visibility.event };
  const told: boolean[] = [];
  const status = new FilterStatus(view, fleet, arrangement, (isSet) => told.push(isSet));
  const show = (visible: boolean): void => {
    view.visible = visible;
    visibility.fire({ visible });
  };
  const open = async (): Promise<void> => {
    await fleet.show([{ source: { kind: 'environment' }, region: 'eu-central-1' }]);
    const account = fleet.accounts[0] ?? assert.fail();
    const { value } = await account.clusters();
    await account.hosts(value.ecs[0] ?? assert.fail());
  };
  return { fleet, gateway, arrangement, view, told, status, show, open };
}

const until = async (isSo: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 100 && !isSo(); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(isSo());
};
const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

describe('what the view says of its filter', () => {
  it('is there while a filter is, from the start on', async () => {
    const { arrangement, view, told, status, open } = await setUp(instance('1', home).managedNodeId);
    assert.deepEqual(told, [true]);
    await moment();
    assert.equal(view.message, '', 'beside a welcome VS Code shows no message');
    await open();
    await until(() => view.message.endsWith(' · 1 of 2 hosts'));
    await arrangement.change({ filter: 'mi' });
    await until(() => view.message === 'Filter: mi · 2 of 2 hosts');
    await arrangement.change({ filter: '' });
    assert.equal(view.message, '');
    await moment();
    assert.equal(view.message, '');
    assert.deepEqual(told, [true, false]);
    status.dispose();
  });

  it('asks AWS for nothing', async () => {
    const { arrangement, view, gateway, status, open } = await setUp();
    await open();
    const calls = gateway.calls.length;
    await arrangement.change({ filter: 'mi' });
    await until(() => view.message !== '');
    assert.equal(gateway.calls.length, calls);
    status.dispose();
  });

  it('is not worked out while nobody sees it', async () => {
    const { arrangement, view, status, show, open } = await setUp();
    await open();
    show(false);
    await arrangement.change({ filter: 'mi' });
    await moment();
    assert.equal(view.message, '');
    show(true);
    await until(() => view.message === 'Filter: mi · 2 of 2 hosts');
    status.dispose();
  });

  it('is said no more once it is disposed', async () => {
    const { arrangement, view, status, open } = await setUp();
    await open();
    status.dispose();
    await arrangement.change({ filter: 'mi' });
    await moment();
    assert.equal(view.message, '');
  });
});

import assert from 'node:assert/strict';
import { ecsCluster, instance, task } from '../../../test/unit/fleetLiterals.ts';
import { Failure } from '../../core/failure.ts';
import type { Task } from '../../core/fleet/model.ts';
import type { HintHosts } from './hostKinds.ts';
import { groupsByHost, TaskGroups } from './taskGroups.ts';

const home = ecsCluster('home');
const [first, second] = [instance('1', home), instance('2', home)];
const hosts: HintHosts = {
  account: { source: { kind: 'demo' }, region: 'eu-central-1' },
  cluster: home,
  asOf: 0,
  isOld: false,
  instances: [first, second],
  names: {},
};

describe('groups of the tasks on hosts', () => {
  const setUp = (initial: readonly Task[]) => {
    const state = { tasks: initial, failures: [] as Failure[], asked: 0, now: 0, mayAsk: true, changes: 0 };
    const account = {
      clusterTasks: () => {
        state.asked++;
        return Promise.resolve({ value: state.tasks, failures: state.failures });
      },
    };
    const groups = new TaskGroups({
      fleet: { account: () => account },
      now: () => state.now,
      mayAsk: () => state.mayAsk,
    });
    groups.onDidChange(() => state.changes++);
    const settled = async (of = hosts): Promise<unknown> => {
      groups.of(of);
      await new Promise((resolve) => setImmediate(resolve));
      const known = groups.of(of);
      return known && Object.fromEntries(known);
    };
    return { state, settled };
  };

  it('are by host, without what is to stop or waits for a host', () => {
    // One that waits for a host is on none yet.
    const waiting = task('4', first, { group: 'service:late' });
    delete (waiting as { containerInstanceArn?: string }).containerInstanceArn;
    const groups = groupsByHost([
      task('1', first),
      task('2', first, { group: 'family:batch' }),
      task('3', second, { desiredStatus: 'STOPPED' }),
      waiting,
    ]);
    assert.deepEqual([...groups], [[first.arn, ['service:web', 'family:batch']]]);
  });

  it('are read once a minute, and tell of a change alone', async () => {
    const { state, settled } = setUp([task('1', first)]);
    for (let look = 0; look < 3; look++) assert.deepEqual(await settled(), { [first.arn]: ['service:web'] });
    assert.deepEqual([state.asked, state.changes], [1, 1]);
    state.now += 60_000;
    await settled();
    assert.deepEqual([state.asked, state.changes], [2, 1]);
    state.now += 60_000;
    state.tasks = [];
    assert.deepEqual(await settled(), {});
    assert.deepEqual([state.asked, state.changes], [3, 2]);
  });

  it('stay as they were where they can not be read, and are of one cluster', async () => {
    const { state, settled } = setUp([task('1', first)]);
    await settled();
    state.now += 60_000;
    [state.tasks, state.failures] = [[], [new Failure('network', 'No answer', { service: 'ECS' })]];
    assert.deepEqual(await settled(), { [first.arn]: ['service:web'] });
    assert.equal(await settled({ ...hosts, cluster: ecsCluster('workshop') }), undefined);
  });

  it('are not asked for where that may not be, or of hosts of an earlier window', async () => {
    const { state, settled } = setUp([task('1', first)]);
    assert.equal(await settled({ ...hosts, isOld: true }), undefined);
    state.mayAsk = false;
    assert.equal(await settled(), undefined);
    assert.equal(state.asked, 0);
    state.mayAsk = true;
    assert.deepEqual(await settled(), { [first.arn]: ['service:web'] });
  });
});

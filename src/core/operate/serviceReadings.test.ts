import assert from 'node:assert/strict';
import { ecsCluster, ecsService } from '../../../test/unit/fleetLiterals.ts';
import { Failure } from '../failure.ts';
import type { EcsCluster } from '../fleet/model.ts';
import type { EcsService, TaskDetails } from './ecsOperations.ts';
import { keptEvents, ServiceReadings } from './serviceReadings.ts';

function service(name: string, cluster: EcsCluster): EcsService {
  return ecsService({
    arn: cluster.arn.replace(':cluster/', ':service/') + `/${name}`,
    name,
    clusterArn: cluster.arn,
    events: Array.from({ length: 100 }, (_, index) => ({ id: String(index), at: index, message: 'well' })),
  });
}

class Account {
  ecs: readonly EcsCluster[] = [ecsCluster('home'), ecsCluster('attic')];
  failure: Failure | undefined;
  readonly calls: string[] = [];
  readonly readings = new ServiceReadings(
    { clusters: () => Promise.resolve({ value: { ecs: [...this.ecs], eks: [] }, failures: [] }) },
    () => Promise.resolve(this.#gateway),
  );

  readonly #gateway = {
    services: (arn: string) => this.#pages(`services ${arn.replace(/.*\//, '')}`, () => this.#services(arn)),
    tasksLike: (_arn: string, { serviceName = '', desiredStatus }: { serviceName?: string; desiredStatus: string }) =>
      this.#pages(`${desiredStatus} ${serviceName}`, (): readonly TaskDetails[] => []),
  };

  #services(arn: string): readonly EcsService[] {
    const cluster = this.ecs.find((each) => each.arn === arn)!;
    return [service('web', cluster), service('cache', cluster)];
  }

  async *#pages<T>(what: string, page: () => readonly T[]): AsyncGenerator<readonly T[]> {
    this.calls.push(what);
    await Promise.resolve();
    if (this.failure) throw this.failure;
    yield page();
  }

  /** As a refresh does: new objects of the same clusters. */
  refresh(...names: readonly string[]): void {
    this.ecs = names.map((name) => ecsCluster(name));
  }
}

describe('ServiceReadings', () => {
  it('reads services once for all who look, by name and with few of their events', async () => {
    const account = new Account();
    const [home] = account.ecs;
    const [one, other] = await Promise.all([account.readings.services(home!), account.readings.services(home!)]);
    assert.deepEqual(account.calls, ['services home']);
    assert.deepEqual(one, other);
    assert.deepEqual(
      one.value.map(({ name, events }) => [name, events.length]),
      [
        ['cache', keptEvents],
        ['web', keptEvents],
      ],
    );
  });

  it('reads them anew once the clusters were read anew, and each only when somebody looks', async () => {
    const account = new Account();
    for (const cluster of account.ecs) await account.readings.services(cluster);
    account.refresh('home', 'attic');
    const { value } = await account.readings.services(account.ecs[0]!);
    await account.readings.tasks(value[1]!);
    await account.readings.tasks(value[1]!);
    assert.deepEqual(account.calls, ['services home', 'services attic', 'services home', 'RUNNING web']);
  });

  it('forgets those of a cluster that is gone', async () => {
    const account = new Account();
    const attic = account.ecs[1]!;
    const { value } = await account.readings.services(attic);
    await account.readings.tasks(value[0]!);
    account.refresh('home');
    await account.readings.services(account.ecs[0]!);
    account.failure = new Failure('notFound', 'gone');
    const gone = await account.readings.services(attic);
    assert.deepEqual([gone.value, gone.failures[0]?.reason], [[], 'notFound']);
  });

  it('has nobody wait in vain who waited while the clusters were read anew', async () => {
    const account = new Account();
    const [home, attic] = account.ecs;
    const first = account.readings.services(home!);
    await new Promise((resolve) => setImmediate(resolve));
    account.refresh('home', 'attic');
    const [one, other] = await Promise.all([first, account.readings.services(attic!)]);
    assert.deepEqual([one.failures, other.failures], [[], []]);
    assert.deepEqual([one.value.length, other.value.length], [2, 2]);
  });

  it('is called off with who waits', async () => {
    const account = new Account();
    const aborter = new AbortController();
    const waiting = account.readings.services(account.ecs[0]!, aborter.signal);
    await Promise.resolve();
    aborter.abort();
    assert.deepEqual(
      (await waiting).failures.map(({ reason }) => reason),
      ['cancelled'],
    );
    assert.deepEqual((await account.readings.services(account.ecs[0]!)).failures, []);
  });

  it('keeps what is known where it can not be read', async () => {
    const account = new Account();
    await account.readings.services(account.ecs[0]!);
    account.refresh('home', 'attic');
    account.failure = new Failure('throttled', 'later');
    const { value, failures } = await account.readings.services(account.ecs[0]!);
    assert.deepEqual([value.length, failures.map(({ reason }) => reason)], [2, ['throttled']]);
    account.failure = undefined;
    account.refresh('home', 'attic');
    assert.deepEqual((await account.readings.services(account.ecs[0]!)).failures, []);
  });
});

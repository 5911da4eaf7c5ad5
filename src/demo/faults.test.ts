import assert from 'node:assert/strict';
import { ListClustersCommand } from '@aws-sdk/client-ecs';
import { ListClustersCommand as ListEksClustersCommand } from '@aws-sdk/client-eks';
import { CreateActivationCommand, DescribeActivationsCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { clientsOf, refusalOf } from '../../test/unit/demoClients.ts';
import type { DemoClients } from '../../test/unit/demoClients.ts';
import { startDemoAccount } from './account.ts';
import type { DemoAccount } from './account.ts';
import { emptyWorld } from './world.ts';

describe('faults of the demo account', () => {
  let account: DemoAccount;
  let clients: DemoClients;
  beforeEach(async () => {
    account = await startDemoAccount({ world: emptyWorld() });
    clients = clientsOf(account);
  });
  afterEach(async () => {
    clients.destroy();
    await account.stop();
  });
  const listClusters = (): Promise<unknown> => clients.ecs.send(new ListClustersCommand({}));

  it('throttles each service in its own way', async () => {
    account.faults.add({ fault: { kind: 'throttle' } });
    const seen = [
      await refusalOf(listClusters()),
      await refusalOf(clients.ssm.send(new DescribeActivationsCommand({}))),
      await refusalOf(clients.eks.send(new ListEksClustersCommand({}))),
      await refusalOf(clients.sts.send(new GetCallerIdentityCommand({}))),
    ];
    assert.deepEqual(
      seen.map(({ name, status }) => `${name} ${status}`),
      ['ThrottlingException 400', 'ThrottlingException 400', 'ThrottlingException 429', 'Throttling 400'],
    );
  });

  it('denies one action, by its name in IAM', async () => {
    account.faults.add({ service: 'ssm', operation: 'CreateActivation', fault: { kind: 'deny' } });
    const denied = await refusalOf(clients.ssm.send(new CreateActivationCommand({ IamRole: 'ecsAnywhereRole' })));
    assert.deepEqual([denied.name, denied.status], ['AccessDeniedException', 400]);
    assert.match(
      denied.message,
      /^User: arn:aws:iam::111122223333:user\/demo is not authorized to perform: ssm:CreateActivation /,
    );
    assert.equal(account.world.activations.size, 0);
    await clients.ssm.send(new DescribeActivationsCommand({}));
    account.faults.add({ service: 'eks', fault: { kind: 'deny' } });
    assert.equal((await refusalOf(clients.eks.send(new ListEksClustersCommand({})))).status, 403);
  });

  it('fails a number of times, then no more', async () => {
    account.faults.add({
      service: 'ecs',
      times: 2,
      fault: { kind: 'error', code: 'ServerException', status: 500, message: 'Service Unavailable' },
    });
    const failed = await refusalOf(listClusters());
    assert.deepEqual([failed.name, failed.status, failed.message], ['ServerException', 500, 'Service Unavailable']);
    await refusalOf(listClusters());
    await listClusters();
    assert.deepEqual(
      account.calls.map(({ status }) => status),
      [500, 500, 200],
    );
    assert.deepEqual(account.faults.rules, []);
  });

  it('answers late, every request or some', async () => {
    const timed = async (): Promise<number> => {
      const startedAt = performance.now();
      await listClusters();
      return performance.now() - startedAt;
    };
    await timed();
    const removeSlow = account.faults.add({ operation: 'ListClusters', fault: { kind: 'latency', ms: 40 } });
    account.faults.add({ times: 1, fault: { kind: 'latency', ms: 40 } });
    assert.ok((await timed()) >= 78);
    assert.ok((await timed()) >= 38);
    removeSlow();
    // A busy machine may hold up any one of them; the fault would hold up all.
    const times = [await timed(), await timed(), await timed(), await timed(), await timed()];
    assert.ok(Math.min(...times) < 38, String(times));
    const slow = await startDemoAccount({ world: emptyWorld(), latencyMs: 50 });
    const slowClients = clientsOf(slow);
    const startedAt = performance.now();
    await slowClients.ecs.send(new ListClustersCommand({}));
    assert.ok(performance.now() - startedAt >= 48);
    slowClients.destroy();
    await slow.stop();
  });

  it('loses the connection before the service acted, or after', async () => {
    const create = (): Promise<unknown> =>
      clients.ssm.send(new CreateActivationCommand({ IamRole: 'ecsAnywhereRole' }));
    account.faults.add({ times: 1, fault: { kind: 'reset-before' } });
    // As the SDK names a connection that was reset.
    assert.equal((await refusalOf(create())).name, 'TimeoutError');
    assert.equal(account.world.activations.size, 0);
    account.faults.add({ times: 1, fault: { kind: 'reset-after' } });
    await refusalOf(create());
    assert.equal(account.world.activations.size, 1);
    assert.deepEqual(
      account.calls.map(({ status }) => status),
      [0, 0],
    );
  });

  it('answers with half of what it should', async () => {
    for (const kind of ['truncate', 'malformed'] as const) {
      account.faults.add({ times: 1, fault: { kind } });
      await assert.rejects(listClusters(), kind);
    }
    await listClusters();
  });

  it('are all switched off together', async () => {
    account.faults.add({ fault: { kind: 'throttle' } });
    account.faults.add({ fault: { kind: 'latency', ms: 60_000 } });
    account.faults.clear();
    await listClusters();
  });
});

import assert from 'node:assert/strict';
import { DescribeClustersCommand, ListClustersCommand, type ListClustersCommandOutput } from '@aws-sdk/client-ecs';
import { ListClustersCommand as ListEksClustersCommand } from '@aws-sdk/client-eks';
import { CreateActivationCommand, DescribeActivationsCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { clientsOf, rawJson, refusalOf } from '../../test/unit/demoClients.ts';
import type { DemoClients, RawAnswer } from '../../test/unit/demoClients.ts';
import { startDemoAccount } from './account.ts';
import type { DemoAccount } from './account.ts';
import { FaultSwitchboard } from './faults.ts';
import { emptyWorld } from './world.ts';
import { addEcsCluster } from './worlds/ecs.ts';

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
  const rawList = (): Promise<RawAnswer> => rawJson(account, 'AmazonEC2ContainerServiceV20141113.ListClusters', '{}');

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

  it('refuses a batch for the sake of one of it, by its ARN', async () => {
    const [home, garden] = ['home', 'garden'].map((name) => addEcsCluster(account.world, name).arn);
    account.faults.add({ fault: { kind: 'deny-batch', about: ':cluster/home' } });
    const describe = (...clusters: string[]) => clients.ecs.send(new DescribeClustersCommand({ clusters }));
    const denied = await refusalOf(describe(garden!, home!));
    assert.deepEqual([denied.name, denied.status], ['AccessDeniedException', 400]);
    assert.equal(
      denied.message,
      'User: arn:aws:iam::111122223333:user/demo is not authorized to perform: ecs:DescribeClusters on resource: ' +
        `${home} because no identity-based policy allows the ecs:DescribeClusters action`,
    );
    assert.equal((await describe(garden!)).clusters?.length, 1);
    await listClusters();
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

  it('throttles in any of AWS’s spellings, and says when to come again', async () => {
    for (const [as, status] of [
      ['Throttling', 400],
      ['TooManyRequestsException', 429],
      ['RequestLimitExceeded', 503],
      ['SlowDown', 503],
    ] as const) {
      account.faults.add({ times: 1, fault: { kind: 'throttle', as, retryAfterSeconds: 7 } });
      const { status: answered, headers } = await rawList();
      assert.deepEqual([answered, headers.get('retry-after')], [status, '7']);
    }
    await listClusters();
  });

  it('lets some pass first', async () => {
    account.faults.add({ after: 2, times: 1, fault: { kind: 'throttle' } });
    await listClusters();
    await listClusters();
    await refusalOf(listClusters());
    await listClusters();
  });

  it('answers late by different times, the same ones for the same seed', () => {
    const latencies = (seed: number): readonly number[] => {
      const faults = new FaultSwitchboard();
      faults.add({ fault: { kind: 'latency', ms: 10, jitterMs: 20, seed } });
      return [1, 2, 3, 4].map(() => faults.meet('ecs', 'ListTasks').latencyMs);
    };
    assert.deepEqual(latencies(3), latencies(3));
    assert.notDeepEqual(latencies(3), latencies(4));
    assert.equal(new Set(latencies(3)).size, 4);
    assert.ok(latencies(3).every((ms) => ms >= 10 && ms < 30));
  });

  it('knows no keys, or not any more, in each service’s words', async () => {
    const names = async (): Promise<readonly string[]> => [
      (await refusalOf(listClusters())).name,
      (await refusalOf(clients.sts.send(new GetCallerIdentityCommand({})))).name,
    ];
    const remove = account.faults.add({ fault: { kind: 'credentials', are: 'expired' } });
    assert.deepEqual(await names(), ['ExpiredTokenException', 'ExpiredToken']);
    remove();
    const removeUnknown = account.faults.add({ fault: { kind: 'credentials', are: 'unknown' } });
    assert.deepEqual(await names(), ['UnrecognizedClientException', 'InvalidClientTokenId']);
    removeUnknown();
    account.faults.add({ fault: { kind: 'region-off', says: 'OptInRequired' } });
    assert.deepEqual(await names(), ['OptInRequired', 'OptInRequired']);
  });

  it('refuses what is signed by another clock, and says what time it is there', async () => {
    account.faults.add({ fault: { kind: 'skew', ms: 3_600_000 } });
    const refused = await refusalOf(listClusters());
    assert.equal(refused.name, 'InvalidSignatureException');
    assert.match(refused.message, /^Signature expired: \d{8}T\d{6}Z is now earlier than /);
    // The SDK has learnt it.
    await listClusters();
    account.faults.clear();
    account.faults.add({ fault: { kind: 'skew', ms: -3_600_000, undated: true } });
    assert.match((await refusalOf(clients.sts.send(new GetCallerIdentityCommand({})))).message, /not yet current/);
    assert.equal((await rawList()).headers.get('date'), null);
  });

  it('gives empty pages first, the same page for ever, or a token that is not taken', async () => {
    const page = (nextToken?: string): Promise<ListClustersCommandOutput> =>
      clients.ecs.send(new ListClustersCommand({ nextToken }));
    addEcsCluster(account.world, 'home');
    const remove = account.faults.add({ fault: { kind: 'empty-pages', pages: 1 } });
    const empty = await page();
    assert.deepEqual(empty.clusterArns, []);
    const full = await page(empty.nextToken);
    assert.deepEqual([full.clusterArns?.length, full.nextToken], [1, undefined]);
    remove();
    const removeSame = account.faults.add({ fault: { kind: 'same-token' } });
    const first = await page();
    const second = await page(first.nextToken);
    assert.deepEqual(second.clusterArns, first.clusterArns);
    assert.equal(second.nextToken, first.nextToken);
    removeSame();
    account.faults.add({ fault: { kind: 'expired-token' } });
    const { nextToken } = await page();
    assert.equal((await refusalOf(page(nextToken))).name, 'InvalidParameterException');
  });

  it('never answers, or stops in the middle of it', async () => {
    for (const [kind, acted] of [
      ['hang', undefined],
      ['stall', true],
    ] as const) {
      account.faults.add({ times: 1, fault: { kind } });
      const abortSignal = AbortSignal.timeout(50);
      await assert.rejects(clients.ecs.send(new ListClustersCommand({}), { abortSignal }));
      assert.equal(account.calls.at(-1)?.acted, acted);
    }
    await listClusters();
  });

  it('has something in between answer with a page, and calls a right answer something else', async () => {
    account.faults.add({ times: 1, fault: { kind: 'between', status: 403 } });
    const { status, text, headers } = await rawList();
    assert.deepEqual([status, headers.get('content-type')], [403, 'text/html; charset=utf-8']);
    assert.match(text, /<h1>Blocked by policy/);
    account.faults.add({ times: 1, fault: { kind: 'wrong-type', type: 'text/plain' } });
    assert.equal((await rawList()).headers.get('content-type'), 'text/plain');
  });

  it('are all switched off together', async () => {
    account.faults.add({ fault: { kind: 'throttle' } });
    account.faults.add({ fault: { kind: 'latency', ms: 60_000 } });
    account.faults.clear();
    await listClusters();
  });
});

import assert from 'node:assert/strict';
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { GetCostAndUsageCommandInput, Group, ResultByTime } from '@aws-sdk/client-cost-explorer';
import { GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import { GetProductsCommand } from '@aws-sdk/client-pricing';
import type { DemoClients } from '../../../test/unit/demoClients.ts';
import { clientsOf, refusalOf } from '../../../test/unit/demoClients.ts';
import { parseOffer, parseProducts, parseRegionIndex } from '../../core/cost/priceList.ts';
import type { DemoAccount } from '../account.ts';
import { startDemoAccount } from '../account.ts';
import { homeWorld } from '../worlds/homeWorld.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 22, 12);

describe('metrics, bill and price list of the demo account', () => {
  let account: DemoAccount;
  let clients: DemoClients;
  before(async () => {
    account = await startDemoAccount({ world: homeWorld({ clock: () => now }) });
    clients = clientsOf(account);
  });
  after(async () => {
    clients.destroy();
    await account.stop();
  });

  const query = (Id: string, Value = 'workshop/builder', Period = 86_400): MetricDataQuery => {
    const Metric = {
      Namespace: 'AWS/ECR',
      MetricName: 'RepositoryPullCount',
      Dimensions: [{ Name: 'RepositoryName', Value }],
    };
    return { Id, MetricStat: { Metric, Period, Stat: 'Sum' } };
  };
  const metrics = (MetricDataQueries: MetricDataQuery[], StartTime = new Date(now - 3 * day)) =>
    clients.metrics.send(new GetMetricDataCommand({ MetricDataQueries, StartTime, EndTime: new Date(now) }));

  it('count pulls by day, those inside AWS too', async () => {
    const { MetricDataResults = [] } = await metrics([query('a'), query('b', 'unknown')]);
    const [builder, unknown] = MetricDataResults;
    assert.deepEqual(builder?.Values, [2, 2, 5]);
    assert.deepEqual(unknown?.Values, []);
  });

  it('count each read of a manifest that CloudTrail has, also those of an index', () => {
    const { events, counts } = account.world.pulls();
    const read = new Map<string, number>();
    for (const { repository, name } of events)
      if (name === 'BatchGetImage') read.set(repository, (read.get(repository) ?? 0) + 1);
    assert.deepEqual([...read.keys()].sort(), ['home/sensor-hub', 'workshop/builder', 'workshop/web']);
    for (const [repository, times] of read) {
      const sum = [...counts.get(repository)!.values()].reduce((all, count) => all + count);
      assert.equal(sum, times, repository);
    }
  });

  it('refuse what CloudWatch refuses', async () => {
    const many = Array.from({ length: 501 }, (_, index) => query(`q${index}`));
    const refusals = [
      metrics(many),
      metrics([query('Upper')]),
      metrics([query('a'), query('a')]),
      metrics([query('a')], new Date(now + day)),
    ];
    for (const refusal of await Promise.all(refusals.map(refusalOf))) {
      assert.match(refusal.name, /^InvalidParameterValue/);
      assert.equal(refusal.status, 400);
    }
  });

  const usage = async (input: Partial<GetCostAndUsageCommandInput> = {}): Promise<readonly ResultByTime[]> => {
    const command = new GetCostAndUsageCommand({
      TimePeriod: { Start: '2026-11-18', End: '2026-11-23' },
      Granularity: 'DAILY',
      Metrics: ['UsageQuantity', 'UnblendedCost'],
      GroupBy: [{ Type: 'DIMENSION', Key: 'USAGE_TYPE' }],
      ...input,
    });
    return (await clients.explorer.send(command)).ResultsByTime ?? [];
  };

  it('bill what was sent a day after the day is over', async () => {
    const days = await usage();
    assert.deepEqual(
      days.map(({ TimePeriod, Groups }) => [TimePeriod?.Start, Groups?.length]),
      [
        ['2026-11-18', 2],
        ['2026-11-19', 2],
        ['2026-11-20', 2],
        ['2026-11-21', 0],
        ['2026-11-22', 0],
      ],
    );
    const [transfer, storage] = days[0]!.Groups as [Group, Group];
    assert.deepEqual([transfer.Keys, storage.Keys], [['DataTransfer-Out-Bytes'], ['TimedStorage-ByteHrs']]);
    const { Amount, Unit } = transfer.Metrics!.UsageQuantity!;
    assert.equal(Unit, 'GB');
    assert.equal(Math.round(Number(Amount) * 2 ** 30), account.world.pulls().sent.get('2026-11-18'));
    const Filter = { Dimensions: { Key: 'REGION' as const, Values: ['eu-west-1'] } };
    assert.ok((await usage({ Filter })).every(({ Groups }) => Groups?.length === 0));
  });

  it('bill as much as hosts received, and the manifests', () => {
    const { truth, sent } = account.world.pulls();
    const received = truth.reduce((sum, { bytes }) => sum + bytes, 0);
    const billed = [...sent.values()].reduce((sum, bytes) => sum + bytes);
    assert.ok(billed > received && billed - received < 1_000_000);
  });

  it('refuse what Cost Explorer refuses', async () => {
    for (const input of [
      { TimePeriod: { Start: '2026-11-18', End: '2026-11-18' } },
      { TimePeriod: { Start: '2026-12-18', End: '2026-12-19' } },
      { TimePeriod: { Start: '2020-12-18', End: '2020-12-19' } },
    ]) {
      assert.equal((await refusalOf(usage(input))).name, 'ValidationException');
    }
  });

  it('list products in the two forms of AWS, with the same prices', async () => {
    const Filters = [{ Type: 'TERM_MATCH' as const, Field: 'regionCode', Value: 'eu-central-1' }];
    for (const ServiceCode of ['AmazonECS', 'AmazonEKS', 'AmazonCloudWatch']) {
      const page = await clients.pricing.send(new GetProductsCommand({ ServiceCode, Filters }));
      // The SDK wraps strings that it knows to be JSON, and has `any` for their type.
      const listed = parseProducts((page.PriceList as readonly unknown[]).map(String));
      const file = await fetch(`${account.endpoint}/offers/v1.0/aws/${ServiceCode}/current/eu-central-1/index.json`);
      const offered = parseOffer(await file.json());
      assert.deepEqual([listed.problems, offered.problems], [[], []]);
      assert.ok(listed.entries.length > 1);
      assert.deepEqual(
        listed.entries.map(({ item, tiers }) => [item, tiers]),
        offered.entries.map(({ item, tiers }) => [item, tiers]),
      );
    }
  });

  it('have an index of Regions, and no file of what is not there', async () => {
    const at = (path: string): Promise<Response> => fetch(`${account.endpoint}/offers/v1.0/aws/${path}`);
    const index = parseRegionIndex(await (await at('AmazonEKS/current/region_index.json')).json());
    assert.equal((await fetch(account.endpoint + index!.get('eu-west-1')!)).status, 200);
    for (const path of ['AmazonNothing/current/eu-west-1/index.json', 'AmazonEKS/current/xx-none-1/index.json']) {
      assert.equal((await at(path)).status, 404);
    }
  });

  it('refuse what the price list refuses', async () => {
    const products = (input: ConstructorParameters<typeof GetProductsCommand>[0]): Promise<unknown> =>
      clients.pricing.send(new GetProductsCommand(input));
    assert.equal((await refusalOf(products({ ServiceCode: 'AmazonNothing' }))).name, 'NotFoundException');
    const wrong = [{ MaxResults: 101 }, { Filters: [{ Type: 'STARTS' as 'EQUALS', Field: 'a', Value: 'b' }] }];
    for (const each of wrong) {
      const { name } = await refusalOf(products({ ServiceCode: 'AmazonEKS', ...each }));
      assert.equal(name, 'InvalidParameterException');
    }
    const token = await refusalOf(products({ ServiceCode: 'AmazonEKS', NextToken: 'x' }));
    assert.equal(token.name, 'InvalidNextTokenException');
  });
});

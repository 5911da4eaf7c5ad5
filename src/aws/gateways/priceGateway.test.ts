import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo, failureOf } from '../../../test/unit/demoConnection.ts';
import { withRefreshed } from '../../core/cost/priceBook.ts';
import { itemFacts } from '../../core/cost/prices.ts';
import type { PriceItem } from '../../core/cost/prices.ts';
import { refreshPlan, refreshPrices } from '../../core/cost/refreshedPrices.ts';
import { shippedPrices } from '../../core/cost/shippedPrices.ts';
import { emptyWorld } from '../../demo/world.ts';
import { pricingRegion } from './priceGateway.ts';
import { fetchOffer, offerUrl } from './priceOffers.ts';

const items = Object.keys(itemFacts).filter((item) => item !== 'ec2Instance') as readonly PriceItem[];

describe('prices of an account', () => {
  let connection: DemoConnection;
  beforeEach(async () => {
    connection = await connectTo(emptyWorld(), { unpaced: true });
  });
  afterEach(() => connection.close());

  for (const region of ['us-east-1', 'ap-northeast-1']) {
    it(`are read anew for ${region}, each as it is known`, async () => {
      const { entries, problems, failed, requests } = await refreshPrices(connection.prices, [region]);
      assert.deepEqual([problems, failed, requests.offers], [[], [], 0]);
      assert.equal(connection.demo.callCount('pricing', 'GetProducts'), refreshPlan([region]).length);
      const book = withRefreshed({ price: () => undefined, ec2: () => [] }, entries, 1);
      for (const item of items) {
        const [fresh, known] = [book.price(item, region), shippedPrices.price(item, region)];
        assert.deepEqual([item, fresh?.microUsd, fresh?.tiers], [item, known?.microUsd, known?.tiers]);
      }
      const sizes = book.ec2(region).map(({ instanceType, price }) => [instanceType, price.microUsd]);
      const known = shippedPrices.ec2(region).map(({ instanceType, price }) => [instanceType, price.microUsd]);
      assert.deepEqual(sizes, known);
      assert.ok(connection.log.every(({ service, outcome }) => service === 'Pricing' && outcome === 'ok'));
    });
  }

  it('come page by page', async () => {
    const pages: string[][] = [];
    for await (const page of connection.prices.products('AmazonECS', [])) pages.push([...page]);
    assert.ok(pages.length > 2);
    assert.ok(pages.slice(0, -1).every(({ length }) => length === 100));
    const [first = ''] = pages[0]!;
    assert.equal((JSON.parse(first) as { serviceCode: string }).serviceCode, 'AmazonECS');
  });

  it('come out of offer files where GetProducts is not allowed', async () => {
    connection.demo.faults.add({ operation: 'GetProducts', fault: { kind: 'deny' } });
    const { entries, failed, requests } = await refreshPrices(connection.prices, ['us-east-1']);
    assert.ok(entries.some(({ item, region }) => item === 'eksCluster' && region === 'us-east-1'));
    assert.ok(requests.offers >= 5);
    // EC2's file is too large, and the free allowance is of no Region.
    const unread = new Set(failed.map(({ query }) => query.serviceCode));
    assert.deepEqual([...unread].sort(), ['AWSDataTransfer', 'AmazonEC2']);
    const files = connection.log.filter(({ operation }) => operation === 'GetOffer');
    assert.deepEqual([files.length, files[0]?.service, files[0]?.outcome], [requests.offers, 'PriceList', 'ok']);
  });

  it('can be called off', async () => {
    connection.demo.faults.add({ fault: { kind: 'latency', ms: 5000 } });
    const signal = AbortSignal.timeout(30);
    const page = connection.prices.products('AmazonECS', [], signal);
    assert.equal((await failureOf(page[Symbol.asyncIterator]().next())).reason, 'cancelled');
    assert.equal((await failureOf(connection.prices.offer('AmazonECS', 'us-east-1', signal))).reason, 'cancelled');
  });

  it('are asked for where the service is, and nowhere else', () => {
    assert.deepEqual(
      ['us-west-2', 'sa-east-1', 'eu-north-1', 'me-south-1', 'ap-southeast-2', 'cn-north-1', 'eusc-de-east-1'].map(
        pricingRegion,
      ),
      ['us-east-1', 'us-east-1', 'eu-central-1', 'eu-central-1', 'ap-south-1', 'cn-northwest-1', 'eusc-de-east-1'],
    );
    assert.equal(pricingRegion('us-gov-west-1'), undefined);
  });
});

describe('offer files', () => {
  it('are at hosts of the partition', () => {
    assert.equal(
      offerUrl('AmazonEKS', 'eu-central-1'),
      'https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEKS/current/eu-central-1/index.json',
    );
    assert.equal(
      offerUrl('AmazonEKS', 'cn-north-1'),
      'https://pricing.cn-north-1.amazonaws.com.cn/offers/v1.0/cn/AmazonEKS/current/cn-north-1/index.json',
    );
  });

  it('are given up when they are too large, no JSON, refused, or not to be reached', async () => {
    let answer = { status: 200, body: `"${'x'.repeat(2000)}"` };
    const server = createServer((_, response) => {
      response.writeHead(answer.status);
      response.end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const endpoint = `http://127.0.0.1:${port}`;
    const reason = async (mostBytes = 5000): Promise<string> =>
      (await failureOf(fetchOffer('AmazonECS', 'us-east-1', { endpoint, mostBytes }))).reason;
    try {
      assert.equal(await fetchOffer('AmazonECS', 'us-east-1', { endpoint, mostBytes: 2002 }), 'x'.repeat(2000));
      assert.equal(await reason(2001), 'service');
      answer = { status: 200, body: '{' };
      assert.equal(await reason(), 'service');
      answer = { status: 403, body: 'AccessDenied' };
      assert.equal(await reason(), 'notFound');
      answer = { status: 429, body: 'Too Many Requests' };
      assert.equal(await reason(), 'throttled');
      answer = { status: 503, body: '' };
      assert.equal(await reason(), 'service');
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    assert.equal(await reason(), 'network');
  });

  it('are not transferred where they are refused', async () => {
    for (const headers of [{ 'content-type': 'application/xml' }, { 'content-type': 'text/html' }]) {
      const server = createServer();
      const closed = new Promise<void>((resolve) => {
        // What it sends has no end.
        server.on('request', (_, response) => {
          response.on('close', resolve);
          response.writeHead(403, headers).write('x');
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      await failureOf(fetchOffer('AmazonECS', 'us-east-1', { endpoint }));
      await closed;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { entriesOf, type PriceTables } from '../src/core/cost/priceTables.ts';
import { root } from './lib/paths.ts';
import { download, generate, generatedFile, offersText, readFolder, reportOf, tablesOf } from './generatePrices.ts';

const samples = path.join(root, 'test/unit/priceList');
const empty: PriceTables = { tables: [] };

describe('the price generator', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'prices-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('has made the file that is shipped, of the inputs as they are', async () => {
    const shipped = await readFile(generatedFile, 'utf8');
    assert.equal(shipped, await generate());
    assert.ok(shipped.length < 60_000, `${shipped.length}`);
  });

  it('makes a file of offer files and GetProducts answers, the same each time', async () => {
    await cp(samples, folder, { recursive: true });
    await writeFile(path.join(folder, 'cut-off.json'), '{"offerCode":"AmazonEKS","products":{');
    const read = await readFolder(folder);
    const offers = JSON.parse(await offersText(empty, read.result.entries)) as PriceTables;
    const text = await generate(empty, offers);
    assert.equal(text, await generate(empty, JSON.parse(await offersText(offers, read.result.entries)) as PriceTables));
    assert.match(text, /'ec2Instance:t4g\.nano': '0\.0048'/);
    assert.match(text, /transferOut: '0\.09<10240<0\.085<51200<0\.07<153600<0\.05'/);
    assert.match(text, /fargateArmVcpu: '0\.04145152'/);
    assert.match(text, /transferOutFree: '0<100'/);
    assert.equal(entriesOf(offers).length, 22);
    assert.deepEqual(reportOf(read).slice(0, 1), ["22 prices; 13 other products, 1 at no cost, 12 that can't be read"]);
    assert.deepEqual(reportOf(read).slice(-2), ['No price list: cut-off.json', 'No price list: region_index.json']);
    assert.ok(reportOf(read).includes('Left out: tiers eksHybridVcpu BADGAP00000000000'));
  });

  it('prefers what is proven, then what is newer', async () => {
    const table = { source: 's', regions: 'eu-west-1', rates: { ecrStorage: '0.1' } };
    const tables = (asOf: string, basis: 'proven' | 'assumed', rate: string): PriceTables => ({
      tables: [{ ...table, asOf, basis, rates: { ecrStorage: rate } }],
    });
    const older = tables('2026-01-01', 'proven', '0.2');
    assert.match(await generate(tables('2026-02-01', 'proven', '0.1'), older), /ecrStorage: '0\.1'/);
    assert.match(await generate(tables('2026-02-01', 'assumed', '0.1'), older), /ecrStorage: '0\.2'/);
    assert.match(await generate(older, tables('2026-01-01', 'proven', '0.3')), /ecrStorage: '0\.3'/);
  });

  it('writes tables that read as what went in, whatever the order', () => {
    const entries = entriesOf({
      tables: [
        {
          source: 's',
          asOf: '2026-01-01',
          basis: 'proven',
          regions: 'b a',
          rates: { 'transferOut': '0.09<10<0.0414515200 -', 'ec2Instance:t3.micro': '12.5', 'eksCluster': '0.1 0.2' },
        },
      ],
    });
    const tables = tablesOf([...entries].reverse());
    assert.deepEqual(tables, tablesOf(entries));
    const sorted = (list: readonly object[]): readonly string[] => list.map((each) => JSON.stringify(each)).sort();
    assert.deepEqual(sorted(entriesOf({ tables })), sorted(entries));
    assert.equal(tables[0]?.rates.transferOut, '- 0.09<10<0.04145152');
  });

  describe('downloads', () => {
    let server: Server;
    let asked: string[];
    beforeEach(async () => {
      asked = [];
      const offer = await readFile(path.join(samples, 'AmazonECS-eu-central-1.json'));
      const index = await readFile(path.join(samples, 'region_index.json'));
      server = createServer(({ url = '' }, response) => {
        asked.push(url);
        if (url.includes('AmazonECR/')) response.writeHead(503).end();
        else response.end(url.endsWith('region_index.json') ? index : offer);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    afterEach(() => new Promise((resolve) => server.close(resolve)));

    it('the files of known Regions, never those of EC2, and says which could not be had', async () => {
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      await assert.rejects(download(folder, origin), /AmazonECR\/current\/region_index\.json answered 503/);
      const files = await readdir(folder);
      assert.ok(files.includes('AmazonECS-eu-central-1.json'), files.join());
      assert.ok(files.every((name) => name.endsWith('-eu-central-1.json')));
      assert.ok(!asked.some((url) => url.includes('AmazonEC2') || url.includes('wl1')));
      assert.equal((await readFolder(folder)).result.entries.length, 7);
    });
  });
});

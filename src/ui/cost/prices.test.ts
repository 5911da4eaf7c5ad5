import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toCache } from '../../core/cost/priceCache.ts';
import type { PriceSource } from '../../core/cost/refreshedPrices.ts';
import { Failure } from '../../core/failure.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import { Prices } from './prices.ts';

const now = Date.UTC(2026, 10, 22, 12);
const day = 86_400_000;
const home: AccountRef = { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' };
const demo: AccountRef = { source: { kind: 'demo' }, region: 'eu-central-1' };

const eks = (microUsd: number) =>
  ({
    item: 'eksCluster',
    region: 'eu-central-1',
    tiers: [{ from: 0, microUsd }],
    basis: 'proven',
    source: 'test',
    asOf: '2026-11-01',
  }) as const;

describe('Prices', () => {
  let folder = '';
  let file = '';
  let asked = 0;
  const logged: string[] = [];
  /** AWS can't be reached. */
  const source: PriceSource = {
    async *products() {
      asked += 1;
      yield* await Promise.reject<readonly (readonly string[])[]>(new Failure('network', 'no way'));
    },
    offer: () => Promise.reject(new Failure('network', 'no way')),
  };
  const open = (refs: readonly AccountRef[]): Prices =>
    new Prices({
      accounts: () => refs,
      costs: () => Promise.resolve({ prices: source }),
      file,
      log: (what) => logged.push(what),
      now: () => now,
    });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'prices-'));
    file = join(folder, 'prices.json');
    asked = 0;
    logged.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('has what was kept over what was shipped', async () => {
    const prices = open([home]);
    assert.equal(prices.book.price('eksCluster', 'eu-central-1')?.microUsd, 100_000);
    await writeFile(file, toCache({ entries: [eks(123_000)], refreshedAt: now - day }));
    let changes = 0;
    prices.onDidChange(() => (changes += 1));
    const book = await prices.open();
    assert.equal(book.price('eksCluster', 'eu-central-1')?.microUsd, 123_000);
    assert.equal(book.refreshedAt, now - day);
    assert.equal(changes, 1);
  });

  it('takes a damaged file for none, and logs it', async () => {
    await writeFile(file, '{"version":1,"entries":[{');
    const book = await open([home]).open();
    assert.equal(book.price('eksCluster', 'eu-central-1')?.microUsd, 100_000);
    assert.deepEqual(logged, ['Reading refreshed prices']);
  });

  it('asks by itself once a week, once an hour where that fails, and keeps what it had', async () => {
    const cache = toCache({ entries: [eks(123_000)], refreshedAt: now - 8 * day });
    await writeFile(file, cache);
    const prices = open([home]);
    await prices.refreshIfDue();
    assert.ok(asked > 0);
    const before = asked;
    await prices.refreshIfDue();
    assert.equal(asked, before);
    assert.equal(prices.book.price('eksCluster', 'eu-central-1')?.microUsd, 123_000);
    assert.equal(await readFile(file, 'utf8'), cache);
  });

  it('asks nobody while prices are new, no account is shown, or only the demo account', async () => {
    await writeFile(file, toCache({ entries: [eks(123_000)], refreshedAt: now - 6 * day }));
    await open([home]).refreshIfDue();
    await rm(file);
    await open([]).refreshIfDue();
    await open([demo]).refreshIfDue();
    assert.equal(asked, 0);
  });

  it('does not use what was kept of AWS for the demo account', async () => {
    await writeFile(file, toCache({ entries: [eks(123_000)], refreshedAt: now - day }));
    const book = await open([demo]).open();
    assert.equal(book.price('eksCluster', 'eu-central-1')?.microUsd, 100_000);
  });
});

import assert from 'node:assert/strict';
import { reportNow as now } from '../../../test/unit/reportLiterals.ts';
import { shippedPrices } from '../../core/cost/shippedPrices.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import type { PullRow } from '../../core/pulls/gateway.ts';
import { monthPulls, pullLook, type PullLookOptions } from './pullLook.ts';
import type { MonthPulls } from './pullText.ts';

const gb = 2 ** 30;
const row: PullRow = {
  day: '2026-11-20',
  host: 'mi-1',
  repository: 'web',
  bytes: 12.5 * gb,
  pulls: 4,
  unsized: 0,
  evidence: 'layers',
};

function month(rows: readonly PullRow[], region = 'eu-central-1', profile = 'home'): MonthPulls | undefined {
  const ref: AccountRef = { source: { kind: 'profile', profile }, region };
  return monthPulls(ref, { best: () => rows, hostNames: new Map([['mi-1', 'attic|pi']]) }, shippedPrices, now);
}

function look(months: readonly (MonthPulls | undefined)[], over: Partial<PullLookOptions> = {}) {
  const known = months.flatMap((each) => each ?? []);
  const around = { kept: [], age: '', imagesInFront: [], book: shippedPrices, words: { locale: 'en' } };
  return pullLook({ known, ...around, ...over });
}
const plain = (markdown = ''): string => markdown.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(+code));

describe('the pull status item', () => {
  it('is absent while nothing was pulled', () => {
    assert.equal(month([]), undefined);
    assert.equal(look([]), undefined);
    assert.equal(look([month([{ ...row, bytes: 0, unsized: 4 }])]), undefined);
  });

  it('says bytes and cost, by repository and host with what the figures are made of', () => {
    const shown = look([month([row])]);
    assert.equal(shown?.text, '$(cloud-download) 12.5 GB · $0.00');
    assert.equal(shown.spoken, 'Pulled from Amazon ECR this month: 12.5 GB · $0.00');
    assert.equal(shown.isWarning, false);
    const tooltip = plain(shown.tooltip);
    for (const part of ['web', 'attic', '12.5 GB', 'Measured by layer', 'Of it free: 12.5 GB; 87.5 GB are left.'])
      assert.ok(tooltip.includes(part), `${part}\n${tooltip}`);
    assert.ok(!shown.tooltip.includes('attic|pi'), 'a name makes no cell');
  });

  it('warns once more is pulled than is free, not before', () => {
    assert.equal(look([month([{ ...row, bytes: 100 * gb }])])?.isWarning, false);
    const shown = look([month([{ ...row, bytes: 110 * gb }])]);
    assert.deepEqual([shown?.text, shown?.isWarning], ['$(warning) 110 GB · $0.90', true]);
    assert.match(shown?.tooltip ?? '', /\$\(warning\) More was pulled than is free/);
  });

  it('adds up accounts, and names each of several', () => {
    const shown = look([month([row]), month([{ ...row, bytes: gb }], 'us-east-1', 'work')]);
    assert.equal(shown?.text, '$(cloud-download) 13.5 GB · $0.00');
    assert.match(plain(shown.tooltip), /work · us-east-1/);
  });

  it('shares what is free with the account’s other Regions, and says with which', () => {
    const ref: AccountRef = { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' };
    const pulls = { best: () => [{ ...row, bytes: 60 * gb }], hostNames: new Map() };
    const elsewhere = [{ region: 'us-east-1', parts: [{ key: 'web', bytes: 60 * gb }], days: [] }];
    const shown = look([monthPulls(ref, pulls, shippedPrices, now, elsewhere)]);
    assert.deepEqual([shown?.text, shown?.isWarning], ['$(warning) 60 GB · $0.90', true]);
    assert.match(plain(shown?.tooltip), /Shared with us-east-1, out of which 60 GB were pulled/);
    const alone = look([monthPulls(ref, pulls, shippedPrices, now, [])]);
    assert.doesNotMatch(plain(alone?.tooltip), /Shared|shared/);
    assert.match(plain(look([monthPulls(ref, pulls, shippedPrices, now)])?.tooltip), /shared with no other Region/);
  });

  it('says so where no price is known, and takes no other', () => {
    const shown = look([month([row], 'xx-north-9')]);
    assert.equal(shown?.text, '$(cloud-download) 12.5 GB');
    assert.match(plain(shown.tooltip), /no price known for xx-north-9/);
  });

  it('says what was known last with its age where AWS can not be asked', () => {
    const kept = [{ bytes: 2 * gb, microUsd: 90_000, month: '2026-11', asOf: now }];
    const shown = look([], { kept, age: 'as of 2 hours ago' });
    assert.equal(shown?.text, '$(warning) 2 GB · $0.09, as of 2 hours ago');
    assert.match(shown.spoken, /as of 2 hours ago; More was pulled than is free\.$/);
    assert.match(plain(shown.tooltip), /AWS can not be asked now: as of 2 hours ago/);
    assert.ok(shown.isWarning);
  });

  it('leads with the images of the task definition in front, and ends long tables', () => {
    const rows = Array.from({ length: 10 }, (_, index) => ({ ...row, repository: `r${index}` }));
    const shown = look([month(rows)], { imagesInFront: ['images'] });
    assert.ok(shown?.tooltip.startsWith('images\n\n'));
    assert.match(plain(shown?.tooltip), /and 2 more/);
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { formatAmount, formatRate, formatUsd } from '../../src/core/cost/money.ts';
import { byteWords, priceWords, withoutWords } from '../../src/core/cost/monthly/words.ts';
import { shippedPrices } from '../../src/core/cost/shippedPrices.ts';
import { parseHostFilter } from '../../src/core/fleet/filter.ts';
import { dayOf, message } from '../../src/core/text/message.ts';
import { timeLeftWords } from '../../src/ui/activations/words.ts';
import { monthWords } from '../../src/ui/cost/costNodes.ts';
import { asSentence, listed, listedClauses, paragraph } from '../../src/ui/sentences.ts';
import { ageWords, bytesWords, messageWords, priceWords as hintPriceWords } from '../../src/ui/taskdef/words.ts';
import { ago, cpuWords, dateTime, memoryWords } from '../../src/ui/tree/tooltipTable.ts';
import { supportDay } from '../../src/ui/tree/words.ts';
import { root } from '../../tools/lib/paths.ts';

/** Numbers, money, dates and lists, as a window in Japanese has them. */
describe('told in Japanese', () => {
  const words = { locale: 'ja', translate: messageWords };
  const now = Date.UTC(2026, 10, 23, 9);

  before(() => {
    l10n.config({ contents: readFileSync(join(root, 'l10n', 'bundle.l10n.ja.json'), 'utf8') });
  });
  after(() => {
    l10n.config({ contents: {} });
  });

  it('lists have the comma of the language, and sentences its full stop', () => {
    assert.equal(listed(['web', 'cache', '他 3 件']), 'web、cache、他 3 件');
    assert.equal(listed(['web']), 'web');
    assert.equal(listed([]), '');
    assert.equal(listedClauses(['準備中、2 台', '完了']), '準備中、2 台 / 完了');
    assert.equal(asSentence('完了'), '完了。');
    assert.equal(paragraph(['完了。', '次へ。']), '完了。次へ。');
  });

  it('lists that core makes have it too', () => {
    const parsed = parseHostFilter('state:nowhere');
    assert.ok('problem' in parsed);
    assert.match(messageWords(parsed.problem), /^そのような状態はありません。.*connected、[^,]*です。$/);
    const missing = ['Hosts', 'Containers'].map((label) => ({ label: message('{0}', label), region: 'me-west-1' }));
    assert.equal(
      withoutWords(missing, words),
      'Hosts (me-west-1 の料金は不明)、Containers (me-west-1 の料金は不明) を除く',
    );
  });

  it('money and sizes are written as the language has them', () => {
    assert.equal(formatUsd(1_234_500_000, 'ja'), '$1,234.50');
    assert.equal(formatRate(6950, 'ja'), '$0.00695');
    assert.equal(formatAmount(10_000_000, { code: 'JPY', perUsd: 155 }, 'ja'), '￥1,550');
    assert.equal(byteWords(12.4 * 2 ** 30, words), '12.4 GB');
    assert.equal(bytesWords(22e6, 'ja'), '22 MB');
    assert.equal(cpuWords('ja')(1.5), '1.5 vCPU');
    assert.equal(memoryWords('ja')(1536), '1.5 GiB');
  });

  it('dates and times are, too', () => {
    assert.equal(messageWords(dayOf('2026-12-02')), '2026/12/02');
    assert.equal(monthWords({ year: 2026, month: 11 }, 'ja'), '2026年11月');
    assert.match(dateTime(now, { locale: 'ja', now }) ?? '', /^2026\/11\/2\d \d+:\d\d$/);
    assert.equal(supportDay(Date.UTC(2027, 2, 23), { locale: 'ja', now }), '2027年3月23日');
    assert.equal(ago(now - 300_000, { locale: 'ja', now }), '5 分前');
    assert.equal(ageWords(now - 300_000, true, now, 'ja'), '最終取得: 5 分前');
    assert.equal(timeLeftWords(22 * 3_600_000, 'ja'), '22 時間');
  });

  it('prices are told with their source', () => {
    const price = shippedPrices.price('ssmAdvancedHost', 'eu-west-1');
    assert.ok(price);
    assert.equal(
      priceWords(price, words),
      '$0.00695 / ホスト時間 · AWS Systems Manager の料金ページ、AWS の引用による、2024/06/01 · eu-west-1 での仮定値',
    );
    assert.equal(
      hintPriceWords(price, 'ja'),
      '$0.00695/ホスト時間、定価、このリージョンでは未確認 (AWS Systems Manager の料金ページ、AWS の引用による、2024/06/01)',
    );
  });
});

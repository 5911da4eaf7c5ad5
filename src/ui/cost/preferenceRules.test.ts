import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../../tools/lib/paths.ts';
import { settings } from '../ids.ts';
import * as rules from './preferenceRules.ts';

const set =
  (values: Readonly<Record<string, unknown>>): rules.GetSetting =>
  (setting) =>
    values[setting];

describe('settings of costs and pulls', () => {
  it('are as they were set', () => {
    const get = set({
      [settings.hoursPerMonth]: 744,
      [settings.currency]: 'EUR',
      [settings.currencyRate]: 0.5,
      [settings.budget]: 12.34,
      [settings.alertFactor]: 2.5,
      [settings.keepMonths]: 2,
      [settings.requestsPerScan]: 7,
    });
    assert.equal(rules.hoursPerMonthIn(get), 744);
    assert.deepEqual(rules.currencyIn(get), { code: 'EUR', perUsd: 0.5 });
    assert.equal(rules.budgetMicroUsdIn(get), 12_340_000);
    assert.equal(rules.alertFactorIn(get), 2.5);
    assert.equal(rules.keepMonthsIn(get), 2);
    assert.equal(rules.requestsPerScanIn(get), 7);
  });

  it('are the defaults where nothing or nonsense is set', () => {
    for (const value of [undefined, null, 'x', -1, Number.NaN, Infinity, {}]) {
      const get = (): unknown => value;
      assert.deepEqual(
        [rules.hoursPerMonthIn, rules.budgetMicroUsdIn, rules.alertFactorIn, rules.keepMonthsIn].map((of) => of(get)),
        [730, undefined, undefined, 13],
      );
      assert.equal(rules.requestsPerScanIn(get), 100);
      assert.equal(rules.currencyIn(get), undefined);
    }
    assert.equal(rules.keepMonthsIn(set({ [settings.keepMonths]: 1.5 })), 13);
    // No amount could be made of these.
    assert.equal(rules.hoursPerMonthIn(set({ [settings.hoursPerMonth]: 1e15 })), 730);
    assert.equal(rules.hoursPerMonthIn(set({ [settings.hoursPerMonth]: 745 })), 730);
    assert.equal(rules.currencyIn(set({ [settings.currency]: 'EUR', [settings.currencyRate]: 1e300 })), undefined);
    // With one, nothing older than what is new would ever be read.
    assert.equal(rules.requestsPerScanIn(set({ [settings.requestsPerScan]: 1 })), 100);
    assert.equal(rules.requestsPerScanIn(set({ [settings.requestsPerScan]: 2001 })), 100);
  });

  it('show dollars where the rate is none: all amounts would be wrong', () => {
    for (const rate of [0, -2, 'x', undefined])
      assert.equal(rules.currencyIn(set({ [settings.currency]: 'EUR', [settings.currencyRate]: rate })), undefined);
    assert.equal(rules.currencyIn(set({ [settings.currency]: 'eur', [settings.currencyRate]: 2 })), undefined);
    assert.equal(rules.currencyIn(set({ [settings.currency]: 'USD', [settings.currencyRate]: 2 })), undefined);
  });

  it('take effect at once, all of them', async () => {
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      readonly contributes: {
        readonly configuration: readonly { readonly properties: object }[] | { readonly properties: object };
      };
    };
    const { configuration } = manifest.contributes;
    const groups = 'properties' in configuration ? [configuration] : configuration;
    const names = groups.flatMap(({ properties }) => Object.keys(properties));
    const ours = names.filter((name) => /^externalInstances\.(costs?|pulls)\./.test(name));
    assert.ok(ours.length >= 7);
    assert.deepEqual(
      ours.filter((name) => !rules.costPreferences.includes(name)),
      [],
    );
  });
});

import assert from 'node:assert/strict';
import { eksCluster } from '../../../test/unit/fleetLiterals.ts';
import { assertPhrase } from '../../../test/unit/spoken.ts';
import { extendedSupportSoon } from '../../core/cost/monthly/extendedSupport.ts';
import { shippedPrices as book } from '../../core/cost/shippedPrices.ts';
import type { EksCluster } from '../../core/fleet/model.ts';
import type { PullRow } from '../../core/pulls/gateway.ts';
import type { statusItems } from '../ids.ts';
import { accountCosts } from './eksCostText.ts';
import { eksLook, type EksLookOptions } from './eksLook.ts';
import type { ItemLook } from './item.ts';
import { monthPulls, pullLook, type PullLookOptions } from './pullLook.ts';

const now = Date.UTC(2026, 10, 22, 12);
const day = 86_400_000;
const words = { locale: 'en' };
const ref = { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' } as const;
const age = 'as of 2 hours ago';

function eks(clusters: readonly EksCluster[], over: Partial<EksLookOptions> = {}): ItemLook | undefined {
  const known = accountCosts([{ ref, eksClusters: clusters }], 730, book, now);
  const soon = extendedSupportSoon({ region: ref.region, hoursPerMonth: 730, eksClusters: clusters }, book, now);
  return eksLook({ known, kept: [], age: '', soon, hoursPerMonth: 730, words, ...over });
}

const row: PullRow = {
  day: '2026-11-20',
  host: 'mi-1',
  repository: 'web',
  bytes: 2 ** 30,
  pulls: 4,
  unsized: 0,
  evidence: 'layers',
};
function pulls(bytes: number, over: Partial<PullLookOptions> = {}): ItemLook | undefined {
  const month = monthPulls(ref, { best: () => [{ ...row, bytes }], hostNames: new Map() }, book, now, []);
  assert.ok(month);
  return pullLook({ known: [month], kept: [], age: '', imagesInFront: [], book, words, ...over });
}

const nearing = eksCluster('[x](y)', { version: '1.34', endOfStandardSupport: now + 10 * day });
/** Every item in every state, by type: a new one is not forgotten here. */
const looks: Readonly<Record<keyof typeof statusItems, Readonly<Record<string, ItemLook | undefined>>>> = {
  eksCost: {
    usual: eks([eksCluster('lab')]),
    ofSeveral: eks([eksCluster('lab'), eksCluster('shop')]),
    open: eks([eksCluster('old', { support: 'unknown' })]),
    old: eks([eksCluster('lab')], { age }),
    keptOnly: eks([], { kept: [{ microUsd: 73e6, maxMicroUsd: 73e6, asOf: now }], age }),
    soonMore: eks([nearing]),
    soonMoreAndOld: eks([nearing], { age }),
  },
  pulls: {
    usual: pulls(2 ** 30),
    old: pulls(2 ** 30, { age }),
    more: pulls(120 * 2 ** 30),
    moreAndOld: pulls(120 * 2 ** 30, { age }),
    keptOnly: pulls(2 ** 30, { known: [], kept: [{ bytes: 5, microUsd: 0, month: '2026-11', asOf: now }], age }),
  },
};

describe('items of the status bar, to whoever does not see icons and colours', () => {
  for (const [item, states] of Object.entries(looks)) {
    for (const [state, look] of Object.entries(states)) {
      it(`are spoken as a phrase: ${item}, ${state}`, () => {
        assert.ok(look);
        assertPhrase(look.spoken);
        const [icon, ...text] = look.text.split(' ');
        assert.match(icon ?? '', /^\$\([a-z-]+\)$/);
        const shown = text.join(' ');
        assert.doesNotMatch(shown, /\$\(/);
        // What is read on it is part of its name, by which it is asked for aloud.
        for (const figure of shown.match(/\$?[\d.,]+/g) ?? []) assert.ok(look.spoken.includes(figure), look.spoken);
        assert.equal(look.spoken.includes(age), shown.includes(age));
      });
    }

    it(`warn by another shape and in words, not by their colour alone: ${item}`, () => {
      const all = Object.values(states).filter((look) => look !== undefined);
      const iconsOf = (isWarning: boolean): ReadonlySet<string | undefined> =>
        new Set(all.filter((look) => look.isWarning === isWarning).map(({ text }) => text.split(' ')[0]));
      assert.deepEqual([...iconsOf(true)], ['$(warning)']);
      assert.ok(!iconsOf(false).has('$(warning)'));
      const warned = /extended support begins on \d{4}-\d\d-\d\d and adds \$\d|More was pulled than is free\./;
      for (const { isWarning, spoken, tooltip } of all) {
        assert.equal(warned.test(spoken), isWarning, spoken);
        assert.equal(tooltip.includes('$(warning) '), isWarning);
      }
    });
  }

  it('say once how old it is what they show', () => {
    assert.equal(looks.eksCost.old?.text, '$(server) EKS $73.00/mo, as of 2 hours ago');
    assert.equal(looks.eksCost.old.spoken, 'EKS control planes: $73.00 a month, 1 cluster; as of 2 hours ago');
  });

  it('name clusters as they are, and show them so that they can do nothing', () => {
    const look = looks.eksCost.soonMore;
    assert.match(look?.spoken ?? '', /\[x\]\(y\): extended support begins on 2026-12-02/);
    assert.doesNotMatch(look?.tooltip ?? '', /\]\(y\)/);
  });
});

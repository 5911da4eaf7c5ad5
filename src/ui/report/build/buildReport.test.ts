import assert from 'node:assert/strict';
import { accountCosts, costsState, pullRows, reportInput, reportNow } from '../../../../test/unit/reportLiterals.ts';
import { totalOf } from '../../../core/cost/monthly/lines.ts';
import { rangeWords } from '../../../core/cost/monthly/words.ts';
import { shippedPrices } from '../../../core/cost/shippedPrices.ts';
import { Failure } from '../../../core/failure.ts';
import type { ReportBlock, ReportModel, ReportTable } from '../reportModel.ts';
import { buildReport } from './buildReport.ts';
import { dailyCosts, daysSoFar } from './dailyCosts.ts';

const blocks = (model: ReportModel, id: string): readonly ReportBlock[] =>
  model.sections.find((section) => section.id === id)?.blocks ?? [];
const texts = (model: ReportModel): string => JSON.stringify(model);
function tableOf(model: ReportModel, id: string): ReportTable {
  const found = model.sections
    .flatMap((section) => section.blocks)
    .find((each) => each.kind === 'table' && each.id === id);
  assert.ok(found?.kind === 'table', `There is no table ${id}.`);
  return found;
}

describe('the days of a month', () => {
  const { month } = costsState();

  it('add up to the lines, kind by kind, to the micro-dollar', () => {
    for (const over of [{}, { hasAnywhereFreeHours: true }, { managedInstanceTier: 'advanced' as const }]) {
      const account = accountCosts({ ...over, managedNodes: [{ id: 'mi-1', name: 'a', registeredAt: 0 }] });
      const days = dailyCosts(account, shippedPrices, month, reportNow);
      for (const { kind, soFar } of account.lines) {
        const sum = (of: 'microUsd' | 'maxMicroUsd'): number =>
          days.reduce((all, { byKind }) => all + (byKind.get(kind)?.[of] ?? 0), 0);
        assert.deepEqual([sum('microUsd'), sum('maxMicroUsd')], [soFar?.microUsd ?? 0, soFar?.maxMicroUsd ?? 0], kind);
      }
    }
  });

  it('are a cost only from the day on which it began', () => {
    const days = dailyCosts(accountCosts(), shippedPrices, month, reportNow);
    const eks = days.map(({ byKind }) => byKind.get('eks')?.microUsd ?? 0);
    // One in extended support all the month, and from the 8th on one in standard support as well.
    assert.ok(Math.abs((eks[0] ?? 0) - 24 * 600_000) < 3_000_000, String(eks[0]));
    assert.ok((eks[10] ?? 0) > (eks[3] ?? 0));
  });

  it('are those that have begun, in UTC', () => {
    assert.deepEqual(daysSoFar({ year: 2024, month: 2 }, Date.UTC(2024, 1, 1)), ['2024-02-01']);
    assert.equal(daysSoFar({ year: 2024, month: 2 }, Date.UTC(2024, 1, 29, 23, 59, 59, 999)).length, 29);
    assert.equal(daysSoFar({ year: 2024, month: 2 }, Date.UTC(2024, 2, 5)).length, 29);
    assert.equal(daysSoFar({ year: 2026, month: 11 }, Date.UTC(2026, 10, 2)).length, 2);
  });
});

describe('the cost report', () => {
  it('has the figures of the lines: total, each of them, and the same in the forecast', () => {
    const { state, words } = reportInput();
    const model = buildReport(reportInput());
    const { soFar, projected } = totalOf(state.lines);
    const total = tableOf(model, 'costs')
      .rows.at(-1)
      ?.cells.map(({ text }) => text);
    assert.deepEqual(total?.slice(1, 3), [rangeWords(soFar, words), rangeWords(projected, words)]);
    assert.deepEqual(
      tableOf(model, 'forecast').rows.at(-1)?.cells.slice(1),
      tableOf(model, 'costs').rows.at(-1)?.cells.slice(1, 3),
    );
    assert.deepEqual(tableOf(model, 'days').rows.at(-1)?.cells.at(-1), tableOf(model, 'costs').rows.at(-1)?.cells[1]);
    assert.match(
      JSON.stringify(tableOf(model, 'costs').rows.map(({ details }) => details)),
      /AWS price list.*\d{4}-\d\d-\d\d/,
    );
  });

  it('has pulls to the byte, by repository and by host, and evidence side by side', () => {
    const model = buildReport(reportInput());
    const bytes = 21 * 4_000_000_000 + (21 * 22) / 2;
    assert.deepEqual(tableOf(model, 'repositories').rows[0]?.cells.slice(0, 2), [
      { text: 'web' },
      { text: '78.2 GB', plain: [bytes] },
    ]);
    assert.deepEqual(
      tableOf(model, 'hosts').rows.map(({ cells }) => cells[0]?.text),
      ['kitchen-pi5', 'garage-pi4', 'Total'],
    );
    const measured = bytes + 21 * 900_000_000;
    assert.deepEqual(
      tableOf(model, 'evidence')
        .rows[0]?.cells.slice(1)
        .map(({ plain }) => plain?.[0]),
      [measured, 21 * 5_000_000_000, measured - 21 * 5_000_000_000],
    );
    assert.equal(tableOf(model, 'evidence-days').rows.length, 21);
  });

  it('keeps hosts of one name apart', () => {
    const account = accountCosts();
    const names = new Map([...account.pulls.hostNames.keys()].map((id) => [id, 'raspberrypi']));
    const state = costsState({}, [{ ...account, pulls: { ...account.pulls, hostNames: names } }]);
    const shown = tableOf(buildReport(reportInput({ state })), 'hosts').rows;
    const usual = tableOf(buildReport(reportInput()), 'hosts').rows;
    assert.deepEqual(
      shown.map(({ cells }) => cells.slice(1)),
      usual.map(({ cells }) => cells.slice(1)),
    );
    const [first = '', second = ''] = shown.map(({ cells }) => cells[0]?.text);
    assert.match(`${first}, ${second}`, /^raspberrypi \(mi-\w+\), raspberrypi \(mi-\w+\)$/);
    assert.notEqual(first, second);
  });

  it('is of its month to the end, also when the next one has begun', () => {
    const { state } = reportInput();
    const [account] = state.accounts;
    const [row] = pullRows;
    assert.ok(account && row);
    const later = { ...row, day: '2026-12-01', bytes: 2 ** 40 };
    const best: typeof account.pulls.best = ({ to }) => [row, later].filter(({ day }) => Date.parse(day) <= to);
    const pulls = { ...account.pulls, best };
    const report = (now: number) => buildReport(reportInput({ state: costsState({}, [{ ...account, pulls }]), now }));
    assert.deepEqual(
      tableOf(report(Date.UTC(2026, 11, 1, 1)), 'repositories').rows,
      tableOf(report(reportNow), 'repositories').rows,
    );
  });

  it('shows what is estimated with its bound', () => {
    const account = accountCosts();
    const [measured] = pullRows;
    assert.ok(measured);
    const gb = 2 ** 30;
    const estimated = { ...measured, host: 'all', repository: 'old', evidence: 'pullCount' } as const;
    const rows = [
      { ...measured, repository: 'web', bytes: 4 * gb },
      { ...estimated, bytes: gb, mostBytes: 3 * gb },
    ];
    const day = new Set([measured.day]);
    const days = { layers: day, pullCount: day };
    const pulls = { ...account.pulls, rows: () => rows, best: () => rows, days };
    const model = buildReport(reportInput({ state: costsState({}, [{ ...account, pulls }]) }));
    const { columns, rows: shown } = tableOf(model, 'repositories');
    assert.deepEqual(columns[1]?.plain, ['Pulled, likely (bytes)', 'Pulled, at most (bytes)']);
    assert.deepEqual(
      shown.map(({ cells }) => cells[1]),
      [
        { text: '4 GB', plain: [4 * gb, 4 * gb] },
        { text: 'likely 1 GB, at most 3 GB', plain: [gb, 3 * gb] },
        { text: 'likely 5 GB, at most 7 GB', plain: [5 * gb, 7 * gb] },
      ],
    );
    const evidence = tableOf(model, 'evidence');
    assert.deepEqual(evidence.rows[0]?.cells[2], { text: 'likely 1 GB, at most 3 GB', plain: [gb, 3 * gb] });
    assert.deepEqual(
      evidence.columns[2]?.plain,
      ['likely', 'at most'].map((end) => `Estimated from pull counts, ${end} (bytes)`),
    );
    const chart = blocks(model, 'pulls').find((each) => each.kind === 'chart' && each.id === 'repositories');
    assert.ok(chart?.kind === 'chart');
    assert.deepEqual(chart.series[1]?.texts, ['0 B', 'likely 1 GB, at most 3 GB']);
  });

  it('says the same in another language and currency', () => {
    const model = buildReport(reportInput({ words: { locale: 'de', currency: { code: 'EUR', perUsd: 0.5 } } }));
    const chart = blocks(model, 'days')[0];
    assert.ok(chart?.kind === 'chart');
    assert.deepEqual(chart.axis, { style: 'currency', currency: 'EUR' });
    assert.match(model.lead.join(), /EUR.*0.5/);
    const dollars = tableOf(buildReport(reportInput()), 'costs').rows.at(-1)?.cells[1]?.plain?.[0] ?? 0;
    const euros = tableOf(model, 'costs').rows.at(-1)?.cells[1];
    assert.ok(Math.abs((euros?.plain?.[0] ?? 0) - dollars / 2) < 1e-6);
    assert.match(euros?.text ?? '', /\d,\d\d\s€$/);
  });

  it('reckons the fleet anew in the Region and size that are chosen, and leaves out what is none', () => {
    const places = (choice: Readonly<Record<string, string>>): readonly string[] =>
      tableOf(buildReport(reportInput({ choice })), 'what-if').rows.map(({ cells }) => cells[1]?.text ?? '');
    const usual = places({});
    assert.equal(usual[0], '$14.97');
    assert.equal(places({ hosts: '4' })[0], '$29.93');
    assert.notEqual(places({ vcpus: '16' })[1], usual[1]);
    assert.notEqual(places({ region: 'sa-east-1' })[4], usual[4]);
    for (const choice of [
      { region: 'nowhere-1' },
      { hosts: '0' },
      { hosts: '1e3' },
      { hosts: '99999' },
      { vcpus: '-1' },
    ])
      assert.deepEqual(places(choice), usual);
  });

  it('begins with the fleet as it is, hybrid nodes of EKS with hosts of ECS', () => {
    const hybridNodes = [1, 2, 3].map((number) => ({ id: `mi-${number}`, name: `node ${number}`, vcpus: 4 }));
    const state = costsState({}, [accountCosts({ hybridNodes })]);
    const form = blocks(buildReport(reportInput({ state })), 'what-if').find(({ kind }) => kind === 'form');
    assert.equal(form?.kind === 'form' && form.fields.find(({ name }) => name === 'hosts')?.value, '5');
  });

  it('says its age when AWS can not be asked, and what could not be read', () => {
    const failures = [new Failure('accessDenied', 'no', { service: 'EKS', operation: 'ListClusters' })];
    const state = costsState({ isOld: true, asOf: reportNow - 3 * 3_600_000, failures: [...failures, ...failures] });
    const model = buildReport(reportInput({ state }));
    assert.deepEqual(
      model.notices.map(({ severity, text }) => [severity, text]),
      [
        ['warning', 'AWS could not be asked again. These are the figures of the last time.'],
        ['error', 'Access denied: eks:ListClusters.'],
      ],
    );
    assert.match(model.lead[1] ?? '', /as of 3 hours ago/);
  });

  it('says so where there is nothing: no account, no cost, no pulls', () => {
    const none = buildReport(reportInput({ state: costsState({}, []) }));
    assert.deepEqual(
      none.sections.map(({ id }) => id),
      ['month'],
    );
    assert.match(texts(none), /No AWS account is shown/);
    const { pulls, ...account } = accountCosts();
    const { transfer, ...facts } = account.facts;
    const bare = {
      ...account,
      facts: { ...facts, eksClusters: [], anywhereHosts: [] },
      lines: [],
      pulls: { rows: () => [], best: () => [], days: {}, billed: pulls.billed, hostNames: new Map() },
    };
    const empty = buildReport(reportInput({ state: costsState({}, [bare]) }));
    assert.ok(transfer);
    for (const words of [
      /Nothing was found that AWS charges for/,
      /Pulls were not read yet/,
      /nothing to forecast/,
      /No day of this month/,
    ])
      assert.match(texts(empty), words);
    assert.doesNotMatch(texts(empty), /NaN|Infinity|undefined|null/);
  });

  it('names the price that is missing instead of another', () => {
    const account = accountCosts();
    const [first, ...others] = account.lines;
    assert.ok(first);
    const { soFar, projected, ...unknown } = first;
    assert.ok(soFar && projected);
    const missing = { ...unknown, missing: [{ region: 'me-west-1', label: first.label }], children: [] };
    const model = buildReport(reportInput({ state: costsState({ lines: [missing, ...others] }) }));
    assert.equal(tableOf(model, 'costs').rows[0]?.cells[1]?.text, 'no price known for me-west-1');
    assert.match(texts(model), /without .*no price known for me-west-1/);
  });
});

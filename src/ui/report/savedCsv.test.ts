import assert from 'node:assert/strict';
import type { ReportTable } from './reportModel.ts';
import { allCsv, tableCsv } from './savedCsv.ts';

const table: ReportTable = {
  kind: 'table',
  id: 'costs',
  caption: 'Costs, "all"',
  columns: [
    { title: 'Cost' },
    { title: 'So far', isNumber: true, plain: ['So far, least (USD)', 'So far, most (USD)'] },
    { title: 'Basis' },
  ],
  rows: [
    { cells: [{ text: 'EKS' }, { text: '$1.00–$2.00', plain: [1, 2] }, { text: 'list price' }] },
    { cells: [{ text: '=HYPERLINK("x")' }, { text: 'no price' }, { text: 'a\nb' }], level: 1, details: ['one', 'two'] },
    { cells: [{ text: '@SUM(A1)' }, { text: '−$0.50', plain: [-0.5, -0.5] }, { text: '+1' }] },
  ],
  detailsTitle: 'Inputs',
};

describe('a table saved as CSV', () => {
  it('has plain numbers, paths and details, in the form of RFC 4180', () => {
    assert.equal(
      tableCsv(table),
      [
        '\uFEFFCost,"So far, least (USD)","So far, most (USD)",Basis,Inputs',
        'EKS,1,2,list price,',
        '"EKS / =HYPERLINK(""x"")",,,"a\nb",one; two',
        "'@SUM(A1),-0.5,-0.5,'+1,",
        '',
      ].join('\r\n'),
    );
  });

  it('stands under its name with the others', () => {
    const text = allCsv({ sections: [{ id: 'a', title: 'A', blocks: [table, { ...table, caption: '=2' }] }] });
    assert.ok(text.startsWith('\uFEFF"Costs, ""all"""\r\nCost,'));
    assert.ok(text.includes("\r\n\r\n'=2\r\nCost,"));
    assert.equal(text.split('\uFEFF').length, 2);
  });
});

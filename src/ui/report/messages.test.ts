import assert from 'node:assert/strict';
import { accountCosts, costsState, reportInput } from '../../../test/unit/reportLiterals.ts';
import { buildReport } from './build/buildReport.ts';
import { hostMessage, pageMessage } from './messages.ts';

const png = 'data:image/png;base64,iVBORw0KGgo=';

describe('messages of the page', () => {
  it('are taken as they are sent', () => {
    for (const message of [
      { type: 'ready', choices: { whatIf: { region: 'eu-west-1', hosts: '3' } } },
      { type: 'choose', form: 'whatIf', choice: { region: 'eu-west-1', hosts: '3', vcpus: '4' } },
      { type: 'refresh' },
      { type: 'saveHtml', pictures: [{ chart: 'days', png }] },
      { type: 'saveCsv' },
      { type: 'savePng', picture: { chart: 'days', png } },
    ])
      assert.deepEqual(pageMessage(message), message);
  });

  it('are refused in any other form', () => {
    for (const message of [
      undefined,
      null,
      'ready',
      [],
      {},
      { type: 'run', command: 'x' },
      { type: 'ready' },
      { type: 'ready', choices: { whatIf: { region: '../..' + '/'.repeat(60) } } },
      { type: 'choose', form: 'whatIf', choice: { hosts: 3 } },
      { type: 'choose', form: 'whatIf', choice: { hosts: '<b>' } },
      { type: 'saveHtml', pictures: [{ chart: '../x', png }] },
      { type: 'savePng', picture: { chart: 'days', png: 'data:image/svg+xml;base64,AAAA' } },
      { type: 'savePng', picture: { chart: 'days', png: 'data:image/png;base64,"><script>' } },
    ])
      assert.equal(pageMessage(message), undefined, JSON.stringify(message));
  });
});

describe('messages of the extension', () => {
  it('are models, whatever they tell of', () => {
    for (const state of [
      costsState(),
      costsState({ isOld: true }),
      costsState({}, []),
      costsState({}, [accountCosts(), accountCosts()]),
    ]) {
      const message = { type: 'show', model: buildReport(reportInput({ state })) };
      assert.deepEqual(hostMessage(JSON.parse(JSON.stringify(message))), message);
    }
  });

  it('are refused in any other form', () => {
    const model = buildReport(reportInput());
    for (const message of [
      { type: 'hide', model },
      {
        type: 'show',
        model: { ...model, sections: [{ id: 'x', title: 'X', blocks: [{ kind: 'html', html: '<b>' }] }] },
      },
      { type: 'show', model: { ...model, sections: undefined } },
      { type: 'show', model: { ...model, sections: [{ id: 'x y', title: 'X', blocks: [] }] } },
    ])
      assert.equal(hostMessage(message), undefined);
  });
});

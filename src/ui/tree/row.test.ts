import assert from 'node:assert/strict';
import { commands } from '../ids.ts';
import { isSameRow, type Row } from './row.ts';

const row: Required<Row> = {
  label: 'pi',
  description: 'connected',
  icon: { codicon: 'server' },
  expands: 'no',
  contextValue: 'host.id',
  spoken: 'pi, connected',
  tooltip: 'more',
  command: commands.refresh,
};
const others: Required<Row> = {
  label: 'pi5',
  description: 'offline',
  icon: { codicon: 'beaker' },
  expands: 'collapsed',
  contextValue: 'host',
  spoken: 'pi, offline',
  tooltip: 'less',
  command: commands.showLog,
};

describe('two rows', () => {
  it('are the same where all that is seen and heard of them is', () => {
    assert.ok(isSameRow(row, { ...row, icon: { codicon: 'server' } }));
    assert.ok(isSameRow({ ...row, icon: { drawn: 'pi-ok' } }, { ...row, icon: { drawn: 'pi-ok' } }));
  });

  for (const name of Object.keys(others) as (keyof Row)[]) {
    it(`are not the same with another ${name}`, () => {
      assert.ok(!isSameRow(row, { ...row, [name]: others[name] }));
    });
  }

  it('are not the same with another colour or kind of icon', () => {
    const icons: readonly Row['icon'][] = [
      { codicon: 'server' },
      { codicon: 'server', color: 'charts.red' },
      { drawn: 'pi-ok' },
      { drawn: 'pi-offline' },
    ];
    for (const [index, icon] of icons.entries()) {
      for (const [at, other] of icons.entries()) {
        assert.equal(isSameRow({ ...row, icon }, { ...row, icon: other }), index === at);
      }
    }
  });

  it('are not the same where one has something that the other has not', () => {
    const { tooltip, ...without } = row;
    assert.ok(!isSameRow(without, { ...without, tooltip }));
  });
});

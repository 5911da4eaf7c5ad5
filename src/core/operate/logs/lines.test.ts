import assert from 'node:assert/strict';
import { logLines, timeStamp } from './lines.ts';

const at = new Date(2026, 10, 3, 4, 5, 6, 7).getTime();
const lines = (message: string): readonly string[] => logLines({ at, message }, (count) => `(${count} more)`);
const text = (message: string): string => lines(message)[0]!.slice('2026-11-03 04:05:06.007 '.length);

describe('logLines', () => {
  it('puts the time of this computer before each event', () => {
    assert.equal(timeStamp(at), '2026-11-03 04:05:06.007');
    assert.deepEqual(lines('hello'), ['2026-11-03 04:05:06.007 hello']);
  });
  it('indents further lines of an event, and drops the break at its end', () => {
    assert.deepEqual(lines('Error: no\n\tat f\r\n  at g\r\n'), [
      '2026-11-03 04:05:06.007 Error: no',
      '    \tat f',
      '      at g',
    ]);
  });
  it('takes away colours, moves, titles and links of terminals', () => {
    assert.equal(text('\u001b[1;31mred\u001b[0m \u001b[2K\u001b[?25lplain\u001b(B'), 'red plain');
    assert.equal(text('\u001b]0;title\u0007a\u001b]8;;https://example.com\u001b\\link\u001b]8;;\u001b\\'), 'alink');
    assert.equal(text('\u009b31mred'), 'red');
  });
  it('makes visible what would act, and leaves alone what does not', () => {
    assert.equal(text('a\u0000b\u202Ec\u001b'), 'a␀b\uFFFDc␛');
    assert.equal(text('21.4 °C\tこんにちは 👨‍👩‍👧 ½'), '21.4 °C\tこんにちは 👨‍👩‍👧 ½');
    assert.equal(text('\uD83D alone'), '\uFFFD alone');
  });
  it('shows the last state of a line that was written over', () => {
    assert.equal(text('10 %\r50 %\r100 %\r\n'), '100 %');
  });
  it('cuts what is too long for an editor, says how much, and leaves no half of a character', () => {
    const long = text(`${'x'.repeat(15_999)}👍${'y'.repeat(100)}`);
    assert.match(long, /^x+… \(102 more\)$/);
  });
  it('is quick with sequences that never end', () => {
    const started = performance.now();
    text('\u001b]'.repeat(100_000));
    text(`\u001b[${'0;'.repeat(200_000)}`);
    assert.ok(performance.now() - started < 500);
  });
});

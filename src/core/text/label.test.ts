import assert from 'node:assert/strict';
import { inMessage, inPick, oneLine, visible, withoutIcons } from './label.ts';

describe('visible', () => {
  it('leaves ordinary text of any script alone', () => {
    for (const text of ['web-1', 'Küche', '台所の Pi', 'مطبخ', '👩‍🚀', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '']) assert.equal(visible(text), text);
  });

  it('makes each kind of line break one space', () => {
    for (const lineBreak of ['\n', '\r', '\r\n', '\v', '\f', '\u0085', '\u2028', '\u2029'])
      assert.equal(visible(`a${lineBreak}b`), 'a b');
  });

  it('shows control characters instead of letting them act', () => {
    assert.equal(visible('a\0b\u001b[31m\u007f\u009b'), 'a␀b␛[31m␡�');
  });

  it('shows bidirectional controls and lone surrogates', () => {
    for (const code of [0x61c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069])
      assert.equal(visible(`a${String.fromCodePoint(code)}b`), 'a�b');
    assert.equal(visible('a\ud83d'), 'a�');
    assert.equal(visible('\ude00a'), '�a');
  });
});

describe('oneLine', () => {
  it('keeps the longest name that AWS allows', () => {
    const name = 'x'.repeat(256);
    assert.equal(oneLine(name), name);
    assert.equal(oneLine(`${name}x`), `${'x'.repeat(255)}…`);
  });

  it('never exceeds the bound, and cuts no character in two', () => {
    const text = '👩‍🚀e\u0301🇯🇵'.repeat(20);
    for (let max = 1; max < 60; max++) {
      const label = oneLine(text, max);
      assert.ok(label.length <= max, `${label.length} > ${max}`);
      assert.ok(label.endsWith('…'));
      assert.doesNotMatch(label, /\p{Cs}/u);
      assert.doesNotMatch(label, /\u200D…$|🇯…$|e…$/u);
    }
  });

  it('bounds a single letter with countless accents', () => {
    assert.equal(oneLine(`a${'\u0301'.repeat(10_000)}`, 20), '…');
  });
});

describe('withoutIcons', () => {
  it('breaks the icon notation and nothing else', () => {
    assert.equal(withoutIcons('$(trash) costs $5 (now)'), String.raw`\$(trash) costs $5 (now)`);
  });
});

describe('inMessage', () => {
  it('leaves no link to a command or an address, and names as they are', () => {
    assert.doesNotMatch(inMessage('[ok](command:workbench.action.quit) [x](https://example.com)'), /\]\(/);
    assert.equal(inMessage('pi-5 (kitchen) [old]'), 'pi-5 (kitchen) [old]');
  });
});

describe('inPick', () => {
  it('draws no icon that a name asks for', () => {
    assert.equal(inPick('$(trash)\nx'), String.raw`\$(trash) x`);
  });
});

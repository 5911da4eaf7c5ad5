import assert from 'node:assert/strict';
import { dayOf, listed, message, messageText } from './message.ts';

describe('messages', () => {
  it('hold texts, numbers and messages', () => {
    assert.equal(messageText(message('{0} of {1}: {2}', 1, 'web', message('{0} left', 2))), '1 of web: 2 left');
    assert.equal(messageText(message('{0} and {1}', '{1}')), '{1} and {1}');
  });

  it('are listed one after the other', () => {
    assert.equal(messageText(listed(['a', message('{0} more', 2), 3])), 'a, 2 more, 3');
    assert.equal(messageText(listed(['{0}'])), '{0}');
    assert.equal(messageText(listed([])), '');
  });

  it('tell days in UTC', () => {
    assert.equal(messageText(dayOf(Date.UTC(2026, 11, 2, 23))), '2026-12-02');
    assert.equal(messageText(dayOf('2026-12-02')), '2026-12-02');
  });
});

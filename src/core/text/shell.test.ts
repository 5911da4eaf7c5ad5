import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { Failure } from '../failure.ts';
import { quote } from './shell.ts';

const odd = [
  '',
  'web',
  "it's",
  "'",
  "''",
  "'\\''",
  '"double"',
  '$(touch pwned)',
  '`touch pwned`',
  '${HOME}',
  '$HOME',
  'back\\slash\\',
  'two\nlines',
  '\nends with a newline\n',
  'tab\tand\rreturn',
  '\u001b[31mred',
  '👩‍🚀 émoji ①',
  '-rf',
  '--option',
  '; rm -rf /',
  '& | < > ( ) { } [ ] * ? ~ # !',
  '!history',
  'x'.repeat(255),
  "'".repeat(300),
  'AbC+/=',
];

describe('quote', () => {
  for (const shell of ['sh', 'bash']) {
    it(`gives every value back unchanged in ${shell}`, () => {
      const script = `printf '%s\\0' ${odd.map(quote).join(' ')}`;
      const run = spawnSync(shell, ['-c', script], { encoding: 'utf8' });
      assert.equal(run.stderr, '');
      assert.deepEqual(run.stdout.split('\0').slice(0, -1), odd);
    });
  }

  it('quotes also what needs no quotes', () => {
    assert.equal(quote('web'), "'web'");
    assert.equal(quote(''), "''");
  });

  it('refuses NUL', () => {
    assert.throws(
      () => quote('a\0b'),
      (error) => Failure.is(error) && error.reason === 'invalidRequest',
    );
  });
});

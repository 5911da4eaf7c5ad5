import assert from 'node:assert/strict';
import { awsDocs } from './awsDocs.ts';

const text = (html: string, limit = 1000): string => awsDocs(html, limit).text;

describe('docs of the AWS SDK', () => {
  it('become paragraphs, code, emphasis and links', () => {
    assert.equal(
      text(
        '<p>Run <code>docker &lt;name&gt;</code> <b>now</b>.</p> <p>See <a href="http://docs.aws.amazon.com/x">the <i>Guide</i></a>.</p>',
      ),
      'Run `docker <name>` **now**.\n\nSee [the _Guide_](https://docs.aws.amazon.com/x).',
    );
  });

  it('keep lists in lists, and what stands in an item', () => {
    assert.equal(
      text('<p>Both:</p><ul> <li> <p>one</p> <p>more</p> </li> <li> <p>two:</p> <ul> <li>deep</li> </ul> </li> </ul>'),
      'Both:\n\n- one\n\n  more\n- two:\n\n  - deep',
    );
    assert.equal(text('<ol> <li> <p>a</p> </li> <li> <p>b</p> </li> </ol>'), '1. a\n2. b');
  });

  it('keep notes apart', () => {
    assert.equal(
      text('<note> <p>Not on Windows.</p> <p>Never.</p> </note><important><p>Do it.</p></important>'),
      '> **Note:** Not on Windows.\n> \n> Never.\n\n> **Important:** Do it.',
    );
  });

  it('show characters of Markdown as they are', () => {
    assert.equal(text('<p>a * b [c] &lt;d&gt; \\{\\{.Server\\}\\}</p>'), 'a \\* b \\[c\\] &lt;d&gt; {{.Server}}');
  });

  it('end at a whole paragraph, or else at a whole sentence', () => {
    assert.equal(text('<p>First.</p><p>Second is longer.</p>', 12), 'First.\n\n…');
    assert.equal(text('<p>First one. Second one. Third one.</p>', 24), 'First one. Second one.\n\n…');
  });

  it('name terms and valid values', () => {
    const { terms, values } = awsDocs(
      '<p>Valid values: <code>"ALL" | "NONE"</code></p><dl> <dt>mode</dt> <dd> <p>How.</p> </dd> <dt>size</dt> <dd>Much.</dd> </dl>',
      100,
    );
    assert.deepEqual(terms, { mode: 'How.', size: 'Much.' });
    assert.deepEqual(values, ['ALL', 'NONE']);
  });

  it('survive a tag that is not closed, and a bare sign', () => {
    assert.equal(text('<p>a < b</p> </ul> <p>c'), 'a < b\n\nc');
  });
});

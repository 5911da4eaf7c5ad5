import assert from 'node:assert/strict';
import { accessOf } from '../../../src/ui/commands/access.ts';
import { commands } from '../../../src/ui/ids.ts';
import { readSources } from '../../../tools/lib/sources.ts';

const sources = readSources();

describe('Markdown that may run commands', () => {
  it('is in one place, and may run these commands alone', () => {
    const trusting = [...sources].filter(([, text]) => text.includes('.isTrusted = '));
    assert.deepEqual(
      trusting.map(([file]) => file),
      ['ui/taskdef/figureMarkdown.ts'],
    );
    const [, text = ''] = trusting[0] ?? [];
    assert.match(text, /isTrusted = \{ enabledCommands: linked \}/);
    const [, list = ''] = /const linked: readonly CommandId\[\] = \[([^\]]+)\]/.exec(text) ?? [];
    const linked = list.split(',').map((each) => each.trim().replace('commands.', '') as keyof typeof commands);
    assert.deepEqual(linked, ['compareTaskCost', 'lookUpImage', 'showPlacement']);
    for (const name of linked) assert.equal(accessOf[commands[name]].writes, undefined, name);
  });

  it('has the arguments of its links encoded, so that no text ends an address', () => {
    const text = sources.get('ui/taskdef/figureMarkdown.ts') ?? '';
    assert.match(text, /encodeURIComponent\(JSON\.stringify\(args\)\)\.replace\(\/\[\(\)\]\/g/);
  });

  it('never renders HTML', () => {
    for (const [file, text] of sources) assert.doesNotMatch(text, /supportHtml\s*[=:]\s*true/, file);
  });
});

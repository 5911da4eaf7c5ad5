import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { contexts } from './contexts.ts';
import { holdKubeconfig } from './heldKubeconfig.ts';

const text = JSON.stringify({
  clusters: [{ name: 'barn', cluster: { server: 'https://127.0.0.1:6443' } }],
  contexts: [{ name: 'demo', context: { cluster: 'barn', user: 'demo' } }],
});

describe('holdKubeconfig', () => {
  it('is a file that only its owner can read, until it is let go of', async () => {
    const held = await holdKubeconfig(text);
    try {
      assert.equal(await readFile(held.file, 'utf8'), text);
      assert.deepEqual(await contexts(held.file), [
        { name: 'demo', cluster: 'barn', server: 'https://127.0.0.1:6443' },
      ]);
      if (process.platform !== 'win32') {
        assert.equal((await stat(held.file)).mode & 0o777, 0o600);
        assert.equal((await stat(path.dirname(held.file))).mode & 0o777, 0o700);
      }
    } finally {
      held.dispose();
    }
    assert.ok(!existsSync(path.dirname(held.file)));
    held.dispose();
  });
});

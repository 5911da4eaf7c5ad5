import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import manifest from '../package.json' with { type: 'json' };
import { root } from './lib/paths.ts';

interface Job {
  readonly strategy: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

/** What the hosts of the repository run. */
describe('workflows', () => {
  const folder = join(root, '.github', 'workflows');
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const { jobs } = parse(readFileSync(join(folder, 'ci.yml'), 'utf8')) as { jobs: Record<'test' | 'desktop', Job> };

  it('use actions only as they are at a commit, with the version beside it', () => {
    const uses = texts.flatMap((text) => text.split('\n').filter((line) => /\buses:/.test(line)));
    assert.ok(uses.length > 0);
    for (const line of uses) assert.match(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('may read the repository, and nothing else', () => {
    for (const text of texts)
      assert.deepEqual((parse(text) as { permissions: object }).permissions, { contents: 'read' });
  });

  it('run the checks of a clean clone on each kind of system', () => {
    assert.deepEqual(jobs.test.strategy.matrix.os, ['ubuntu-latest', 'macos-latest', 'windows-latest']);
    assert.ok(jobs.test.steps.some(({ run }) => run === 'bash .ci/run'));
  });

  it('run in the lowest VS Code that is supported, and in the newest', () => {
    const floor = manifest.engines.vscode.replace('^', '');
    assert.deepEqual(jobs.desktop.strategy.matrix.version, [floor, 'stable']);
  });
});

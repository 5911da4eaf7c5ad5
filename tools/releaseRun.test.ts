import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageExtension } from './lib/packageExtension.ts';
import { root } from './lib/paths.ts';
import { runOrThrow } from './lib/processes.ts';
import { release, type ReleaseSteps } from './release.ts';

/** In a clone of the last commit of this project, which is thrown away. */
describe('releasing', function () {
  this.timeout(120_000);
  let scratch: string;
  let folder: string;
  let said: string[];
  const git = async (...args: string[]): Promise<string> =>
    await runOrThrow('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], { cwd: folder });
  const read = async (file: string): Promise<string> => await readFile(join(folder, file), 'utf8');
  const versionOf = async (file: string): Promise<unknown> =>
    (JSON.parse(await read(file)) as { version: unknown }).version;
  const steps = (over: Partial<ReleaseSteps> = {}): ReleaseSteps => ({
    check: () => Promise.resolve(0),
    pack: async (vsix) => {
      await writeFile(vsix, 'packed');
      return { code: 0, output: '' };
    },
    say: (line) => said.push(...line.split('\n')),
    now: () => Date.UTC(2026, 10, 23, 23, 59),
    ...over,
  });

  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'external-instances-release-'));
    folder = join(scratch, 'clone');
    await runOrThrow('git', ['clone', '--quiet', '--depth', '1', pathToFileURL(root).href, folder]);
    // What it says is new, whatever the last commit does.
    await writeFile(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## 7.0.0 (unreleased)\n\n- New.\n');
    await git('commit', '--quiet', '--all', '--message', 'Something new');
    // Without a slash at its end, Git does not ignore a link of that name.
    await writeFile(join(folder, '.git', 'info', 'exclude'), 'node_modules\n');
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  });
  beforeEach(() => (said = []));
  afterEach(async () => {
    await git('reset', '--quiet', '--hard');
    await git('clean', '--quiet', '-d', '--force');
    await rm(join(folder, 'external-instances-7.0.0.vsix'), { force: true });
  });
  after(async () => await rm(scratch, { recursive: true, force: true, maxRetries: 3 }));

  it('tries without changing anything', async () => {
    const unexpected = (): never => assert.fail('nothing is run');
    assert.equal(await release(['7.0.0', '--dry-run'], folder, steps({ check: unexpected, pack: unexpected })), 0);
    assert.equal(await git('status', '--porcelain'), '');
    assert.ok(said.includes('would change CHANGELOG.md'));
    assert.ok(said.includes('would run every check, and make external-instances-7.0.0.vsix'));
  });

  it('bumps, checks what it bumped, and packs it, but publishes and commits nothing', async () => {
    const head = await git('rev-parse', 'HEAD');
    const seen: unknown[] = [];
    const check = async (): Promise<number> => {
      seen.push(await versionOf('package.json'), await versionOf('package-lock.json'));
      return 0;
    };
    const pack: ReleaseSteps['pack'] = async (vsix) => await packageExtension(vsix, folder);
    assert.equal(await release(['7.0.0'], folder, steps({ check, pack })), 0);
    assert.deepEqual(seen, ['7.0.0', '7.0.0']);
    assert.equal(await read('CHANGELOG.md'), '# Changelog\n\n## 7.0.0 (2026-11-23)\n\n- New.\n');
    const vsix = await readFile(join(folder, 'external-instances-7.0.0.vsix'));
    assert.equal(vsix.toString('latin1', 0, 2), 'PK');
    assert.ok(said.includes(`SHA-256  ${createHash('sha256').update(vsix).digest('hex')}`), said.join('\n'));
    assert.ok(said.some((line) => line.includes('git tag v7.0.0')));
    assert.equal(said.filter((line) => /publish .*external-instances-7\.0\.0\.vsix/.test(line)).length, 2);
    assert.deepEqual([await git('rev-parse', 'HEAD'), await git('tag', '--list')], [head, '']);
    // Two lines of the lock, one of the manifest, one of the change log.
    assert.match(await git('diff', '--shortstat'), /3 files changed, 4 insertions\(\+\), 4 deletions\(-\)/);
  });

  it('puts everything back when a check or the package fails', async () => {
    const failing: Partial<ReleaseSteps>[] = [
      { check: () => Promise.resolve(1) },
      { check: () => Promise.reject(new Error('Not every check could be run')) },
      {
        pack: async (vsix) => {
          await writeFile(vsix, 'half');
          return { code: 1, output: 'could not be packaged' };
        },
      },
    ];
    for (const over of failing) {
      await assert.rejects(release(['minor'], folder, steps(over)), /Not every check|could not be packaged/);
      assert.equal(await git('status', '--porcelain', '--ignored=no'), '');
    }
    assert.ok(!(await git('ls-files', '--others')).includes('.vsix'));
  });

  it('begins from a clean tree, with a version that is new', async () => {
    await writeFile(join(folder, 'left-over.txt'), '');
    for (const args of [['7.0.0'], ['7.0.0', '--dry-run']])
      await assert.rejects(release(args, folder, steps()), /not clean.*left-over\.txt/s);
    await rm(join(folder, 'left-over.txt'));
    await git('tag', 'v7.0.0');
    await assert.rejects(release(['7.0.0'], folder, steps()), /tag v7\.0\.0 already/);
    await git('tag', '--delete', 'v7.0.0');
    assert.equal(await git('status', '--porcelain'), '');
  });

  it('says how it is used', async () => {
    for (const args of [[], ['minor', 'patch'], ['--publish'], ['newest']])
      await assert.rejects(release(args, folder, steps()), /Use: npm run release|nor a version/);
  });
});

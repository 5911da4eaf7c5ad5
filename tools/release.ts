import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Complaint, sentence } from './lib/complaint.ts';
import { packageExtension } from './lib/packageExtension.ts';
import { root } from './lib/paths.ts';
import { onInterrupt, run, type Finished } from './lib/processes.ts';
import { lockWithVersion, nextVersion, releasedChangelog, withVersion } from './lib/release.ts';
import { main as test } from './test.ts';

const usage = 'Use: npm run release -- major|minor|patch|1.2.3 [--dry-run]';

/** What a release runs; a test puts something quicker in the place of the checks. */
export interface ReleaseSteps {
  /** Every check that there is. @returns 0 where all passed */
  check(): Promise<number>;
  pack(vsix: string): Promise<Finished>;
  say(line: string): void;
  /** Milliseconds since the epoch. */
  now(): number;
}

/**
 * `npm run release -- major|minor|patch|1.2.3 [--dry-run]`: from a clean tree makes the package of a new version, and says
 * what is left to be done. It commits, tags and publishes nothing. What it changed is put back when something fails.
 */
export async function main(args: string[]): Promise<number> {
  return await release(args, root, {
    check: async () => await test([]),
    pack: async (vsix) => await packageExtension(vsix),
    say: (line) => console.log(line),
    now: () => Date.now(),
  });
}

/** @param folder of the project, in a Git repository */
export async function release(args: string[], folder: string, steps: ReleaseSteps): Promise<number> {
  const { wanted, dryRun } = readArguments(args);
  const changes = await changesOf(wanted, folder, steps.now());
  const { name, version, files } = changes;
  const vsix = `${name}-${version}.vsix`;
  steps.say(`${name} ${changes.current} → ${version}`);
  await requireUnreleased(version, folder);
  if (dryRun) {
    for (const { file } of files) steps.say(`would change ${file}`);
    steps.say(`would run every check, and make ${vsix}`);
    return 0;
  }
  let isMade = false;
  const putBack = async (): Promise<void> => {
    if (isMade) return;
    for (const { file, before } of files) await writeFile(join(folder, file), before);
    await rm(join(folder, vsix), { force: true });
  };
  onInterrupt(putBack);
  try {
    for (const { file, after } of files) await writeFile(join(folder, file), after);
    if ((await steps.check()) !== 0) throw new Complaint('Not every check passed, see above.');
    const { code, output } = await steps.pack(join(folder, vsix));
    if (code !== 0) throw new Complaint(`${output.trim()}\nThe extension could not be packaged, see above.`);
    isMade = true;
  } finally {
    await putBack();
  }
  await tellNext(vsix, version, folder, (line) => steps.say(line));
  return 0;
}

interface Change {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

interface Changes {
  readonly name: string;
  readonly current: string;
  readonly version: string;
  readonly files: readonly Change[];
}

async function changesOf(wanted: string, folder: string, now: number): Promise<Changes> {
  const read = async (file: string): Promise<string> => await readFile(join(folder, file), 'utf8');
  const [manifest, lock, changelog] = await Promise.all([
    read('package.json'),
    read('package-lock.json'),
    read('CHANGELOG.md'),
  ]);
  const { name, version: current } = JSON.parse(manifest) as { name: string; version: string };
  const version = nextVersion(current, wanted);
  const day = new Date(now).toISOString().slice(0, 10);
  return {
    name,
    current,
    version,
    files: [
      { file: 'package.json', before: manifest, after: withVersion(manifest, version) },
      { file: 'package-lock.json', before: lock, after: lockWithVersion(lock, version) },
      { file: 'CHANGELOG.md', before: changelog, after: releasedChangelog(changelog, version, day) },
    ],
  };
}

async function requireUnreleased(version: string, folder: string): Promise<void> {
  const changed = await git(folder, ['status', '--porcelain']);
  if (changed !== '') throw new Complaint(`The tree is not clean; commit or put away:\n${changed}`);
  if ((await git(folder, ['tag', '--list', `v${version}`])) !== '')
    throw new Complaint(`There is a tag v${version} already.`);
}

async function git(folder: string, args: readonly string[]): Promise<string> {
  const { code, output } = await run('git', args, { cwd: folder });
  if (code !== 0) throw new Complaint(`git ${args.join(' ')} failed: ${output.trim()}`);
  return output.trimEnd();
}

async function tellNext(vsix: string, version: string, folder: string, say: (line: string) => void): Promise<void> {
  const bytes = await readFile(join(folder, vsix));
  say(`\n${vsix}  ${(bytes.length / 1000).toFixed(0)} kB`);
  say(`SHA-256  ${createHash('sha256').update(bytes).digest('hex')}`);
  say(`
Nothing was committed, tagged or published. Next:

  git commit --all --message "Release ${version}"
  git tag v${version}
  git push origin HEAD v${version}
  npx vsce publish --packagePath ${vsix}    # Visual Studio Marketplace, asks for a token
  npx ovsx publish ${vsix}                  # Open VSX, the same file; its token in OVSX_PAT`);
}

function readArguments(args: string[]): { wanted: string; dryRun: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean' } },
    });
    const [wanted, ...others] = positionals;
    if (wanted === undefined || others.length > 0) throw new Error('One version is needed.');
    return { wanted, dryRun: values['dry-run'] ?? false };
  } catch (error) {
    throw new Complaint(`${sentence(error)} ${usage}`);
  }
}

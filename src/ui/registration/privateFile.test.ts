import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writePrivately } from './privateFile.ts';

describe('writePrivately', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'private-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777;

  it('makes a file that its owner alone can read, and run where it is a program', async () => {
    const [script, data] = [path.join(folder, 'register.sh'), path.join(folder, 'user-data')];
    await writePrivately(script, 'echo ä', { executable: true });
    await writePrivately(data, '#cloud-config', { executable: false });
    assert.equal(await readFile(script, 'utf8'), 'echo ä');
    assert.deepEqual([await modeOf(script), await modeOf(data)], [0o700, 0o600]);
    assert.deepEqual((await readdir(folder)).sort(), ['register.sh', 'user-data']);
  });

  it('replaces one that others could read', async () => {
    const file = path.join(folder, 'register.sh');
    await writeFile(file, 'a longer text than the new one');
    await chmod(file, 0o644);
    await writePrivately(file, 'new', { executable: true });
    assert.equal(await readFile(file, 'utf8'), 'new');
    assert.equal(await modeOf(file), 0o700);
  });

  it('leaves nothing behind when it fails', async () => {
    const file = path.join(folder, 'register.sh');
    await mkdir(path.join(file, 'taken'), { recursive: true });
    await assert.rejects(writePrivately(file, 'secret', { executable: true }));
    assert.deepEqual(await readdir(folder), ['register.sh']);
  });
});

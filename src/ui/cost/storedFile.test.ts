import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryFile, StoredFile } from './storedFile.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array | undefined): string | undefined => content && new TextDecoder().decode(content);

describe('StoredFile', () => {
  let folder = '';
  let path = '';
  const problems: unknown[] = [];
  const open = (): StoredFile => new StoredFile(path, (error) => problems.push(error));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stored-file-'));
    path = join(folder, 'pulls', 'ledger');
    problems.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is empty at first, and has what was written afterwards, for another window too', async () => {
    const file = open();
    const { version, bytes: nothing } = await file.read();
    assert.equal(nothing, undefined);
    const written = await file.write(bytes('one'), version);
    const read = await open().read();
    assert.equal(text(read.bytes), 'one');
    assert.equal(read.version, written);
    assert.deepEqual(await readdir(join(folder, 'pulls')), ['ledger']);
  });

  it('writes nothing over what another window wrote meanwhile', async () => {
    const [mine, other] = [open(), open()];
    const { version } = await mine.read();
    await other.write(bytes('theirs'), version);
    assert.equal(await mine.write(bytes('mine'), version), undefined);
    assert.equal(text((await mine.read()).bytes), 'theirs');
  });

  it('lets one of many windows win that write at the same time', async () => {
    const windows = Array.from({ length: 8 }, open);
    const { version } = await open().read();
    const answers = await Promise.all(windows.map((each, index) => each.write(bytes(`${index}`), version)));
    const winners = answers.flatMap((answer, index) => (answer === undefined ? [] : [index]));
    assert.equal(winners.length, 1);
    assert.equal(await readFile(path, 'utf8'), `${winners[0]}`);
  });

  it('goes on where a window crashed while it held the file', async () => {
    await mkdir(`${path}.lock`, { recursive: true });
    await utimes(`${path}.lock`, 1, 1);
    assert.notEqual(await open().write(bytes('one'), 'none'), undefined);
    assert.equal(await readFile(path, 'utf8'), 'one');
  });

  it('is empty once it was set aside, and keeps a copy', async () => {
    const file = open();
    const version = (await file.write(bytes('damaged'), 'none')) ?? '';
    await file.setAside('another');
    assert.equal(text((await file.read()).bytes), 'damaged');
    await file.setAside(version);
    assert.equal((await file.read()).bytes, undefined);
    const [copy = ''] = await readdir(join(folder, 'pulls'));
    assert.match(copy, /^ledger\.\d{8}T\d+Z\.bad$/);
    assert.equal(await readFile(join(folder, 'pulls', copy), 'utf8'), 'damaged');
  });

  it('goes on in memory where the disk takes nothing, tells it once, and writes when it does again', async () => {
    // In the place of the folder there is a file: nothing can be written, by root neither.
    const file = open();
    const { version } = await file.read();
    await writeFile(join(folder, 'pulls'), '');
    const first = (await file.write(bytes('one'), version)) ?? '';
    const second = (await file.write(bytes('two'), first)) ?? '';
    assert.equal(problems.length, 1);
    assert.equal(await file.write(bytes('lost'), first), undefined);
    await rm(join(folder, 'pulls'));
    assert.equal(text((await file.read()).bytes), 'two');
    assert.notEqual(await file.write(bytes('three'), second), undefined);
    assert.equal(await readFile(path, 'utf8'), 'three');
  });

  it('gives up what the disk did not take where another window wrote meanwhile', async () => {
    const file = open();
    await writeFile(join(folder, 'pulls'), '');
    const version = (await file.write(bytes('mine'), 'none')) ?? '';
    await rm(join(folder, 'pulls'));
    await open().write(bytes('theirs'), 'none');
    assert.equal(await file.write(bytes('more of mine'), version), undefined);
    assert.equal(text((await file.read()).bytes), 'theirs');
  });
});

describe('MemoryFile', () => {
  it('keeps to versions as a file does', async () => {
    const file = new MemoryFile();
    const { version } = await file.read();
    const written = (await file.write(bytes('one'), version)) ?? '';
    assert.equal(await file.write(bytes('two'), version), undefined);
    assert.equal(text((await file.read()).bytes), 'one');
    await file.setAside(written);
    assert.equal((await file.read()).bytes, undefined);
  });
});

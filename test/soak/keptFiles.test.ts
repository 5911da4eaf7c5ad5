import assert from 'node:assert/strict';
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { breakDisk, type DiskFault } from './brokenDisk.ts';
import { closePriceList, keptFiles, type KeptFile, type OpenFile } from './keptFiles.ts';

/** Each kind of file that is kept, and each thing that can be wrong with it or with its disk. */
describe('files that are kept from one window to the next', () => {
  let folder: string;
  let told: unknown[];
  let windows: OpenFile[];
  after(closePriceList);

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'kept-')), 'storage');
    told = [];
    windows = [];
  });
  afterEach(async () => {
    for (const window of windows) window.close?.();
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  async function window(kept: KeptFile): Promise<OpenFile> {
    const opened = await kept.open(folder, (error) => told.push(error));
    windows.push(opened);
    return opened;
  }

  /** Of what was there the last word is known again, and nothing is left beside it. */
  async function isWhole(kept: KeptFile, number: number): Promise<void> {
    assert.ok((await (await window(kept)).known()).includes(number), `${String(number)} is not kept`);
    const beside = (await readdir(folder)).filter((name) => /\.(tmp|lock)$/.test(name));
    assert.deepEqual(beside, []);
  }

  for (const kept of keptFiles) {
    describe(kept.name, () => {
      it('have in the next window what this one wrote', async () => {
        await (await window(kept)).add(1);
        await isWhole(kept, 1);
        assert.deepEqual(told, []);
      });

      it('go on where the file is damaged, or cut anywhere, and are written anew', async () => {
        await (await window(kept)).add(1);
        const path = await kept.path(folder);
        const good = await readFile(path);
        for (const bad of damaged(good)) {
          await writeFile(path, bad);
          told.length = 0;
          const next = await window(kept);
          await next.known();
          await next.add(2);
          assert.ok((await next.known()).includes(2));
          assert.ok(told.length <= 1, `told ${String(told.length)} times: ${told.join('; ')}`);
          await isWhole(kept, 2);
        }
      });

      it('leave what a newer version wrote to it, or keep a copy', async () => {
        await (await window(kept)).add(1);
        const path = await kept.path(folder);
        const text = (await readFile(path, 'utf8')).replace(/"version":\d+/, '"version":99');
        assert.match(text, /99/);
        await writeFile(path, text);
        told.length = 0;
        const next = await window(kept);
        await next.add(2);
        assert.ok((await next.known()).includes(2), 'it counts in its window');
        const others = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
        assert.ok(others.includes(text), 'it is gone');
        assert.ok(told.length <= 1, `told ${String(told.length)} times: ${told.join('; ')}`);
      });

      it('go on where a folder is in the place of the file', async () => {
        await (await window(kept)).add(1);
        const path = await kept.path(folder);
        await rm(path);
        await mkdir(path);
        await goesOn(kept);
        assert.ok((await stat(path)).isDirectory());
        assert.deepEqual(await readdir(path), []);
      });

      it('go on where the disk fails, and say so', async () => {
        await (await window(kept)).add(1);
        const path = await kept.path(folder);
        for (const fault of ['EACCES', 'ENOSPC', 'EROFS', 'EIO'] satisfies DiskFault[]) {
          const good = await readFile(path);
          const mend = breakDisk(fault, folder);
          try {
            await goesOn(kept);
          } finally {
            mend();
          }
          assert.deepEqual(await readFile(path), good, `${fault}: what was there is another now`);
          const names = await readdir(folder);
          assert.deepEqual(
            names.filter((name) => /\.(tmp|lock)$/.test(name)),
            [],
            fault,
          );
          await isWhole(kept, 1);
        }
        await (await window(kept)).add(3);
        await isWhole(kept, 3);
      });
    });
  }

  /** It is told once where a thing was lost, either to the log or to who asked for it; and nothing else happens. */
  async function goesOn(kept: KeptFile): Promise<void> {
    told.length = 0;
    const rejections: unknown[] = [];
    const next = await window(kept);
    await next.add(2).catch((error: unknown) => rejections.push(error));
    await next.known().catch((error: unknown) => rejections.push(error));
    assert.ok(told.length + rejections.length > 0, 'nobody was told');
    assert.ok(told.length <= 3, `told ${String(told.length)} times: ${told.join('; ')}`);
    for (const error of rejections) assert.ok(error instanceof Error && 'code' in error, String(error));
  }

  it('do not take a snapshot into memory that is larger than any that is written', async () => {
    const [snapshots] = keptFiles;
    assert.ok(snapshots);
    await (await window(snapshots)).add(1);
    const file = await open(await snapshots.path(folder), 'r+');
    await file.truncate(3 * 1024 ** 3);
    await file.close();
    const next = await window(snapshots);
    assert.deepEqual(await next.known(), []);
    assert.match(String(told[0]), /larger than/);
    await next.add(2);
    await isWhole(snapshots, 2);
  });
});

/** Cut at all classes of length, filled with rubbish, and what a crash of the machine leaves. */
function damaged(good: Buffer): readonly Uint8Array[] {
  const cuts = [0, 1, 64, 65, good.length >> 2, good.length >> 1, good.length - 1];
  const changed = Buffer.from(good);
  changed[good.length - 3]! ^= 0x20;
  return [
    ...cuts.filter((length) => length < good.length).map((length) => good.subarray(0, length)),
    changed,
    Buffer.alloc(good.length),
    Buffer.from([0xff, 0xfe, 0x00, 0xd8]),
    Buffer.from('null'),
    Buffer.from('[]'),
    Buffer.from('{"version":-1}'),
    Buffer.concat([good, good]),
  ];
}

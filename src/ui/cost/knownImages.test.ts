import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageDetails } from '../../core/images/gateway.ts';
import { KnownImages } from './knownImages.ts';

const details: ImageDetails = {
  digest: 'sha256:a',
  variants: [{ digest: 'sha256:a', layers: [{ digest: 'sha256:1', size: 1000 }] }],
};

describe('KnownImages', () => {
  let folder = '';
  const logged: string[] = [];
  const open = async (): Promise<KnownImages> => {
    const images = new KnownImages(folder, (what) => logged.push(what));
    await images.open();
    return images;
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'images-'));
    logged.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('knows in the next window what was looked at in this one', async () => {
    const first = await open();
    first.add('web', details, 1);
    assert.equal(first.sizes.size('sha256:1'), 1000);
    await first.save();
    const second = await open();
    assert.deepEqual([second.details('web'), second.sizes.size('sha256:1')], [details, 1000]);
    assert.equal(second.details('other'), undefined);
    assert.deepEqual(logged, []);
  });

  it('begins anew where a file is broken', async () => {
    await writeFile(join(folder, 'images.json'), '{');
    await writeFile(join(folder, 'sizes.json'), '{"version":99}');
    const images = await open();
    assert.deepEqual([images.details('web'), images.sizes.count], [undefined, 0]);
  });

  it('tells the log where the disk can neither be read nor written, and knows it for this window', async () => {
    await mkdir(join(folder, 'sizes.json'));
    const images = await open();
    images.add('web', details, 1);
    await images.save();
    assert.deepEqual(logged, ['Reading sizes of images', 'Keeping sizes of images']);
    assert.deepEqual(images.details('web'), details);
  });
});

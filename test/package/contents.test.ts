import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import type { Metafile } from 'esbuild';
import { bundleSizes, largeChunks, sizeBudgets } from '../../tools/bench/sizes.ts';
import manifest from '../../package.json' with { type: 'json' };
import { root } from '../../tools/lib/paths.ts';

/** The packed extension, and esbuild's account of the build that is in it. `npm test` makes both before. */
const vsix = process.env.VSIX ?? '';
const metafile = JSON.parse(readFileSync(join(root, 'dist', 'meta.json'), 'utf8')) as Metafile;

describe('the packed extension', () => {
  it('is small', () => {
    assert.ok(statSync(vsix).size <= sizeBudgets.vsix, `${statSync(vsix).size} bytes`);
  });

  it('holds what VS Code and the reader need, and nothing else', () => {
    const files = filesIn(vsix);
    for (const file of [
      'package.json',
      'package.nls.json',
      'dist/extension.js',
      'media/icon.svg',
      'media/icon.png',
      'l10n/bundle.l10n.ja.json',
      'package.nls.ja.json',
      'readme.md',
      'changelog.md',
      'LICENSE.txt',
      'THIRD_PARTY_NOTICES.md',
    ]) {
      assert.ok(files.includes(file), `${file} is missing in:\n${files.join('\n')}`);
    }
    const allowed =
      /^(package(\.nls(\.\w+)?)?\.json|readme\.md|changelog\.md|THIRD_PARTY_NOTICES\.md|LICENSE\.txt|l10n\/[\w.]+\.json)$|^(dist|media)\//;
    const unwanted = /\.map$|\.ts$|meta\.json$|screenshots/;
    assert.deepEqual(
      files.filter((file) => !allowed.test(file) || unwanted.test(file)),
      [],
    );
  });

  it('holds every chunk that the entry can load', () => {
    const chunks = Object.keys(metafile.outputs).filter((output) => output.endsWith('.js'));
    const files = new Set(filesIn(vsix));
    assert.deepEqual(
      chunks.filter((chunk) => !files.has(chunk)),
      [],
    );
  });
});

describe('what galleries read of the package', () => {
  const about = textIn(vsix, 'extension.vsixmanifest');

  it('names the icon, the licence, the documents, and what it costs', () => {
    const assets = Array.from(about.matchAll(/<Asset Type="([^"]+)" Path="([^"]+)"/g), ([, , file = '']) => file);
    assert.deepEqual(
      ['icon.png', 'LICENSE.txt', 'changelog.md', 'readme.md'].filter(
        (name) => !assets.some((file) => file.endsWith(`/${name}`)),
      ),
      [],
    );
    assert.match(about, /Pricing" Value="Free"/);
    assert.match(about, /<Categories>Other,Linters<\/Categories>/);
    assert.match(about, /"Microsoft\.VisualStudio\.Services\.Branding\.Color" Value="#/);
  });

  it('has no more than 30 tags, with those that the packager adds', () => {
    const tags = (/<Tags>(.*?)<\/Tags>/.exec(about)?.[1] ?? '').split(',');
    assert.ok(tags.length >= manifest.keywords.length && tags.length <= 30, tags.join());
  });

  it('shows documents whose pictures and links lead somewhere from there', () => {
    for (const file of ['readme.md', 'changelog.md']) {
      const text = textIn(vsix, `extension/${file}`);
      const targets = Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target);
      if (file === 'readme.md') assert.ok(targets.length > 5);
      assert.deepEqual(
        targets.filter((target) => !/^(?:https:\/\/|#)/.test(target)),
        [],
        file,
      );
      assert.doesNotMatch(text, /!\[[^\]]*\]\([^)]*\.svg\)/, file);
    }
  });
});

describe('the packed code', () => {
  const { entry, sdk, strayInputs, kubernetes, strayKubernetes } = bundleSizes(metafile);

  it('is small in its entry, with all that it imports statically', () => {
    assert.ok(entry > 0 && entry <= sizeBudgets.entry, `${entry} bytes`);
  });

  it('has no line of the AWS SDK, of the Kubernetes client and of the demo account in the entry', () => {
    assert.deepEqual(strayInputs, []);
  });

  it('is told chunk by chunk, each by a name of its own, and nothing of it twice', () => {
    const { large, small } = largeChunks(metafile);
    assert.equal(new Set(large.map(({ name }) => name)).size, large.length);
    assert.ok(large.some(({ name }) => name === 'src/extension.ts'));
    const files = Object.keys(metafile.outputs).filter((output) => /\.(?:js|css)$/.test(output));
    assert.equal(
      [...large, small].reduce((sum, { bytes }) => sum + bytes, 0),
      files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0),
    );
    assert.equal(large.length + Number.parseInt(small.name), files.length);
  });

  it('is within its bounds in the chunks of the AWS SDK', () => {
    assert.ok(sdk > 0 && sdk <= sizeBudgets.sdk, `${sdk} bytes`);
  });

  it('has no line of the Kubernetes client in what is loaded for AWS', () => {
    assert.deepEqual(strayKubernetes, []);
  });

  it('is small in what a Kubernetes API loads', () => {
    assert.ok(kubernetes > 0 && kubernetes <= sizeBudgets.kubernetes, `${kubernetes} bytes`);
  });
});

/** The paths inside the `extension` folder of a `.vsix`. */
function filesIn(archive: string): string[] {
  const prefix = 'extension/';
  return [...entriesOf(readFileSync(archive)).keys()]
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length));
}

/** The paths of a zip file, as its central directory names them, and where each entry's own header is. */
function entriesOf(zip: Buffer): ReadonlyMap<string, { readonly at: number; readonly packed: number }> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const entries = new Map<string, { at: number; packed: number }>();
  let header = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [name = 0, extra = 0, comment = 0] = [28, 30, 32].map((offset) => zip.readUInt16LE(header + offset));
    const path = zip.toString('utf8', header + 46, header + 46 + name);
    entries.set(path, { at: zip.readUInt32LE(header + 42), packed: zip.readUInt32LE(header + 20) });
    header += 46 + name + extra + comment;
  }
  return entries;
}

function textIn(archive: string, path: string): string {
  const zip = readFileSync(archive);
  const entry = entriesOf(zip).get(path);
  assert.ok(entry, path);
  const { at, packed } = entry;
  const from = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
  const bytes = zip.subarray(from, from + packed);
  return (zip.readUInt16LE(at + 8) === 0 ? bytes : inflateRawSync(bytes)).toString('utf8');
}

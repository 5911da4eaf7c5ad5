import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { bundleSizes, sizeBudgets } from '../../tools/bench/sizes.ts';
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

describe('the packed code', () => {
  const { entry, sdk, strayInputs, kubernetes, strayKubernetes } = bundleSizes(metafile);

  it('is small in its entry, with all that it imports statically', () => {
    assert.ok(entry > 0 && entry <= sizeBudgets.entry, `${entry} bytes`);
  });

  it('has no line of the AWS SDK, of the Kubernetes client and of the demo account in the entry', () => {
    assert.deepEqual(strayInputs, []);
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

/** The paths inside the `extension` folder of a `.vsix`: a zip file, whose central directory names them. */
function filesIn(archive: string): string[] {
  const zip = readFileSync(archive);
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const paths: string[] = [];
  let header = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [name = 0, extra = 0, comment = 0] = [28, 30, 32].map((offset) => zip.readUInt16LE(header + offset));
    paths.push(zip.toString('utf8', header + 46, header + 46 + name));
    header += 46 + name + extra + comment;
  }
  const prefix = 'extension/';
  return paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { allowedLicences, generatedFile, notices } from '../../tools/generateNotices.ts';
import { root } from '../../tools/lib/paths.ts';
import { shippedPackages } from '../../tools/lib/shippedPackages.ts';

/** Of the build that is packed. */
const metafile = JSON.parse(readFileSync(join(root, 'dist', 'meta.json'), 'utf8')) as Metafile;

describe('third-party notices', () => {
  it('are those of what is packed; else run: node tools/run.mjs generateNotices', () => {
    assert.equal(readFileSync(generatedFile, 'utf8'), notices(metafile));
  });

  it('name no licence that asks for more than to be named', () => {
    const packages = shippedPackages(metafile);
    assert.ok(packages.length > 20);
    for (const { license, name } of packages) assert.ok(allowedLicences.includes(license), `${name}: ${license}`);
  });

  it('refuse a package whose licence is not known', () => {
    const input = 'node_modules/typescript-eslint/index.js';
    const made = (bytesInOutput: number): Metafile => ({
      inputs: {},
      outputs: { 'dist/x.js': { bytes: 1, imports: [], exports: [], inputs: { [input]: { bytesInOutput } } } },
    });
    assert.equal(shippedPackages(made(0)).length, 0);
    assert.equal(shippedPackages(made(1))[0]?.license, 'MIT');
    const odd: Metafile = {
      inputs: {},
      outputs: {
        'dist/x.js': {
          bytes: 1,
          imports: [],
          exports: [],
          inputs: { 'node_modules/axe-core/axe.js': { bytesInOutput: 1 } },
        },
      },
    };
    assert.throws(() => notices(odd), /axe-core .*MPL-2\.0/);
  });
});

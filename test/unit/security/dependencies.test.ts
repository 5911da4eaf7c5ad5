import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..', '..', '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: true;
}
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, Locked>> };

/** Packages that would run a program when they are installed, and why none of these programs is needed. */
const withInstallScripts: Readonly<Record<string, string>> = {
  'node_modules/@tree-sitter-grammars/tree-sitter-hcl': 'builds a native parser; only its WebAssembly file is used',
  'node_modules/@vscode/vsce-sign': 'fetches a program that signs; extensions are packed, not signed',
  'node_modules/esbuild': 'puts its program where it starts a little faster; it works without',
  'node_modules/keytar': "keeps a publisher's token for vsce; nothing is published",
  'node_modules/unrs-resolver': 'fetches a program that npm has brought already, as an optional package',
};

describe('dependencies', () => {
  it('run no program when they are installed', () => {
    const found = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);
    assert.deepEqual(
      found.map(([folder]) => folder),
      Object.keys(withInstallScripts),
    );
    assert.match(read('.npmrc'), /^ignore-scripts=true$/m);
    assert.match(read('tools/bootstrap.mjs'), /'ci', '--ignore-scripts'/);
  });

  it('are each what the lock file says, byte for byte, and from no place of their own', () => {
    const external = Object.entries(packages).filter(([folder]) => folder !== '');
    assert.ok(external.length > 300);
    for (const [folder, { integrity, resolved }] of external) {
      assert.match(integrity ?? '', /^sha512-/, folder);
      assert.equal(resolved, undefined, folder);
    }
  });

  it('are none that the extension would need at run time: all that it takes is bundled', () => {
    const manifest = JSON.parse(read('package.json')) as Readonly<Record<string, unknown>>;
    assert.equal(manifest.dependencies, undefined);
    assert.equal(manifest.optionalDependencies, undefined);
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import lock from '../../package-lock.json' with { type: 'json' };
import manifest from '../../package.json' with { type: 'json' };
import { staleIcons } from '../../tools/generateIcons.ts';
import { galleryIconSize } from '../../tools/lib/galleryIcon.ts';
import { root } from '../../tools/lib/paths.ts';
import { readSources } from '../../tools/lib/sources.ts';

type Packages = Readonly<Record<string, { readonly version?: string }>>;

describe('what galleries show', () => {
  it('has an icon, which is a square PNG', () => {
    const png = readFileSync(join(root, manifest.icon));
    assert.equal(png.toString('latin1', 1, 4), 'PNG');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [galleryIconSize, galleryIconSize]);
    assert.ok(png.length < 50_000, `${png.length} bytes`);
  });

  it('has icons that are as they are drawn; else run: node tools/run.mjs generateIcons', async () => {
    assert.deepEqual(await staleIcons(), []);
  });

  it('is found in categories that the galleries have, without price and badges', () => {
    assert.deepEqual(manifest.categories, ['Other', 'Linters']);
    assert.equal(manifest.pricing, 'Free');
    assert.match(manifest.galleryBanner.color, /^#[0-9a-f]{6}$/);
    assert.equal(manifest.galleryBanner.theme, 'dark');
    assert.ok(!('badges' in manifest) && !('preview' in manifest));
    assert.ok(manifest.keywords.length <= 30);
    assert.equal(new Set(manifest.keywords).size, manifest.keywords.length);
  });

  it('leads to one place for code, bugs and questions', () => {
    const repository = manifest.repository.url.replace(/\.git$/, '');
    for (const address of [manifest.homepage, manifest.bugs.url, manifest.qna]) {
      assert.ok(address.startsWith(repository), address);
    }
  });
});

/** Editors made of VS Code's free sources install from Open VSX, have no extensions of Microsoft, and no proposed API. */
describe('editors other than VS Code', () => {
  const sources = [...readSources()];
  /** What only some builds of VS Code have, by what the code that uses it would say. */
  const foreign: Readonly<Record<string, RegExp>> = {
    'proposed API': /enabledApiProposals|vscode\.proposed|chatParticipantPrivate/,
    'accounts that Microsoft keeps': /authentication\.getSession|['"`]microsoft['"`]/,
    'extensions of others':
      /['"`](?:ms-[\w-]+\.[\w-]+|github\.(?:copilot|vscode)[\w-]*|vscode\.git)['"`]|extensions\.getExtension/i,
    'models of Microsoft': /vendor: ['"`]copilot|github\.copilot/i,
    'the Marketplace': /marketplace\.visualstudio\.com|vscode:extension\//i,
    'the address of one product': /['"`]vscode(?:-insiders)?:\/\//,
  };

  for (const [what, pattern] of Object.entries(foreign)) {
    it(`can do without ${what}`, () => {
      assert.ok(sources.length > 300);
      assert.deepEqual(
        sources.filter(([, text]) => pattern.test(text)).map(([file]) => file),
        [],
      );
    });
  }

  it('are told by the manifest to install nothing else, and to switch nothing on', () => {
    for (const key of ['enabledApiProposals', 'extensionDependencies', 'extensionPack', 'extensionAffinity'])
      assert.ok(!(key in manifest), key);
  });

  it('may be as old as the types that the code is checked against', () => {
    const types = (lock.packages as Packages)['node_modules/@types/vscode']?.version ?? '';
    const floor = manifest.engines.vscode.replace('^', '').replace(/\.\d+$/, '');
    assert.ok(types.startsWith(`${floor}.`), `${types}, ${floor}`);
  });
});

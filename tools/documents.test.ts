import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { generate, pages } from './generateReference.ts';
import { root } from './lib/paths.ts';

/** What is written for people names only what is there. */
describe('documents', () => {
  const files = ['.', 'docs'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  );
  const text = (file: string): string => readFileSync(join(root, file), 'utf8');

  for (const file of files) {
    it(`${file} links to files that exist`, () => {
      const links = Array.from(text(file).matchAll(/\]\(([^)#\s]+)[^)]*\)/g), ([, link = '']) => link);
      const local = links.filter((link) => !/^[a-z]+:/.test(link));
      assert.deepEqual(
        local.filter((link) => !existsSync(join(root, dirname(file), link))),
        [],
      );
    });
  }

  it('show each of the pictures that are kept for them', () => {
    const shown = files.flatMap((file) =>
      Array.from(text(file).matchAll(/media\/screenshots\/([\w-]+\.png)/g), ([, name]) => name),
    );
    assert.deepEqual(readdirSync(join(root, 'media', 'screenshots')).sort(), [...new Set(shown)].sort());
  });

  it('CONTRIBUTING.md names files and folders that exist', () => {
    const named = Array.from(text('CONTRIBUTING.md').matchAll(/`((?:src|test|tools|docs|media|package)[\w./]*)`/g));
    const paths = named.map(([, path = '']) => path);
    assert.ok(paths.length > 15, paths.join());
    assert.deepEqual(
      paths.filter((path) => !existsSync(join(root, path))),
      [],
    );
  });

  for (const page of pages) {
    it(`${page} has the commands and settings of the manifest`, async () => {
      assert.equal(text(page), await generate(page), 'run node tools/run.mjs generateReference');
    });
  }

  it('README.ja.md has the sections, pictures and commands of README.md', () => {
    const [english, japanese] = pages.map((page) => ({
      sections: Array.from(text(page).matchAll(/^#+(?= )/gm), String),
      pictures: Array.from(text(page).matchAll(/media\/screenshots\/[\w-]+/g), String),
      commands: Array.from(text(page).matchAll(/^```\w+\n.*?^```$/gms), String),
      links: Array.from(text(page).matchAll(/\]\(((?:docs\/|https:)[^)\s]+)/g), ([, link]) => link).sort(),
    }));
    assert.deepEqual(japanese, english);
  });

  it('forms for issues can be read', () => {
    const folder = join('.github', 'ISSUE_TEMPLATE');
    for (const name of readdirSync(join(root, folder)).filter((each) => each !== 'config.yml')) {
      const { name: title, body } = parse(text(join(folder, name))) as { name: string; body: readonly object[] };
      assert.ok(title.length > 0 && body.length > 0, name);
    }
  });
});

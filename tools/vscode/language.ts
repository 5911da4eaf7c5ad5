import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheFolder } from '../lib/paths.ts';
import { download, makeOnce, unpack, type PinnedPackage } from './packages.ts';
import type { Progress } from './installHost.ts';

/** VS Code's own messages by key (MIT; the last version that has keys): 71 % of those of 1.100 are found in it. */
const japanese: PinnedPackage = {
  name: '@codingame/monaco-vscode-language-pack-ja',
  version: '4.3.2',
  integrity: 'sha512-HUnuyhoTseVhxXtKo3PIy927idPoxO5wPYEv2hX4N6/z2y7E5hUZrT6bAFTsaJOcEt3k6W3Cvwf97I6UsDz8Eg==',
};

/** Fetches VS Code's own words in Japanese. @returns the translations file that a language pack would bring */
export async function installLanguage(progress: Progress): Promise<string> {
  return await makeOnce(join(cacheFolder, 'main.i18n.ja.json'), async (folder) => {
    progress('Downloading VS Code in Japanese (once)');
    const module = 'package/translations/main.i18n.json.js';
    await unpack(await download(japanese, folder), folder, module, 'package/package.json');
    const { default: contents } = (await import(pathToFileURL(join(folder, module)).href)) as { default: unknown };
    const file = join(folder, 'main.i18n.json');
    await writeFile(file, JSON.stringify({ '': [`from ${japanese.name}`], 'version': '1.0.0', contents }));
    return file;
  });
}

/**
 * Declares a language pack to a server: VS Code reads this file, so that no extension has to be installed. Without
 * `translations` VS Code stays English while the extensions are shown in the language.
 */
export function declareLanguage(folder: string, locale: string, translations: string | undefined): void {
  const empty = join(folder, `main.i18n.${locale}.json`);
  const file = translations ?? empty;
  if (translations === undefined) writeFileSync(empty, JSON.stringify({ '': [], 'version': '1.0.0', 'contents': {} }));
  const hash = createHash('md5').update(readFileSync(file)).digest('hex'); // VS Code's own way to name its cache
  const extensionIdentifier = { id: `ms-ceintl.vscode-language-pack-${locale}` };
  const pack = { hash, extensions: [{ extensionIdentifier, version: '1.0.0' }], translations: { vscode: file } };
  writeFileSync(join(folder, 'languagepacks.json'), JSON.stringify({ [locale]: { ...pack, label: locale } }));
}

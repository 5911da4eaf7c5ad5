import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Window } from './support.ts';

/** What is looked through for secrets. */
export interface Places {
  /** Every file in them counts, with its name; links are not followed. */
  readonly folders?: readonly string[];
  /** By what they are. */
  readonly texts?: Readonly<Record<string, string>>;
}

/**
 * Fails where a secret stands in anything that came of a window: the data of its server, of the extension host and of its
 * terminals, with settings and logs; the workspace; what the browser stores; and every title and label that was shown.
 * To show that it would find one, it finds one that it wrote there itself.
 *
 * @param except files that the user saved on purpose
 */
export async function assertWrittenNowhere(
  secrets: Iterable<string>,
  window: Pick<Window, 'written' | 'labels' | 'workbench'>,
  except: readonly string[] = [],
): Promise<void> {
  const known = [...secrets];
  assert.ok(known.length > 0, 'There is no secret to look for.');
  for (const folder of window.written) await assertWouldFind(folder, known[0] ?? '');
  const stored = await storedByBrowser(window.workbench.page);
  assert.ok(Object.keys(stored).length > 0, 'The browser stores nothing.');
  assert.ok(window.labels.size > 0, 'No label was shown.');
  const texts = { ...stored, 'titles and labels': [...window.labels].join('\n') };
  const found = await findSecrets(known, { folders: window.written, texts });
  assert.deepEqual(
    found.filter(({ place }) => !except.includes(place)),
    [],
  );
}

async function assertWouldFind(folder: string, secret: string): Promise<void> {
  const [place, encoded] = [join(folder, 'planted'), join(folder, 'planted-encoded')];
  try {
    await writeFile(place, `\0code="${secret}"\n`);
    await writeFile(encoded, Buffer.from(`is ${secret}, in a script`).toString('base64'));
    const found = await findSecrets([secret], { folders: [folder] });
    for (const file of [place, encoded]) assert.ok(found.some((each) => each.place === file));
  } finally {
    await Promise.all([place, encoded].map((file) => rm(file, { force: true })));
  }
}

export interface Found {
  /** A path, or the name of a text. */
  readonly place: string;
  /** How it was written there. */
  readonly form: string;
}

/** Where any of the secrets stands, plain or in one of the encodings that texts are stored in. */
export async function findSecrets(secrets: readonly string[], { folders = [], texts = {} }: Places): Promise<Found[]> {
  const forms = secrets.flatMap(formsOf);
  const found: Found[] = [];
  const look = (place: string, bytes: Buffer): void => {
    const form = forms.find((each) => bytes.includes(each.bytes));
    if (form) found.push({ place, form: form.name });
  };
  for (const [place, text] of Object.entries(texts)) look(place, Buffer.from(text, 'utf8'));
  for (const folder of folders) {
    for (const file of await filesIn(folder)) {
      look(file, Buffer.concat([Buffer.from(`${file}\n`), await contentOf(file)]));
    }
  }
  return found;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** A file that was deleted meanwhile holds nothing any more. */
async function contentOf(file: string): Promise<Buffer> {
  return await readFile(file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
}

interface Form {
  readonly name: string;
  readonly bytes: Buffer;
}

function formsOf(secret: string): readonly Form[] {
  const texts: readonly (readonly [name: string, text: string])[] = [
    ['plain', secret],
    ['JSON', secret.replaceAll('/', '\\/')],
    ['JSON', secret.replaceAll('+', '\\u002b')],
    ['URL', encodeURIComponent(secret)],
    ...base64Of(Buffer.from(secret)).map((text) => ['base64', text] as const),
    ...base64Of(Buffer.from(secret, 'utf16le')).map((text) => ['base64 of UTF-16', text] as const),
  ];
  // In a terminal's environment there is a script in base64, which may hold the code in base64.
  const twice = base64Of(Buffer.from(secret))
    .flatMap((text) => base64Of(Buffer.from(text)))
    .map((text) => ({ name: 'base64 twice', bytes: Buffer.from(text) }));
  return [
    ...texts.map(([name, text]) => ({ name, bytes: Buffer.from(text, 'utf8') })),
    ...texts.map(([name, text]) => ({ name: `${name}, UTF-16`, bytes: Buffer.from(text, 'utf16le') })),
    ...twice,
  ];
}

/** What is sure of the base64 of a text that holds these bytes: it depends on where in a group of three they begin. */
function base64Of(bytes: Buffer): readonly string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    return encoded.slice(Math.ceil((shift * 4) / 3), Math.floor(((shift + bytes.length) * 4) / 3));
  });
}

/** Local, session and indexed storage of the page, and its address, as texts. */
async function storedByBrowser(page: Page): Promise<Readonly<Record<string, string>>> {
  return await page.evaluate<Record<string, string>>(`(async () => {
    const promised = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const latin1 = new TextDecoder('latin1');
    const inJson = (_, value) => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return latin1.decode(value);
      return value instanceof Map || value instanceof Set ? [...value] : value;
    };
    const stored = { address: location.href, cookies: document.cookie };
    for (const [name, storage] of Object.entries({ localStorage, sessionStorage }))
      stored[name] = Object.entries(storage).flat().join('\\n');
    for (const { name } of await indexedDB.databases()) {
      const database = await promised(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const objects = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([promised(objects.getAllKeys()), promised(objects.getAll())]);
        const texts = [...keys, ...values].map((each) => (typeof each === 'string' ? each : JSON.stringify(each, inJson)));
        stored['IndexedDB ' + name + ' ' + store] = texts.join('\\n');
      }
      database.close();
    }
    return stored;
  })()`);
}

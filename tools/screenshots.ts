import { copyFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './lib/paths.ts';
import { main as test } from './test.ts';

/** What the documents show. To have one more picture there, put it in: from then on it is taken anew with the others. */
const shown = join(root, 'media', 'screenshots');

/** All that the suites take, for a look at them; see `picture()` in `test/ui/support.ts`. */
const taken = 'test-results/screenshots';

/**
 * `npm run screenshots [-- --grep PATTERN]`: runs the UI suites, which take pictures on their way, and puts those that the
 * documents show in the place of the old ones.
 */
export async function main(args: string[]): Promise<number> {
  await rm(join(root, taken), { recursive: true, force: true });
  process.env.SCREENSHOTS = taken;
  const code = await test(['ui', ...args]);
  if (code !== 0) return code;
  const news = new Set(await readdir(join(root, taken)));
  const wanted = await readdir(shown);
  for (const name of wanted.filter((each) => news.has(each))) {
    await copyFile(join(root, taken, name), join(shown, name));
  }
  const missing = wanted.filter((name) => !news.has(name));
  // With a pattern, only some of them are taken.
  if (missing.length === 0 || args.length > 0) return 0;
  console.log(`No suite takes these any more: ${missing.join(', ')}`);
  return 1;
}

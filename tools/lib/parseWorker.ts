import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from '../../esbuild.mjs';

/** What runs in the parsing thread, as it is shipped. @param folder gets it, with a build of what starts it */
export async function buildParseWorker(folder: string): Promise<URL> {
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  const outdir = join(folder, 'dist');
  await build({ production: true, outdir, entry: 'src/ui/taskdef/parsing/parseThread.ts' });
  return pathToFileURL(join(outdir, 'chunks', 'parseWorker.js'));
}

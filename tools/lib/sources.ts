import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { root } from './paths.ts';

/** The text of each module of the extension, tests left out, by its path below `src`, such as `ui/ids.ts`. */
export function readSources(): ReadonlyMap<string, string> {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .sort();
  return new Map(files.map((file) => [file.replaceAll(sep, '/'), readFileSync(join(root, 'src', file), 'utf8')]));
}

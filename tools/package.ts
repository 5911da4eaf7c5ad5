import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Complaint } from './lib/complaint.ts';
import { packageExtension } from './lib/packageExtension.ts';
import { root } from './lib/paths.ts';

/** `npm run package`: writes `external-instances-<version>.vsix`. */
export async function main(): Promise<number> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { name: string; version: string };
  const name = `${manifest.name}-${manifest.version}.vsix`;
  const { code, output } = await packageExtension(join(root, name));
  if (code !== 0) throw new Complaint(`${output.trim()}\nThe extension could not be packaged, see above.`);
  const { size } = await stat(join(root, name));
  console.log(`${name}  ${(size / 1000).toFixed(0)} kB`);
  return 0;
}

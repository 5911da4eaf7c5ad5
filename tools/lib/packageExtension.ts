import { join } from 'node:path';
import { root } from './paths.ts';
import { run, type Finished } from './processes.ts';

/**
 * Builds the extension for production (the script `vscode:prepublish`) and packs it into `file`, a `.vsix`. Links and
 * pictures of its documents lead to the repository, as the files that they name are not in the package.
 * @param folder of the project
 */
export async function packageExtension(file: string, folder = root): Promise<Finished> {
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  // Everything is bundled.
  return await run(process.execPath, [vsce, 'package', '--no-dependencies', '--out', file], { cwd: folder });
}

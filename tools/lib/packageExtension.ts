import { join } from 'node:path';
import { root } from './paths.ts';
import { run, type Finished } from './processes.ts';

/** Builds the extension for production (the script `vscode:prepublish`) and packs it into `file`, a `.vsix`. */
export async function packageExtension(file: string): Promise<Finished> {
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  // Everything is bundled; and the README's links need no rewriting, as there is no public repository to point at.
  const options = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository'];
  return await run(process.execPath, [vsce, 'package', ...options, '--out', file], { cwd: root });
}

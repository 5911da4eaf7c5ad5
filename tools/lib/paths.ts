import { join } from 'node:path';

/** The folder of this project. */
export const root = join(import.meta.dirname, '..', '..');

/** Everything that the tools fetch or make for themselves; git ignores it, and it may be deleted at any time. */
export const cacheFolder = join(root, '.vscode-test');

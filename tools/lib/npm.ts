import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { runOrThrow } from './processes.ts';

/** Runs npm in `folder`, apart from the npm that may have started us. The error carries npm's whole output. */
export async function runNpm(args: readonly string[], folder: string): Promise<string> {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !isAboutOuterRun(name)));
  // npm names its own script to what it runs; so no npm.cmd, and no shell, is needed on Windows.
  const { npm_execpath: script } = process.env;
  if (script !== undefined && basename(script) === 'npm-cli.js' && existsSync(script)) {
    return await runOrThrow(process.execPath, [script, ...args, ...quiet], { cwd: folder, env });
  }
  const windows = process.platform === 'win32';
  return await runOrThrow(windows ? 'npm.cmd' : 'npm', [...args, ...quiet], { cwd: folder, env, shell: windows });
}

/** Settings such as the registry, the proxy and the cache are kept. */
function isAboutOuterRun(name: string): boolean {
  return /^npm_(package|lifecycle)_|^npm_config_(local_prefix|engine_strict)$/i.test(name);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { build } from '../esbuild.mjs';
import { Complaint } from './lib/complaint.ts';
import { auditVerdict } from './lib/auditReport.ts';
import { root } from './lib/paths.ts';
import { run, type Finished } from './lib/processes.ts';
import { makeScratch } from './lib/scratch.ts';
import { shippedPackages } from './lib/shippedPackages.ts';

/** `npm run audit`: asks the registry which packages have known flaws. Fails for grave ones in what is shipped. */
export async function main(): Promise<number> {
  const shipped = new Set(shippedPackages(await metafile()).map(({ name }) => name));
  const verdict = auditVerdict(await audit(), shipped);
  for (const line of verdict.lines) console.log(line);
  return verdict.isFine ? 0 : 1;
}

/** Of the last build, where there is one. */
async function metafile(): Promise<Metafile> {
  try {
    return JSON.parse(readFileSync(join(root, 'dist', 'meta.json'), 'utf8')) as Metafile;
  } catch {
    const scratch = await makeScratch('audit');
    try {
      return await build({ outdir: scratch.folder });
    } finally {
      await scratch.remove();
    }
  }
}

async function audit(): Promise<unknown> {
  const question = ['audit', '--json', '--loglevel=silent', '--fetch-retries=0', '--fetch-timeout=30000'];
  // npm ends with 1 where it found something, so what it says counts and not how it ends.
  const { output } = await askNpm(question);
  try {
    return JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1)) as unknown;
  } catch {
    throw new Complaint(`npm audit said nothing that can be read:\n${output}`);
  }
}

/** Where npm started this, by its own script: no shell is needed then on Windows. */
async function askNpm(args: readonly string[]): Promise<Finished> {
  const { npm_execpath: script } = process.env;
  if (script?.endsWith('npm-cli.js') === true) return await run(process.execPath, [script, ...args], { cwd: root });
  const isWindows = process.platform === 'win32';
  return await run(isWindows ? 'npm.cmd' : 'npm', args, { cwd: root, shell: isWindows });
}

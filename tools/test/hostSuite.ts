import { readFile, cp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { root } from '../lib/paths.ts';
import { makeScratch, type Scratch } from '../lib/scratch.ts';
import { launchBrowser } from '../vscode/browser.ts';
import { newProfile, windowAddress } from '../vscode/page.ts';
import { startServer } from '../vscode/server.ts';
import { mochaVariables } from './runMocha.ts';

/** The host suite, compiled: what every VS Code host is given. */
export interface HostSuite {
  /** A module that exports `run()`. */
  readonly entry: string;
  /** A copy of the sample workspace. */
  readonly workspace: string;
  readonly scratch: Scratch;
}

export async function compileHostSuite(): Promise<HostSuite> {
  const scratch = await makeScratch('host');
  const suites = (await readdir(join(root, 'test', 'host', 'suite'))).filter((name) => name.endsWith('.test.ts'));
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/host/index.ts', ...suites.map((name) => `test/host/suite/${name}`)],
    outbase: 'test/host',
    outdir: join(scratch.folder, 'tests'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  const workspace = join(scratch.folder, 'workspace');
  await cp(join(root, 'workspace'), workspace, { recursive: true });
  return { entry: join(scratch.folder, 'tests', 'index.mjs'), workspace, scratch };
}

/** The longest that the suite may take in the host, in milliseconds. */
const limit = 150_000;

/** Runs the compiled suite in VS Code's server and a browser. @returns the exit code */
export async function runInServer(suite: HostSuite): Promise<number> {
  const outputFile = join(suite.scratch.folder, 'output.txt');
  await writeFile(outputFile, '');
  const browser = await launchBrowser();
  const server = await startServer({ testDriver: true, env: { [mochaVariables.output]: outputFile } });
  let late: NodeJS.Timeout | undefined;
  try {
    const page = await (await newProfile(browser)).newPage();
    const log: string[] = [];
    const ended = new Promise<number>((resolve) => {
      late = setTimeout(() => {
        log.push(`The suite has not ended within ${limit / 1000} s.`);
        resolve(1);
      }, limit);
      page.once('crash', () => resolve(70));
      page.once('close', () => resolve(71));
      // A VS Code window calls these two where they are defined.
      void page.exposeFunction('codeAutomationExit', resolve);
      void page.exposeFunction('codeAutomationLog', (_type: string, line: unknown[]) => log.push(line.join(' ')));
    });
    const paths = { extensionDevelopmentPath: root, extensionTestsPath: suite.entry };
    await page.goto(windowAddress(server, { folder: suite.workspace, ...paths }));
    const code = await ended;
    const output = await readFile(outputFile, 'utf8');
    process.stdout.write(output);
    if (output === '' || code !== 0) console.error(`VS Code's own log:\n${log.slice(-100).join('\n')}`);
    return code;
  } finally {
    clearTimeout(late);
    await browser.close();
    await server.stop();
  }
}

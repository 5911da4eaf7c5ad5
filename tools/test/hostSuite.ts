import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
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

/** Those that prove that an installed extension works, apart from this project. */
const smokeSuites: readonly string[] = ['demoAccount', 'environment', 'extension', 'settings'];

/** @param kind `packed`: only what holds for an extension that was installed from its package, and what holds only then */
export async function compileHostSuite(kind: 'whole' | 'packed' = 'whole'): Promise<HostSuite> {
  const scratch = await makeScratch('host');
  const named = await testsIn('suite');
  const suites =
    kind === 'whole'
      ? named
      : [
          ...named.filter((file) => smokeSuites.some((name) => file === `suite/${name}.test.ts`)),
          ...(await testsIn('packed')),
        ];
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/host/index.ts', ...suites.map((name) => `test/host/${name}`)],
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

async function testsIn(folder: string): Promise<string[]> {
  const names = await readdir(join(root, 'test', 'host', folder));
  return names.filter((name) => name.endsWith('.test.ts')).map((name) => `${folder}/${name}`);
}

/** The longest that the suite may take in the host, in milliseconds. */
const limit = 150_000;

/**
 * Runs the compiled suite in VS Code's server and a browser.
 * @param vsix is installed, as users do it; without it the extension is that of this folder, under development
 * @returns the exit code
 */
export async function runInServer(suite: HostSuite, vsix?: string): Promise<number> {
  const outputFile = join(suite.scratch.folder, 'output.txt');
  await writeFile(outputFile, '');
  const browser = await launchBrowser();
  const developed = vsix === undefined ? root : await emptyExtension(suite);
  const server = await startServer({
    testDriver: true,
    env: { [mochaVariables.output]: outputFile },
    ...(vsix !== undefined && { extensions: [vsix] }),
  });
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
    const paths = { extensionDevelopmentPath: developed, extensionTestsPath: suite.entry };
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

/** VS Code runs tests only beside an extension under development. This one does nothing. */
async function emptyExtension(suite: HostSuite): Promise<string> {
  const folder = join(suite.scratch.folder, 'empty');
  await mkdir(folder);
  const manifest = { name: 'empty', publisher: 'tests', version: '0.0.1', engines: { vscode: '^1.100.0' } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

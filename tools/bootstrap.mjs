// Plain Node, without dependencies: it runs before there are any.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const installLock = join(root, '.vscode-test', 'npm-install.pid');

/**
 * Installs what the lock file names where that is missing, then runs `main(args)` of `tools/<name>.ts` (or
 * `tools/<name>/main.ts`). Its number is the exit code. An error named `Complaint` is shown as its sentence alone.
 * @param {string | undefined} name
 * @param {string[]} args
 * @returns {Promise<void>}
 */
export async function runTool(name, args) {
  try {
    const file = toolFile(name);
    await installDependencies();
    const tsx = await import('tsx/esm/api');
    tsx.register();
    /** @type {unknown} */
    const tool = await import(pathToFileURL(file).href);
    process.exitCode = await /** @type {{ main(args: string[]): Promise<number> }} */ (tool).main(args);
  } catch (error) {
    const isComplaint = error instanceof Error && error.name === 'Complaint';
    console.error(isComplaint ? error.message : error);
    process.exitCode = 1;
  }
}

/** @param {string} message */
function complaint(message) {
  return Object.assign(new Error(message), { name: 'Complaint' });
}

/** @param {string | undefined} name */
function toolFile(name) {
  const candidates = /^[a-zA-Z]+$/.test(name ?? '') ? [`${name}.ts`, `${name}/main.ts`] : [];
  const file = candidates.map((candidate) => join(import.meta.dirname, candidate)).find((path) => existsSync(path));
  if (file === undefined) throw complaint(`There is no tool "${name ?? ''}" in tools/.`);
  return file;
}

/** Two runs may start at once: one installs, the other waits for it. */
async function installDependencies() {
  for (let waited = false; !isInstalled(); waited = true) {
    if (takeInstallLock()) {
      try {
        await npmCi();
        return;
      } finally {
        rmSync(installLock, { force: true });
      }
    }
    if (!waited) console.error('Waiting for another run that is installing the dependencies …');
    await sleep(300);
  }
}

/**
 * Is what the lock file names what is installed? npm writes its own record, node_modules/.package-lock.json, as the last
 * step of an install, so an interrupted one has none.
 */
function isInstalled() {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  const wanted = readPackages(join(root, 'package-lock.json'));
  if (installed === undefined || wanted === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    const found = installed[path];
    // Optional ones are for other platforms.
    return path === '' || (found === undefined ? optional === true || devOptional === true : found.version === version);
  });
}

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean }} LockedPackage
 * @param {string} file
 * @returns {Record<string, LockedPackage> | undefined}
 */
function readPackages(file) {
  try {
    /** @type {unknown} */
    const lock = JSON.parse(readFileSync(file, 'utf8'));
    return /** @type {{ packages: Record<string, LockedPackage> }} */ (lock).packages;
  } catch {
    return undefined;
  }
}

/** @returns {boolean} whether this process is now the one to install */
function takeInstallLock() {
  mkdirSync(join(root, '.vscode-test'), { recursive: true });
  try {
    writeFileSync(installLock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isAlive(lockOwner())) rmSync(installLock, { force: true }); // left behind by a run that was killed
    return false;
  }
}

/** @returns {number} the process that holds the lock; this one when the lock has just gone or is not written yet */
function lockOwner() {
  try {
    return Number(readFileSync(installLock, 'utf8')) || process.pid;
  } catch {
    return process.pid;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function npmCi() {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  console.error('Installing the dependencies (npm ci), about 20 seconds the first time …');
  const ticker = setInterval(() => console.error(`  still installing, ${seconds()} s`), 10_000);
  const code = await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']).finally(() => clearInterval(ticker));
  if (code !== 0) {
    throw complaint(
      `The dependencies could not be installed (npm ci ended with ${code}, see above); check the network, then run the command again.`,
    );
  }
  console.error(`Installed in ${seconds()} s.`);
}

/**
 * @param {string[]} args
 * @returns {Promise<number>} npm's exit code
 */
async function runNpm(args) {
  // npm names its own script to what it runs; so no npm.cmd, and no shell, is needed on Windows.
  const { npm_execpath: script } = process.env;
  const isNpm = script !== undefined && basename(script) === 'npm-cli.js' && existsSync(script);
  const windows = process.platform === 'win32';
  const child = spawn(isNpm ? process.execPath : windows ? 'npm.cmd' : 'npm', [...(isNpm ? [script] : []), ...args], {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
    shell: !isNpm && windows,
  });
  /** @type {(signal: NodeJS.Signals) => void} */
  const interrupt = (signal) => {
    child.kill(signal);
    child.once('exit', () => {
      rmSync(installLock, { force: true });
      process.exit(130);
    });
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.once(signal, interrupt);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    for (const signal of signals) process.removeListener(signal, interrupt);
  }
}

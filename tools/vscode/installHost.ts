import { existsSync } from 'node:fs';
import { chmod, cp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { Complaint } from '../lib/complaint.ts';
import { runNpm } from '../lib/npm.ts';
import { cacheFolder } from '../lib/paths.ts';
import { nodeBinaries, ripgrepBinaries, type Host } from './hosts.ts';
import { download, makeOnce, unpack } from './packages.ts';

/** How the tools tell what they are about to do while they install something. */
export type Progress = (step: string) => void;

/**
 * Puts VS Code's server into the cache. It needs npm's registry alone: no compiler, no install scripts.
 * @returns the folder that holds `out/server-main.js`
 */
export async function installHost(host: Host, progress: Progress): Promise<string> {
  return await makeOnce(join(cacheFolder, `vscode-server-${host.codeServer.version}`), async (folder) => {
    progress(`Downloading VS Code ${host.vscodeVersion} (about 50 MB, once)`);
    const archive = await download(host.codeServer, join(folder, 'code-server'));
    await unpack(archive, folder, 'package/lib/vscode');
    const server = join(folder, 'package', 'lib', 'vscode');

    progress(`Installing what VS Code ${host.vscodeVersion} depends on`);
    await leaveOut(host, server);
    await runNpm(['install', '--omit=dev', '--ignore-scripts'], server);
    if (host.nodePty !== undefined) await replaceNodePty(host.nodePty, server, folder);
    if (!host.bringsRipgrep) await addRipgrep(server, folder);
    await standInForNativeModules(server);
    await removeSourceMaps(server);
    await symlink('node_modules', join(server, 'node_modules.asar'), 'junction'); // where it looks for some modules
    return server;
  });
}

async function leaveOut(host: Host, server: string): Promise<void> {
  const file = join(server, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as { dependencies: Record<string, string> };
  const unwanted = new Set([...host.leaveOut.dependencies, 'kerberos']); // native, and only for some proxies
  const dependencies = Object.entries(manifest.dependencies).filter(([name]) => !unwanted.has(name));
  await writeFile(file, JSON.stringify({ ...manifest, dependencies: Object.fromEntries(dependencies) }, undefined, 2));
  for (const name of host.leaveOut.extensions) await rm(join(server, 'extensions', name), { recursive: true });
}

async function replaceNodePty(pin: NonNullable<Host['nodePty']>, server: string, folder: string): Promise<void> {
  const scratch = join(folder, 'node-pty');
  await unpack(await download(pin, scratch), scratch);
  const target = join(server, 'node_modules', 'node-pty');
  await rm(target, { recursive: true, force: true });
  await rename(join(scratch, 'package'), target);
  const spawnHelper = join(target, 'prebuilds', `darwin-${process.arch}`, 'spawn-helper');
  if (process.platform === 'darwin' && existsSync(spawnHelper)) await chmod(spawnHelper, 0o755);
}

async function addRipgrep(server: string, folder: string): Promise<void> {
  const pin = ripgrepBinaries[`${process.platform}-${process.arch}`];
  if (pin === undefined) return; // only the search view needs it
  const scratch = join(folder, 'ripgrep');
  await unpack(await download(pin, scratch), scratch);
  const target = join(server, 'node_modules', '@vscode', 'ripgrep', 'bin');
  await cp(join(scratch, 'package', 'bin'), target, { recursive: true });
}

/** Two modules would have to be compiled. Their stand-ins do what little is asked of them. */
async function standInForNativeModules(server: string): Promise<void> {
  const standIns = {
    '@vscode/spdlog': 'spdlog.ts',
    'native-watchdog': 'watchdog.ts',
    '@vscode/native-watchdog': 'watchdog.ts',
  };
  for (const [name, source] of Object.entries(standIns)) {
    const folder = join(server, 'node_modules', name);
    if (!existsSync(folder)) continue;
    await rm(folder, { recursive: true });
    await esbuild.build({
      entryPoints: [join(import.meta.dirname, 'standIns', source)],
      outfile: join(folder, 'index.js'),
      platform: 'node',
      format: 'esm',
      target: 'node20',
    });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name, type: 'module', exports: './index.js' }));
  }
}

/** Half of its size. */
async function removeSourceMaps(server: string): Promise<void> {
  const files = await readdir(server, { recursive: true });
  for (const file of files) if (file.endsWith('.map')) await rm(join(server, file));
}

/** The Node that runs the host's server: the one that runs us, else one from npm. */
export async function nodeFor(host: Host, progress: Progress): Promise<string> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = host.oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return process.execPath;

  const windows = process.platform === 'win32';
  const pin = nodeBinaries[`${windows ? 'win' : process.platform}-${process.arch}`];
  if (pin === undefined) {
    throw new Complaint(`VS Code ${host.vscodeVersion} needs Node ${oldestMajor}.${oldestMinor} or newer to run.`);
  }
  const executable = windows ? 'node.exe' : 'node';
  return await makeOnce(join(cacheFolder, `node-${pin.version}${windows ? '.exe' : ''}`), async (folder) => {
    progress(`Downloading Node ${pin.version} for VS Code ${host.vscodeVersion} (once)`);
    await unpack(await download(pin, folder), folder, `package/bin/${executable}`);
    return join(folder, 'package', 'bin', executable);
  });
}

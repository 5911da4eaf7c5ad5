import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { chromium } from 'playwright-core';
import { cacheFolder, root } from '../lib/paths.ts';
import { run, runOrThrow } from '../lib/processes.ts';
import type { Progress } from './installHost.ts';
import { download, makeOnce, unpack, type PinnedPackage } from './packages.ts';

/** A Chromium, Chrome or Edge that starts, and what must be in its environment for that. */
export interface InstalledBrowser {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A Chromium for Linux on x64, compressed. Only its files are used: its own code, which wants Node 22, never runs. */
const chromiumPackage: PinnedPackage = {
  name: '@sparticuz/chromium',
  version: '153.0.0',
  integrity: 'sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==',
};

/** Tries npm, Debian and Playwright, as far as this system has them. */
export async function installBrowser(progress: Progress): Promise<InstalledBrowser | undefined> {
  for (const install of [chromiumFromNpm, chromiumFromDebian, chromiumFromPlaywright]) {
    try {
      const installed = await install(progress);
      if (installed !== undefined) return installed;
    } catch (error) {
      progress(`That did not work: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return undefined;
}

async function chromiumFromNpm(progress: Progress): Promise<InstalledBrowser | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const home = join(cacheFolder, `chromium-${chromiumPackage.version}`);
  await makeOnce(home, async (folder) => {
    progress('No Chromium, Chrome or Edge found: downloading one from npm (70 MB, once)');
    await unpack(await download(chromiumPackage, folder), folder, 'package/bin');
    return await inflateChromium(join(folder, 'package', 'bin'), join(folder, 'unpacked'), home);
  });
  const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_FILE: join(home, 'fonts.conf') };
  // The libraries are for a bare system; where it has its own, those fit together better.
  const environments = [fonts, { ...fonts, LD_LIBRARY_PATH: join(home, 'lib') }];
  for (const env of environments) {
    const { code } = await run(join(home, 'chromium'), ['--version'], { env: { ...process.env, ...env } });
    if (code === 0) return { executable: join(home, 'chromium'), env };
  }
  throw new Error('the Chromium from npm does not start on this system.');
}

/** @returns the folder `to`, which will be moved to `home` */
async function inflateChromium(from: string, to: string, home: string): Promise<string> {
  await mkdir(to);
  await inflate(join(from, 'chromium.br'), join(to, 'chromium'));
  await chmod(join(to, 'chromium'), 0o755);
  for (const name of ['al2023', 'fonts']) {
    await inflate(join(from, `${name}.tar.br`), join(from, `${name}.tar`));
    await unpack(join(from, `${name}.tar`), join(from, name));
  }
  await rename(join(from, 'al2023', 'lib'), join(to, 'lib')); // Network Security Services, expat
  await rename(join(from, 'fonts', 'fonts'), join(to, 'fonts'));
  const folders = `<dir>${join(home, 'fonts')}</dir><cachedir>${join(home, 'fonts-cache')}</cachedir>`;
  await writeFile(join(to, 'fonts.conf'), `<?xml version="1.0"?>\n<fontconfig>${folders}</fontconfig>\n`);
  return to;
}

async function inflate(from: string, to: string): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress({ chunkSize: 2 ** 20 }), createWriteStream(to));
}

async function chromiumFromDebian(progress: Progress): Promise<InstalledBrowser | undefined> {
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) return undefined;
  progress('Installing Chromium with apt-get (80 MB, once)');
  await runOrThrow('apt-get', ['update']);
  await runOrThrow('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
  return existsSync('/usr/bin/chromium') ? { executable: '/usr/bin/chromium', env: {} } : undefined;
}

async function chromiumFromPlaywright(progress: Progress): Promise<InstalledBrowser> {
  progress('Installing Chromium with Playwright (about 170 MB, once)');
  await runOrThrow(process.execPath, [join(root, 'node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium']);
  return { executable: chromium.executablePath(), env: {} };
}

import { cp, mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from '../../esbuild.mjs';
import { openAccount } from '../../src/aws/openAccount.ts';
import { Fleet } from '../../src/core/fleet/fleet.ts';
import { SnapshotStore } from '../../src/ui/tree/snapshotStore.ts';
import { root } from '../lib/paths.ts';
import { makeScratch } from '../lib/scratch.ts';
import { launchBrowser } from '../vscode/browser.ts';
import { startServer } from '../vscode/server.ts';
import { compileProbe, inWindow } from './activation.ts';
import { startDemo, type DemoProcess } from './demoProcess.ts';
import { atMost, exactly, information, median, type Benchmark, type Figure } from './figure.ts';
import { keptRef, plainView, viewProbeVariable, type ViewProbeOptions, type ViewTimes } from './viewTimes.ts';

const hosts = 5000;
/** Each in a window of its own, with an extension host of its own. */
const windows = 3;

/** The Clusters view over a large cluster, in VS Code's extension host. */
export const view: Benchmark = {
  name: 'view',
  async measure() {
    const scratch = await makeScratch('view');
    const account = await startDemo({ hosts });
    const { process: demo, endpoint, region } = account;
    try {
      const folder = await realpath(scratch.folder);
      const extensionDevelopmentPath = join(folder, 'extension');
      const extensionTestsPath = await compileProbe(folder, 'viewRun');
      const id = await stageProbe(extensionDevelopmentPath);
      const result = join(folder, 'times.json');
      const options: ViewProbeOptions = { id, endpoint, region, folder: join(folder, 'fleets'), hosts, result };
      const browser = await launchBrowser();
      const server = await startServer({ testDriver: true, env: { [viewProbeVariable]: JSON.stringify(options) } });
      try {
        const times: ViewTimes[] = [];
        for (let window = 0; window < windows; window++) {
          await keepSnapshot(account, options.folder);
          await inWindow(browser, server, { extensionDevelopmentPath, extensionTestsPath });
          times.push(JSON.parse(await readFile(result, 'utf8')) as ViewTimes);
        }
        return figures(times);
      } finally {
        await browser.close();
        await server.stop();
      }
    } finally {
      await demo.stop();
      await scratch.remove();
    }
  },
};

/** As a window leaves it that has looked at all hosts: in the one that is measured none of that work was done. */
async function keepSnapshot({ endpoint, region }: DemoProcess, folder: string): Promise<void> {
  const account = openAccount({ source: { kind: 'demo' }, region }, { endpoint });
  const fleet = new Fleet(() => account.fleet);
  const store = new SnapshotStore(fleet, folder, (error) => {
    throw error;
  });
  await fleet.show([keptRef]);
  await fleet.accounts[0]?.looseHosts();
  await store.flush();
  for (const each of [store, fleet, account]) each.dispose();
}

interface Manifest {
  readonly publisher: string;
  readonly name: string;
  readonly contributes: { readonly views: Readonly<Record<string, object[]>> };
}

/** A copy of the extension of which nothing runs but the view. */
async function stageProbe(folder: string): Promise<string> {
  await mkdir(folder);
  await build({ production: true, outdir: join(folder, 'dist'), entry: 'tools/bench/viewProbe.ts' });
  for (const name of await readdir(root)) {
    if (/^package\.(nls\.)?json$|^package\.nls\.|^l10n$|^media$/.test(name)) {
      await cp(join(root, name), join(folder, name), { recursive: true });
    }
  }
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  const { publisher, name, contributes } = manifest;
  for (const own of Object.values(contributes.views)) own.push({ id: plainView, name: 'Plain' });
  await writeFile(file, JSON.stringify(manifest));
  return `${publisher}.${name}`;
}

function figures(times: readonly ViewTimes[]): readonly Figure[] {
  const middle = (of: (each: ViewTimes) => number): number => median(times.map(of));
  const what = `${hosts} hosts, median of ${windows} extension hosts`;
  return [
    atMost(
      100,
      `view: first paint from the snapshot, ${what}`,
      middle(({ firstPaint }) => firstPaint),
      'ms',
    ),
    atMost(
      50,
      `view: longest hold-up of the extension host while a cluster is unfolded, ${what}`,
      middle(({ longestBlock, answerBlock }) => Math.max(longestBlock, answerBlock)),
      'ms',
    ),
    information(
      'view: the one in which VS Code makes one message of all rows',
      middle(({ answerBlock }) => answerBlock),
      'ms',
    ),
    information(
      'view: the same of as many rows with nothing but a label',
      middle(({ plainBlock }) => plainBlock),
      'ms',
    ),
    information(
      'view: the longest of all others',
      middle(({ longestBlock }) => longestBlock),
      'ms',
    ),
    exactly(
      1,
      'view: rows drawn anew when one host has changed',
      Math.max(...times.map((each) => each.repainted)),
      'rows',
    ),
    information(
      'view: longest hold-up, with what else the machine did',
      middle(({ longestDelay }) => longestDelay),
      'ms',
    ),
    information(
      'view: until all rows of the cluster are there',
      middle(({ unfolded }) => unfolded),
      'ms',
    ),
    information(
      'view: longest hold-up while all of it is refreshed',
      middle(({ longestBlockOfRefresh }) => longestBlockOfRefresh),
      'ms',
    ),
  ];
}

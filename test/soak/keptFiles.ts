import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AwsAccount } from '../../src/aws/openAccount.ts';
import { Emitter } from '../../src/core/event.ts';
import { AccountFleet } from '../../src/core/fleet/accountFleet.ts';
import { agreeToBilled, billedState } from '../../src/core/pulls/billed.ts';
import type { PullEvent } from '../../src/core/pulls/gateway.ts';
import type { ReadPage } from '../../src/core/pulls/ledger.ts';
import { openLedger, SharedLedger } from '../../src/core/pulls/ledgerAccess.ts';
import type { DemoAccount } from '../../src/demo/account.ts';
import { KnownImages } from '../../src/ui/cost/knownImages.ts';
import { Prices } from '../../src/ui/cost/prices.ts';
import { noNotes, readNotes, writeNotes } from '../../src/ui/cost/pullNotes.ts';
import { SeenRecords } from '../../src/ui/cost/seenRecords.ts';
import { StoredFile } from '../../src/ui/cost/storedFile.ts';
import { folderStore, fromStored, toStored } from '../../src/ui/eks/releaseStore.ts';
import { SnapshotStore } from '../../src/ui/tree/snapshotStore.ts';
import { ecsCluster, gatewayOver, instance, node } from '../unit/fleetLiterals.ts';

/** A kind of file that is kept from one window to the next. */
export interface KeptFile {
  readonly name: string;
  /** Where the file is, once something was written; the only one in the folder. */
  readonly path: (folder: string) => Promise<string>;
  /** Opens a window that has the folder. */
  readonly open: (folder: string, log: (error: unknown) => void) => Promise<OpenFile>;
}

export interface OpenFile {
  /** Notes one thing more, and has it written. Rejects where that is for the caller to tell. */
  readonly add: (number: number) => Promise<unknown>;
  /** The things that are known in the window. */
  readonly known: () => Promise<readonly number[]>;
  readonly close?: () => void;
}

const now = Date.UTC(2026, 10, 22, 12);
const minute = 60_000;
const inFolder = (name: string) => (folder: string) => Promise.resolve(join(folder, name));

/** Of all kinds that there are. */
export const keptFiles: readonly KeptFile[] = [
  { name: 'snapshots of accounts', path: snapshotPath, open: openSnapshot },
  { name: 'refreshed prices', path: inFolder('prices.json'), open: openPrices },
  { name: 'sizes of images', path: inFolder('sizes.json'), open: openImages },
  { name: 'the ledger of pulls', path: inFolder('ledger'), open: openPulls },
  { name: 'notes on pulls', path: inFolder('notes'), open: openNotes },
  { name: 'what was seen of hosts', path: inFolder('seen'), open: openSeen },
  { name: 'what Cost Explorer said', path: inFolder('billed'), open: openBilled },
  { name: 'releases of EKS Distro', path: inFolder('release.json'), open: openRelease },
];

async function snapshotPath(folder: string): Promise<string> {
  const [name = 'none'] = (await readdir(folder)).filter((each) => each.endsWith('.snapshot'));
  return join(folder, name);
}

async function openSnapshot(folder: string, log: (error: unknown) => void): Promise<OpenFile> {
  const cluster = ecsCluster('home');
  const gateway = gatewayOver({ ecs: [cluster] });
  const ref = { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' } as const;
  const account = new AccountFleet(ref, gateway);
  const read = new Emitter<AccountFleet>();
  account.onDidRead(() => read.fire(account));
  const store = new SnapshotStore({ accounts: [account], onDidRead: read.event }, folder, log);
  await store.begin();
  const known = (): readonly number[] =>
    [...(account.nodesIfKnown?.keys() ?? [])].map((id) => Number.parseInt(id.slice('mi-'.length), 10));
  return {
    async add(number) {
      const all = [...known(), number].map(String);
      gateway.contents = {
        ecs: [cluster],
        nodes: all.map((each) => node(each)),
        instances: all.map((each) => instance(each, cluster)),
      };
      await account.readNodes();
      await account.refresh();
      await store.flush();
    },
    known: () => Promise.resolve(known()),
    close: () => store.dispose(),
  };
}

let priceList: Promise<AwsAccount> | undefined;
let priceListServer: DemoAccount | undefined;

/** Of the demo account, by the SDK: started with the first that asks. */
async function pricesOfDemo(): Promise<Pick<AwsAccount, 'prices'>> {
  priceList ??= (async () => {
    // Not for those who ask for something else, such as the processes of other windows.
    const { startDemoAccount } = await import('../../src/demo/account.ts');
    const { openAccount } = await import('../../src/aws/openAccount.ts');
    priceListServer = await startDemoAccount({ hasRateLimits: false });
    const { endpoint, region } = priceListServer;
    return openAccount({ source: { kind: 'demo' }, region }, { endpoint, unpaced: true });
  })();
  return priceList;
}

export async function closePriceList(): Promise<void> {
  (await priceList)?.dispose();
  await priceListServer?.stop();
}

/** Of refreshed prices, when that was. */
async function openPrices(folder: string, log: (error: unknown) => void): Promise<OpenFile> {
  let minutes = 0;
  const prices = new Prices({
    accounts: () => [{ source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' }],
    costs: pricesOfDemo,
    file: join(folder, 'prices.json'),
    log: (_, error) => log(error),
    now: () => now + minutes * minute,
  });
  await prices.open();
  return {
    add(number) {
      minutes = number;
      return prices.refresh(['eu-central-1']);
    },
    known: () => {
      const { refreshedAt } = prices.book;
      return Promise.resolve(refreshedAt === undefined ? [] : [(refreshedAt - now) / minute]);
    },
  };
}

async function openImages(folder: string, log: (error: unknown) => void): Promise<OpenFile> {
  const images = new KnownImages(folder, (_, error) => log(error));
  await images.open();
  const digest = (number: number): string => `sha256:${String(number).padStart(64, '0')}`;
  const name = (number: number): string => `registry.test/app:${String(number)}`;
  return {
    async add(number) {
      const layers = [{ digest: digest(number), size: number }];
      images.add(name(number), { digest: digest(number), variants: [{ digest: digest(number), layers }] }, now);
      await images.save();
    },
    known: () =>
      Promise.resolve(Array.from({ length: 50 }, (_, each) => each).filter((each) => images.sizes.size(digest(each)))),
  };
}

function storedFile(folder: string, name: string, log: (error: unknown) => void): StoredFile {
  return new StoredFile(join(folder, name), log);
}

/** One pull at a time of its own. */
export function pageOf(number: number): ReadPage {
  const time = now + number * minute;
  const event: PullEvent = {
    ...{ eventId: `event-${String(number)}`, time, region: 'eu-central-1', repository: 'app' },
    ...{ registryId: '111122223333', session: 'mi-1', fromAws: false },
    layerDigest: `sha256:${'a'.repeat(64)}`,
  };
  const span = { from: time, to: time + 1 };
  return {
    pulls: [{ event, host: `mi-${String(number)}`, image: '1.0' }],
    whole: span,
    listing: span,
    settledAt: time + 1,
  };
}

async function openPulls(folder: string, log: (error: unknown) => void): Promise<OpenFile> {
  const store = storedFile(folder, 'ledger', log);
  const sizes = { size: () => 7 };
  return Promise.resolve({
    async add(number) {
      const ledger = await SharedLedger.open(store, sizes);
      ledger.take(pageOf(number));
      await ledger.save();
    },
    async known() {
      const { ledger } = await openLedger(store);
      const rows = ledger.rows({ from: 0, to: Number.MAX_SAFE_INTEGER });
      // A pull that was counted twice stands there twice.
      return rows.flatMap(({ host, pulls }) => Array.from({ length: pulls }, () => Number(host.slice('mi-'.length))));
    },
  });
}

async function openNotes(folder: string, log: (error: unknown) => void): Promise<OpenFile> {
  const store = storedFile(folder, 'notes', log);
  const known = async (): Promise<readonly number[]> => (await readNotes(store)).read.map(({ from }) => from);
  return Promise.resolve({
    add: async (number) =>
      writeNotes(store, { ...noNotes, read: [...(await known()), number].map((from) => ({ from, to: from + 1 })) }),
    known,
  });
}

async function openSeen(folder: string, log: (error: unknown) => void): Promise<OpenFile> {
  const records = new SeenRecords(
    storedFile(folder, 'seen', log),
    (_, error) => log(error),
    () => now + 99 * minute,
  );
  await records.open();
  return {
    async add(number) {
      const key = String(number);
      const hosts = [{ key, name: key, clusterName: 'home', isConnected: true }];
      records.note([{ at: now + number * minute, of: 'hosts', clusterArn: `arn:${key}`, hosts }]);
      await records.flush();
    },
    known: () => Promise.resolve([...records.seen.hosts.keys()].map(Number)),
  };
}

/** Whether somebody agreed to what it costs, which is all that may not be lost or made up. */
async function openBilled(folder: string, log: (error: unknown) => void): Promise<OpenFile> {
  const store = storedFile(folder, 'billed', log);
  return Promise.resolve({
    async add(number) {
      await agreeToBilled(store, false, number);
      await agreeToBilled(store, true, number);
    },
    known: async () => [(await billedState(store)).agreedAt ?? []].flat(),
  });
}

async function openRelease(folder: string, log: (error: unknown) => void): Promise<OpenFile> {
  const store = folderStore(folder);
  let known: readonly number[] = [];
  try {
    const text = await store.read('release');
    const stored = text === undefined ? undefined : fromStored(text);
    known = stored ? stored.text.split(' ').map(Number) : [];
  } catch (error) {
    log(error);
  }
  return {
    async add(number) {
      known = [...known, number];
      await store.write('release', toStored({ text: known.join(' '), readAt: now })).catch(log);
    },
    known: () => Promise.resolve(known),
  };
}

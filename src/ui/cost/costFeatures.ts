import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Emitter, type Subscription } from '../../core/event.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { contextKeys } from '../ids.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import { EksItem } from '../statusBar/eksItem.ts';
import { LastKnown } from '../statusBar/lastKnown.ts';
import { PullItem } from '../statusBar/pullItem.ts';
import { whileVisible } from '../tree/countdown.ts';
import { whenPreferencesChange } from './changes.ts';
import { CostAlerts } from './costAlerts.ts';
import type { CostNode } from './costNode.ts';
import { CostRows } from './costRows.ts';
import { Costs, type PullParts } from './costs.ts';
import { readFleet } from './fleetReading.ts';
import { FleetWatch } from './fleetWatch.ts';
import { KnownImages } from './knownImages.ts';
import { noteOwnReads, ownReads } from './ownReads.ts';
import { hoursPerMonth, keepMonths, requestsPerScan } from './preferences.ts';
import { Prices } from './prices.ts';
import { PullReader } from './pullReader.ts';
import { PullRecords } from './pullRecords.ts';
import { SeenRecords } from './seenRecords.ts';
import { MemoryFile, StoredFile } from './storedFile.ts';

const msPerDay = 86_400_000;
/** The month so far, or as much as it takes to tell what is usual and how the month will go on. */
const readDays = 35;
/** What the month has cost grows with it. Nobody is asked for it. */
const repaintMs = 10 * 60_000;

export async function openPrices(services: Services): Promise<Prices> {
  const { context, fleet, log } = services;
  const prices = new Prices({
    accounts: () => fleet.accounts.map(({ ref }) => ref),
    costs: (ref) => services.costs(ref),
    file: join(context.globalStorageUri.fsPath, 'prices.json'),
    log: (what, error) => logFailure(log, what, error),
  });
  await prices.open();
  return prices;
}

/** All that shows costs and pulls, and what they share. */
export class CostFeatures implements vscode.Disposable {
  readonly prices: Prices;
  readonly costs: Costs;
  readonly rows: CostRows;
  readonly #services: Services;
  readonly #view: vscode.TreeView<CostNode>;
  readonly #images: KnownImages;
  readonly #pulls = new Map<string, Promise<PullParts>>();
  /** Those that several profiles share. */
  readonly #byName = new Map<string, PullParts>();
  readonly #opened = new Map<string, PullParts>();
  readonly #pullsChanged = new Emitter<void>();

  /** A read of pulls began, went on or ended. */
  readonly onDidChangePulls = this.#pullsChanged.event;

  readonly #subscriptions: readonly Subscription[];
  #isDiskTold = false;

  /** @param changed tells VS Code which rows are to be fetched anew */
  constructor(
    services: Services,
    prices: Prices,
    view: vscode.TreeView<CostNode>,
    changed: (rows: CostNode[] | undefined) => void,
  ) {
    const { accounts, context, fleet } = services;
    this.#services = services;
    this.#view = view;
    this.prices = prices;
    this.#images = new KnownImages(this.#folder, (what, error) => logFailure(services.log, what, error));
    this.costs = new Costs({
      fleet,
      ensureShown: () => accounts.ensureShown(),
      prices,
      costSettings: async (ref) => (await services.costs(ref)).costSettings,
      pulls: (account) => this.pulls(account),
      ownReads: () => ownReads(context.globalState),
      hoursPerMonth,
    });
    const lastKnown = new LastKnown(context.globalState);
    this.rows = new CostRows(services, this, lastKnown, changed);
    this.#subscriptions = [
      this.costs,
      this.rows,
      new EksItem({ fleet, prices, costs: this.costs, lastKnown }),
      new PullItem({ services, features: this, lastKnown }),
      new CostAlerts(services, this.costs),
      new FleetWatch(fleet, async (account) => (await this.pulls(account)).seen),
      whileVisible(view, () => this.#onVisible()),
      whileVisible(view, () => this.costs.outdate(), repaintMs),
      fleet.onDidChange(() => this.#onVisible()),
      whenPreferencesChange(() => this.costs.outdate()),
    ];
    this.#onVisible();
  }

  /** Where the pulls of an account are kept and read, by its number where that is known. */
  pulls(account: AccountFleet): Promise<PullParts> {
    let parts = this.#pulls.get(account.key);
    if (!parts) {
      parts = this.#openPulls(account);
      this.#pulls.set(account.key, parts);
      const opened = parts;
      opened.then(
        (each) => this.#opened.set(account.key, each),
        () => this.#pulls.delete(account.key),
      );
    }
    return parts;
  }

  /** As far as they were asked for. */
  openedPulls(key: string): PullParts | undefined {
    return this.#opened.get(key);
  }

  /** Reads the pulls of all accounts shown. Never rejects: what fails is told by rows. */
  async readPulls(): Promise<void> {
    await this.#services.accounts.ensureShown().catch(() => undefined);
    await Promise.all(this.#services.fleet.accounts.map((account) => this.#read(account)));
  }

  stopReading(): void {
    for (const { reader } of this.#opened.values()) reader.stop();
  }

  async #read(account: AccountFleet): Promise<void> {
    try {
      const { reader } = await this.pulls(account);
      const now = Date.now();
      const keepFrom = new Date(now).setUTCMonth(new Date(now).getUTCMonth() - keepMonths());
      const from = now - readDays * msPerDay;
      await reader.read({ now, from, keepFrom: Math.min(keepFrom, from), mostRequests: requestsPerScan() });
    } catch (error) {
      logFailure(this.#services.log, 'Reading pulls', error);
    }
  }

  /** Prices once a week, pulls once an hour, and only while somebody looks. */
  #onVisible(): void {
    if (this.#view.visible && this.#services.fleet.accounts.length > 0) {
      void this.prices.refreshIfDue();
      for (const account of this.#services.fleet.accounts) void this.#readIfDue(account);
    }
  }

  async #readIfDue(account: AccountFleet): Promise<void> {
    const parts = await this.pulls(account).catch(() => undefined);
    await parts?.records.open().catch(() => undefined);
    if (parts?.reader.isDue(Date.now())) await this.#read(account);
  }

  async #openPulls(account: AccountFleet): Promise<PullParts> {
    const { context, log } = this.#services;
    const { ref } = account;
    const isDemo = ref.source.kind === 'demo';
    const identity = isDemo ? undefined : await this.#accountId(account);
    // There is one demo account in a window.
    const accountId = isDemo ? 'demo' : identity;
    // A name in a path: not all that a profile may be called is one.
    const name = createHash('sha256')
      .update(`${identity ?? account.key} ${ref.region}`)
      .digest('hex')
      .slice(0, 16);
    const shared = this.#byName.get(name);
    if (shared) return shared;
    const file = (part: string): StoredFile | MemoryFile =>
      isDemo ? new MemoryFile() : new StoredFile(join(this.#folder, name, part), (error) => this.#tellDisk(error));
    const stores = { ledger: file('ledger.json'), billed: file('billed.json'), notes: file('notes.json') };
    const records = new PullRecords(ref.region, stores, this.#images);
    const reader = new PullReader({
      records,
      images: this.#images,
      pulls: async () => (await this.#services.costs(ref)).pulls,
      imageGateway: () => this.#services.images(ref),
      fleet: () => readFleet(account),
      ownReads: () => ownReads(context.globalState),
      noteOwnReads: async (reference, details) => {
        if (details) await noteOwnReads(context.globalState, reference, details, Date.now());
      },
      log: (what, error) => logFailure(log, what, error),
    });
    reader.onDidChange(() => this.#onReading(reader));
    const seen = new SeenRecords(file('seen.json'), (what, error) => logFailure(log, what, error));
    const parts: PullParts = { records, reader, seen, ...(accountId !== undefined && { accountId }) };
    this.#byName.set(name, parts);
    return parts;
  }

  /** Kept, so that the files of the account are found when AWS can't be asked. */
  async #accountId(account: AccountFleet): Promise<string | undefined> {
    const { globalState } = this.#services.context;
    const key = `costs.accountId ${account.key}`;
    const kept = globalState.get<unknown>(key);
    const identity = await account.readIdentity().catch(() => undefined);
    if (identity && identity.accountId !== kept) await globalState.update(key, identity.accountId);
    return identity?.accountId ?? (typeof kept === 'string' ? kept : undefined);
  }

  #onReading(reader: PullReader): void {
    const isReading = [...this.#opened.values()].some((each) => each.reader.isReading);
    void vscode.commands.executeCommand('setContext', contextKeys.readingPulls, isReading);
    if (!reader.isReading) this.costs.outdate();
    this.#pullsChanged.fire();
  }

  get #folder(): string {
    return join(this.#services.context.globalStorageUri.fsPath, 'pulls');
  }

  #tellDisk(error: unknown): void {
    logFailure(this.#services.log, 'Keeping the ledger of pulls', error);
    if (this.#isDiskTold) return;
    this.#isDiskTold = true;
    void vscode.window.showWarningMessage(
      l10n.t('What was pulled can not be written to the disk; until it can, it is kept for this window only.'),
    );
  }

  dispose(): void {
    this.stopReading();
    for (const { seen } of this.#opened.values()) void seen.flush();
    for (const each of this.#subscriptions) each.dispose();
  }
}

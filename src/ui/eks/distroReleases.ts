import pLimit from 'p-limit';
import { toAnywhereReleases, toBundle } from '../../core/distro/anywhere.ts';
import type { AnywhereBundle, AnywhereReleases } from '../../core/distro/anywhere.ts';
import type { ReleaseId } from '../../core/distro/channel.ts';
import { fileKey, fileName, hostOf } from '../../core/distro/files.ts';
import type { ReleaseFile, ReleaseFiles } from '../../core/distro/files.ts';
import { toRelease } from '../../core/distro/release.ts';
import type { DistroRelease } from '../../core/distro/release.ts';
import { parseDefault, parseNumber, parseSupported } from '../../core/distro/releaseIndex.ts';
import { yamlSteps } from '../../core/distro/yamlSteps.ts';
import { Failure } from '../../core/failure.ts';
import type { FailureReason } from '../../core/failure.ts';
import { inSlices } from '../taskdef/parsing/slices.ts';
import { fromStored, toStored } from './releaseStore.ts';
import type { ReleaseStore, StoredText } from './releaseStore.ts';

export interface DistroReleasesNeeds {
  readonly files: ReleaseFiles;
  readonly store: ReleaseStore;
  readonly log: (what: string, error: unknown) => unknown;
  readonly now?: () => number;
}

/** What was last known, and since when. */
export interface Known<T> {
  readonly value: T;
  /** Milliseconds since the epoch; of several files, the oldest. */
  readonly readAt: number;
  /** Why it could not be read anew, though it is older than a day. */
  readonly failure?: Failure;
}

/** The newest release of a channel that is published. */
export interface NewestRelease {
  readonly release: DistroRelease;
  /** What the index calls the newest, where that is not published yet. */
  readonly announced?: number;
}

/** The newest release of a channel, or why it is not known. */
export interface ChannelRelease {
  readonly channel: string;
  /** What the index calls the newest. */
  readonly number?: number;
  readonly newest?: NewestRelease;
  readonly failure?: Failure;
}

export interface ReleaseOverview {
  readonly defaultChannel?: string;
  /** The newest channel first. */
  readonly channels: readonly ChannelRelease[];
}

const day = 86_400_000;
/** After nobody could be reached, the next attempt comes so much later where there is an answer from before; in milliseconds. */
const pause = 60_000;
const unreached: readonly FailureReason[] = ['network', 'timedOut', 'untrustedCertificate'];
/** Requests at the same time. */
const concurrency = 4;

/**
 * What AWS has released of EKS Distro and EKS Anywhere. What has a number never changes, and is kept for ever; what says
 * which number is the newest is asked anew once a day. Where nobody can be reached, the last known answer counts, and says
 * how old it is.
 */
export class DistroReleases {
  readonly #needs: DistroReleasesNeeds;
  readonly #now: () => number;
  /** What was parsed in this window, by the key of its file. */
  readonly #parsed = new Map<string, unknown>();
  readonly #limit = pLimit(concurrency);
  /** When a host could not be reached, by host. */
  readonly #lostAt = new Map<string, number>();

  constructor(needs: DistroReleasesNeeds) {
    this.#needs = needs;
    this.#now = needs.now ?? Date.now;
  }

  /**
   * The newest release of each supported channel. One that can't be read is in its row.
   *
   * @throws Failure if not even the channels are known, or `cancelled`
   */
  async overview(signal?: AbortSignal): Promise<Known<ReleaseOverview>> {
    const supported = await this.#latest({ kind: 'supported' }, parseSupported, signal);
    const [preferred, channels] = await Promise.all([
      this.#latest({ kind: 'default' }, parseDefault, signal).catch((error: unknown) => {
        throwIfCancelled(error);
        // Only says which one to mark.
        this.#needs.log('Reading the default channel of EKS Distro', error);
        return undefined;
      }),
      Promise.all(supported.value.map(async (channel) => this.#channel(channel, signal))),
    ]);
    const { readAt, failure } = oldest([supported, ...channels.flatMap(({ known }) => known ?? [])]);
    return {
      value: {
        ...(preferred && { defaultChannel: preferred.value }),
        channels: channels.map(({ row }) => row),
      },
      readAt,
      ...(failure && { failure }),
    };
  }

  /**
   * The newest published release of a channel. The index can be ahead of publication: then it is the one before.
   *
   * @throws Failure `notFound` for a channel that is not supported (any more)
   */
  async newest(channel: string, signal?: AbortSignal): Promise<Known<NewestRelease>> {
    const number = await this.#latest({ kind: 'number', channel }, parseNumber, signal);
    return { ...number, value: await this.#published({ channel, number: number.value }, signal) };
  }

  /** @throws Failure `notFound` where there is no such release */
  async release(id: ReleaseId, signal?: AbortSignal): Promise<DistroRelease> {
    const { channel, number } = id;
    return this.#final({ kind: 'release', channel, number }, (root) => toRelease(root, id), signal);
  }

  /** Releases of EKS Anywhere, the newest first. */
  async anywhere(signal?: AbortSignal): Promise<Known<AnywhereReleases>> {
    return this.#latest(
      { kind: 'anywhere' },
      async (text) => toAnywhereReleases(await inSlices(yamlSteps(text))),
      signal,
    );
  }

  /** @throws Failure `notFound` where there is no such bundle */
  async bundle(number: number, signal?: AbortSignal): Promise<AnywhereBundle> {
    return this.#final({ kind: 'bundle', number }, (root) => toBundle(root, number), signal);
  }

  async #channel(
    channel: string,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly row: ChannelRelease; readonly known?: Known<number> }> {
    let known: Known<number> | undefined;
    try {
      known = await this.#latest({ kind: 'number', channel }, parseNumber, signal);
      const id = { channel, number: known.value };
      return { row: { ...id, newest: await this.#published(id, signal) }, known };
    } catch (error) {
      throwIfCancelled(error);
      const failure = Failure.from(error);
      return known ? { row: { channel, number: known.value, failure }, known } : { row: { channel, failure } };
    }
  }

  async #published({ channel, number }: ReleaseId, signal: AbortSignal | undefined): Promise<NewestRelease> {
    try {
      return { release: await this.release({ channel, number }, signal) };
    } catch (error) {
      if (!(Failure.is(error) && error.reason === 'notFound') || number === 1) throw error;
      return { release: await this.release({ channel, number: number - 1 }, signal), announced: number };
    }
  }

  /** A file that changes: from the last day, else read anew, else the last known. */
  async #latest<T>(file: ReleaseFile, parse: Parse<T>, signal: AbortSignal | undefined): Promise<Known<T>> {
    const kept = await this.#kept(file, parse);
    const now = this.#now();
    const isFresh = kept !== undefined && kept.readAt <= now && now - kept.readAt < day;
    if (isFresh) return known(kept);
    const lostAt = this.#lostAt.get(hostOf(file)) ?? -Infinity;
    if (kept && Math.abs(now - lostAt) < pause) return { ...known(kept), failure: lostBefore };
    try {
      return known(await this.#readAnew(file, parse, kept, signal));
    } catch (error) {
      throwIfCancelled(error);
      if (!kept) throw error;
      return { ...known(kept), failure: Failure.from(error) };
    }
  }

  async #readAnew<T>(
    file: ReleaseFile,
    parse: Parse<T>,
    kept: Kept<T> | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Kept<T>> {
    const answer = await this.#read(file, kept?.etag, signal);
    const readAt = this.#now();
    if (answer.kind === 'unchanged' && kept) return this.#keep(file, { ...kept, readAt });
    if (answer.kind !== 'text') throw notThere(file);
    const { text, etag } = answer;
    const value = await parse(text);
    if (value === undefined) throw notUnderstood(file);
    // By its tag a part would go on being taken for the whole.
    return this.#keep(file, { text, readAt, value, ...(etag !== undefined && isWhole(text) && { etag }) });
  }

  /** A file with a number. */
  async #final<T>(
    file: ReleaseFile,
    narrow: (root: unknown) => T | undefined,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const key = fileKey(file);
    const parsed = this.#parsed.get(key) as T | undefined;
    if (parsed !== undefined) return parsed;
    const stored = await this.#stored(key);
    const kept = stored && narrow(await inSlices(yamlSteps(stored.text)));
    if (kept !== undefined) {
      this.#parsed.set(key, kept);
      return kept;
    }
    const answer = await this.#read(file, undefined, signal);
    if (answer.kind !== 'text') throw notThere(file);
    const value = narrow(await inSlices(yamlSteps(answer.text)));
    if (value === undefined) throw notUnderstood(file);
    this.#parsed.set(key, value);
    await this.#write(key, { text: answer.text, readAt: this.#now() });
    return value;
  }

  async #kept<T>(file: ReleaseFile, parse: Parse<T>): Promise<Kept<T> | undefined> {
    const key = fileKey(file);
    const parsed = this.#parsed.get(key) as Kept<T> | undefined;
    if (parsed) return parsed;
    const stored = await this.#stored(key);
    const value = stored && (await parse(stored.text));
    if (!stored || value === undefined) return undefined;
    const kept = { ...stored, value };
    this.#parsed.set(key, kept);
    return kept;
  }

  async #keep<T>(file: ReleaseFile, kept: Kept<T>): Promise<Kept<T>> {
    const key = fileKey(file);
    this.#parsed.set(key, kept);
    const { text, readAt, etag } = kept;
    await this.#write(key, { text, readAt, ...(etag !== undefined && { etag }) });
    return kept;
  }

  async #read(
    file: ReleaseFile,
    etag: string | undefined,
    signal: AbortSignal | undefined,
  ): ReturnType<ReleaseFiles['read']> {
    return this.#limit(async () => {
      try {
        return await this.#needs.files.read(file, { etag, signal });
      } catch (error) {
        if (Failure.is(error) && unreached.includes(error.reason)) this.#lostAt.set(hostOf(file), this.#now());
        throw error;
      }
    });
  }

  async #stored(key: string): Promise<StoredText | undefined> {
    try {
      const text = await this.#needs.store.read(key);
      return text === undefined ? undefined : fromStored(text);
    } catch (error) {
      this.#needs.log('Reading what is kept of EKS Distro', error);
      return undefined;
    }
  }

  /** What can't be kept, or may be a part, is read again in the next window. */
  async #write(key: string, stored: StoredText): Promise<void> {
    if (!isWhole(stored.text)) return;
    try {
      await this.#needs.store.write(key, toStored(stored));
    } catch (error) {
      this.#needs.log('Keeping what was read of EKS Distro', error);
    }
  }
}

type Parse<T> = (text: string) => T | undefined | Promise<T | undefined>;

interface Kept<T> extends StoredText {
  readonly value: T;
}

function known<T>({ value, readAt }: Kept<T>): Known<T> {
  return { value, readAt };
}

function oldest(all: readonly Known<unknown>[]): { readonly readAt: number; readonly failure?: Failure | undefined } {
  return {
    readAt: Math.min(...all.map(({ readAt }) => readAt)),
    failure: all.find(({ failure }) => failure !== undefined)?.failure,
  };
}

const lostBefore = new Failure('network', 'The file could not be fetched a moment ago.', { service: 'EKS Distro' });

/** AWS ends each of these files with its line; what ends otherwise may have been cut on its way. */
function isWhole(text: string): boolean {
  return text.endsWith('\n');
}

function notThere(file: ReleaseFile): Failure {
  return new Failure('notFound', `There is no file ${fileName(file)}.`, {
    service: 'EKS Distro',
    operation: `read ${file.kind}`,
  });
}

function notUnderstood(file: ReleaseFile): Failure {
  const message = `The file ${fileName(file)} is not what it should be.`;
  return new Failure('service', message, { service: 'EKS Distro', operation: `read ${file.kind}` });
}

function throwIfCancelled(error: unknown): void {
  if (Failure.is(error) && error.reason === 'cancelled') throw error;
}

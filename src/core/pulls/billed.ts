import type { BilledDay, LedgerStore, PullGateway, PullRow, TimeRange } from './gateway.ts';
import { allHosts, costExplorerMicroUsd } from './gateway.ts';
import { dayNumber, dayText, msPerDay } from './ledger.ts';

/** Goes up whenever the form of the file changes. */
const version = 1;

/** What was asked of Cost Explorer, and what it said. Kept apart from the ledger, since each question costs money. */
export interface BilledState {
  /** When the user agreed to what requests cost; absent: they did not, or not any more. */
  readonly agreedAt?: number;
  /** All requests ever sent, also those without an answer, which may be billed too. */
  readonly requests: number;
  readonly requestedAt?: number;
  /** When an answer came. */
  readonly answeredAt?: number;
  /** In order. The last ones may still grow: Cost Explorer is about a day behind. */
  readonly days: readonly BilledDay[];
}

const nothing: BilledState = { requests: 0, days: [] };

/** What all requests cost, in micro-dollars. */
export function requestsMicroUsd({ requests }: Pick<BilledState, 'requests'>): number {
  return requests * costExplorerMicroUsd;
}

/** The user has agreed, and the last request is a day ago. By whichever way this machine's clock was set. */
export function isBilledDue({ agreedAt, requestedAt }: BilledState, now: number): boolean {
  return agreedAt !== undefined && (requestedAt === undefined || Math.abs(now - requestedAt) >= msPerDay);
}

export async function billedState(store: LedgerStore): Promise<BilledState> {
  return (await open(store)).state;
}

/** Notes that the user agrees to the cost, or no longer does. */
export async function agreeToBilled(store: LedgerStore, agrees: boolean, now: number): Promise<BilledState> {
  const { state } = await change(store, ({ agreedAt, ...others }) =>
    agrees ? { ...others, agreedAt: agreedAt ?? now } : others,
  );
  return state;
}

/**
 * Asks Cost Explorer where that is due. The request is noted before it is sent: whatever happens to it, and whatever
 * other windows do, there is no second one within a day.
 *
 * @throws Failure of the gateway; the request counts all the same
 */
export async function readBilled(
  gateway: Pick<PullGateway, 'billedTransfer'>,
  store: LedgerStore,
  range: TimeRange,
  now: number,
  signal?: AbortSignal,
): Promise<BilledState> {
  const note = (state: BilledState): BilledState =>
    isBilledDue(state, now) ? { ...state, requests: state.requests + 1, requestedAt: now } : state;
  const noted = await change(store, note);
  if (!noted.isChanged) return noted.state;
  const answer = await gateway.billedTransfer(range, signal);
  const { state } = await change(store, (state) => {
    const days = new Map([...state.days, ...answer].map((each) => [each.day, each]));
    return { ...state, answeredAt: now, days: [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1)) };
  });
  return state;
}

export function billedRows({ days }: BilledState, { from, to }: TimeRange): readonly PullRow[] {
  const [first, last] = [dayText(dayNumber(from)), dayText(dayNumber(to))];
  return days
    .filter(({ day }) => first <= day && day <= last)
    .map(({ day, bytes }) => ({
      day,
      host: allHosts,
      repository: '',
      bytes,
      pulls: 0,
      unsized: 0,
      evidence: 'billed',
    }));
}

/** Other windows may write between reading and writing; not for ever. */
const mostTries = 20;

async function change(
  store: LedgerStore,
  to: (state: BilledState) => BilledState,
): Promise<{ readonly state: BilledState; readonly isChanged: boolean }> {
  for (let tries = 0; tries < mostTries; tries++) {
    const { state, version: kept } = await open(store);
    const changed = to(state);
    if (changed === state) return { state, isChanged: false };
    if ((await store.write(toBytes(changed), kept)) !== undefined) return { state: changed, isChanged: true };
  }
  throw new Error('What Cost Explorer said can not be written: other windows write it all the time.');
}

/** What can't be read is set aside, and nobody has agreed to anything then. */
async function open(store: LedgerStore): Promise<{ readonly state: BilledState; readonly version: string }> {
  for (let tries = 0; tries < mostTries; tries++) {
    const { bytes, version: kept } = await store.read();
    const state = bytes === undefined ? nothing : fromBytes(bytes);
    if (state) return { state, version: kept };
    await store.setAside(kept);
  }
  throw new Error('What Cost Explorer said can neither be read nor set aside.');
}

function toBytes(state: BilledState): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ version, ...state }));
}

function fromBytes(bytes: Uint8Array): BilledState | undefined {
  try {
    const { version: found, ...state } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    return found === version && isState(state) ? state : undefined;
  } catch {
    return undefined;
  }
}

function isState(value: object): value is BilledState {
  const { agreedAt, requests, requestedAt, answeredAt, days } = value as Partial<Record<keyof BilledState, unknown>>;
  const times = [agreedAt, requestedAt, answeredAt].every((time) => time === undefined || isCount(time));
  return times && isCount(requests) && Array.isArray(days) && days.every(isDay);
}

function isDay(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { day, bytes, amountMicroUsd } = value as Partial<Record<keyof BilledDay, unknown>>;
  return (
    typeof day === 'string' &&
    /^\d{4}-\d\d-\d\d$/.test(day) &&
    isCount(bytes) &&
    (amountMicroUsd === undefined || isCount(amountMicroUsd))
  );
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

// Runs bundled, in a process of its own with --expose-gc and the arguments ENDPOINT REGION FILE. Writes `HeapSizes`.
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAccount } from '../../src/aws/openAccount.ts';
import { AccountFleet } from '../../src/core/fleet/accountFleet.ts';
import type { AccountRef } from '../../src/core/fleet/model.ts';

export interface HeapSizes {
  readonly hosts: number;
  /** Bytes that are in use with the fleet and not without it, of each fleet in turn. */
  readonly bytes: readonly number[];
}

const rounds = 3;
const [endpoint = '', region = '', file = ''] = process.argv.slice(2);
const ref: AccountRef = { source: { kind: 'demo' }, region };
const account = openAccount(ref, { endpoint, hasEcsRates: false });

// Not measured: code is compiled, and connections are made.
const warm = await load();
warm.cancel();
const kept: AccountFleet[] = [];
const bytes: number[] = [];
let hosts = 0;
for (let round = 0; round < rounds; round++) {
  const before = await heapInUse();
  const fleet = await load();
  kept.push(fleet);
  bytes.push((await heapInUse()) - before);
  hosts = (await fleet.hosts((await fleet.clusters()).value.ecs[0]!)).value.length;
}
writeFileSync(file, JSON.stringify({ hosts, bytes } satisfies HeapSizes));
account.dispose();

/** All hosts, joined. */
async function load(): Promise<AccountFleet> {
  const fleet = new AccountFleet(ref, account.fleet);
  const [{ value }] = await Promise.all([fleet.clusters(), fleet.readIdentity(), fleet.looseHosts()]);
  await Promise.all([...value.ecs, ...value.eks].map((cluster) => fleet.hosts(cluster)));
  return fleet;
}

/** After all that can go has gone: answers of the SDK and what finalizers hold take some turns. */
async function heapInUse(): Promise<number> {
  if (!globalThis.gc) throw new Error('Node runs without --expose-gc.');
  for (let turn = 0; turn < 5; turn++) {
    await sleep(20);
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
}

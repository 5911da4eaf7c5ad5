import assert from 'node:assert/strict';
import type { AccountFleet } from '../../src/core/fleet/accountFleet.ts';
import type { FleetSnapshot } from '../../src/core/fleet/snapshot.ts';
import { actions } from './actions.ts';
import type { Sequence } from './sequence.ts';
import { allRows, linesOf, type DrawnRow } from './soakWindow.ts';

interface Before {
  readonly known: ReadonlyMap<AccountFleet, FleetSnapshot>;
  /** How often each write was done, by service and operation. */
  readonly acted: ReadonlyMap<string, number>;
}

/** What must hold after each step, whatever went wrong in it. */
export class Invariants {
  async before(sequence: Sequence): Promise<Before> {
    return {
      known: new Map(sequence.window.fleet.accounts.map((account) => [account, account.known.snapshot])),
      acted: await actedIn(sequence),
    };
  }

  async after(sequence: Sequence, { known, acted }: Before): Promise<void> {
    const { fleet } = sequence.window;
    for (const account of fleet.accounts) {
      const then = known.get(account);
      if (then) nothingIsLost(then, account.known.snapshot);
    }
    noneTwice(sequence.rows);
    for (const [operation, count] of await actedIn(sequence)) {
      const times = count - (acted.get(operation) ?? 0);
      assert.ok(times <= 1, `${operation} was done ${times} times in one step`);
    }
  }
}

/** What was read once stays, until a newer answer takes its place, or AWS says that it is gone. */
function nothingIsLost(then: FleetSnapshot, now: FleetSnapshot): void {
  for (const name of ['ecsClusters', 'eksClusters', 'nodes'] as const) {
    if (!then[name]) continue;
    const kept = now[name];
    assert.ok(kept, `${name} were known, and are not any more`);
    assert.ok(kept.asOf >= then[name].asOf, `${name} are older than before`);
  }
  const clusters = new Set(now.ecsClusters?.value.map(({ arn }) => arn));
  for (const [arn, { asOf }] of Object.entries(then.instances)) {
    const kept = now.instances[arn];
    if (kept) assert.ok(kept.asOf >= asOf, `hosts of ${arn} are older than before`);
    else assert.ok(!clusters.has(arn), `hosts of ${arn} were known, and are not any more`);
  }
}

/** Of clusters that AWS lists no more nothing is kept: it would be asked for, and written, for ever. */
export function nothingOfTheGone({ ecsClusters, eksClusters, instances, members = {} }: FleetSnapshot): void {
  const known = new Set([...(ecsClusters?.value ?? []), ...(eksClusters?.value ?? [])].map(({ arn }) => arn));
  const gone = Object.keys({ ...instances, ...members }).filter((arn) => !known.has(arn));
  assert.deepEqual(gone, [], 'is kept of clusters that are gone');
}

/** VS Code refuses rows that it can't tell apart, and so would a user. */
function noneTwice(rows: readonly DrawnRow[]): void {
  for (const { children } of [{ children: rows }, ...allRows(rows)]) {
    const ids = children.map(({ id }) => id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    assert.equal(twice, undefined, `a row is there twice:\n${linesOf(children).join('\n')}`);
  }
}

/** Writes that nothing but being sent once keeps from being done twice, or that a token does. */
const once: ReadonlySet<string> = new Set(actions.flatMap(({ sentOnce = [] }) => sentOnce));

async function actedIn({ clouds }: Sequence): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { demo, ref } of await clouds.all) {
    for (const { service, operation, acted } of demo.calls) {
      const key = `${service}.${operation}`;
      if (!acted || !once.has(key)) continue;
      const of = `${key} in ${ref.source.profile} ${ref.region}`;
      counts.set(of, (counts.get(of) ?? 0) + 1);
    }
  }
  return counts;
}

import assert from 'node:assert/strict';
import type { AccountFleet } from '../../src/core/fleet/accountFleet.ts';
import type { FaultRule } from '../../src/demo/faults.ts';
import { homeWorld } from '../../src/demo/worlds/homeWorld.ts';
import type { DemoConnection } from '../unit/demoConnection.ts';
import { connectTo } from '../unit/demoConnection.ts';
import { assertGolden } from '../unit/goldenScript.ts';
import { withoutBackoff } from '../unit/withoutBackoff.ts';
import { faultColumns } from './faultColumns.ts';
import { fleetOf, now, rowsOf, type Rows } from './treeRows.ts';

const golden = new URL('goldenTree.txt', import.meta.url);

/** Rows are made of the reason of a failure: `golden.txt` says which one each fault has. */
const oneOfEachReason: ReadonlySet<string> = new Set([
  'throttled as the service does',
  '500 InternalFailure',
  'network wants a sign-in: 200 with a page',
  'connection reset before AWS acted',
  'answer malformed',
  'clock an hour off, undated',
  'credentials expired',
  'credentials unknown',
  'access denied',
  'Region off: OptInRequired',
]);

/** What a user sees of whom AWS answers in part only. `UPDATE_GOLDEN=1` writes `goldenTree.txt` anew. */
describe('the tree and faults', function () {
  this.timeout(60_000);
  let connection: DemoConnection;
  let full: Rows;
  let actions: readonly string[];
  withoutBackoff();

  const fresh = (): AccountFleet => fleetOf(connection);

  before(async () => {
    connection = await connectTo(homeWorld({ clock: () => now }), { unpaced: true });
    full = await rowsOf(fresh(), connection);
    actions = [...new Set(connection.demo.calls.map(({ service, operation }) => `${service}:${operation}`))].sort();
  });
  afterEach(() => connection.demo.faults.clear());
  after(() => connection.close());

  it('shows everything where nothing is wrong', () => {
    assert.ok(full.length > 60, String(full.length));
    assert.deepEqual(full.filter(isFailure), []);
  });

  it('shows what is permitted where one action is denied, and all of it once it is granted', async () => {
    const sections: string[] = [];
    for (const action of actions) {
      const [service, operation] = action.split(':') as ['ecs', string];
      const fleet = fresh();
      connection.demo.faults.add({ service, operation, fault: { kind: 'deny' } });
      const rows = await rowsOf(fleet, connection);
      sections.push(`# ${action} is denied`, ...changes(full, rows), '');
      assertSteps(rows);
      connection.demo.faults.clear();
      await fleet.refresh();
      assert.deepEqual(await rowsOf(fleet, connection), full, `${action} granted`);
    }
    assertGolden(sections.join('\n'), golden);
  });

  it('shows the EKS clusters that are permitted where one of them is denied, and all once it is granted', async () => {
    const eks = [...connection.demo.world.eksClusters.keys()];
    assert.ok(eks.length > 1);
    for (const name of eks) {
      const fleet = fresh();
      const denied = { service: 'eks', operation: 'DescribeCluster', about: name, fault: { kind: 'deny' } } as const;
      connection.demo.faults.add(denied);
      const rows = await rowsOf(fleet, connection);
      const lost = tops(full.filter((row) => !rows.includes(row)));
      assert.ok(rows.some((row) => row.startsWith('Access denied: eks:DescribeCluster')));
      assert.deepEqual(
        lost.filter((row) => !row.startsWith('Other Managed Nodes')).map((row) => row.split(' · ')[0]),
        [name],
      );
      assertSteps(rows);
      await assertHealsAndKeeps(fleet, name, denied);
    }
  });

  // AWS documents neither way of denying one: both are understood.
  const denials = [
    ['deny-some', (_: string, name: string) => `The cluster ${name} may not be described: ACCESS_DENIED`],
    ['deny-batch', refusalOf],
  ] as const;
  for (const [kind, messageOf] of denials) {
    it(`shows the ECS clusters that are permitted and all once they are granted, with ${kind}`, async () => {
      for (const { arn, name } of connection.demo.world.ecsClusters.values()) {
        const fleet = fresh();
        const fault = { kind, about: `:cluster/${name}` } as const;
        const denied = { service: 'ecs', operation: 'DescribeClusters', fault } as const;
        connection.demo.faults.add(denied);
        const rows = await rowsOf(fleet, connection);
        assert.ok(
          rows.some((row) => row.startsWith('Access denied: ecs:DescribeClusters')),
          name,
        );
        const { failures } = await fleet.clusters();
        assert.deepEqual(
          failures.map(({ message }) => message),
          [messageOf(arn, name)],
        );
        const lost = tops(full.filter((row) => !rows.includes(row))).map((row) => row.split(' · ')[0]);
        assert.deepEqual(
          lost.filter((row) => row !== 'Other Managed Nodes'),
          [name],
        );
        // Its hosts belong to a cluster all the same.
        const loose = rows.filter((row) => row.startsWith('Other Managed Nodes > '));
        assert.deepEqual(
          loose.filter((row) => !full.includes(row) && !isFailure(row)),
          [],
        );
        assertSteps(rows);
        await assertHealsAndKeeps(fleet, name, denied);
      }
    });
  }

  it('keeps all that it knew where a refresh fails for one action, and heals with the next', async () => {
    const fleet = fresh();
    await rowsOf(fleet, connection);
    for (const action of actions) {
      const [service, operation] = action.split(':') as ['ecs', string];
      connection.demo.faults.add({ service, operation, fault: { kind: 'reset-before' } });
      await fleet.refresh();
      const rows = await rowsOf(fleet, connection);
      assert.deepEqual(lostIn(rows), [], action);
      assertSteps(rows);
      connection.demo.faults.clear();
      await fleet.refresh();
      assert.deepEqual(await rowsOf(fleet, connection), full, action);
    }
  });

  for (const { name, fault } of faultColumns.filter((column) => oneOfEachReason.has(column.name))) {
    it(`${name}: says so with steps, ends, keeps what was known, and heals`, async () => {
      const known = fresh();
      await rowsOf(known, connection);
      const unknown = fresh();
      connection.demo.faults.add({ fault });
      const nothing = await rowsOf(unknown, connection);
      assertSteps(nothing);
      assert.ok(nothing.some(isFailure), nothing.join('\n'));
      await known.refresh();
      const kept = await rowsOf(known, connection);
      assertSteps(kept);
      assert.deepEqual(lostIn(kept), []);
      connection.demo.faults.clear();
      for (const fleet of [unknown, known]) {
        await fleet.refresh();
        assert.deepEqual(await rowsOf(fleet, connection), full);
      }
    });
  }

  /** All of it is shown once the cluster is granted, and stays where it is denied again. */
  async function assertHealsAndKeeps(fleet: AccountFleet, name: string, denied: FaultRule): Promise<void> {
    const { faults } = connection.demo;
    faults.clear();
    await fleet.refresh();
    assert.deepEqual(await rowsOf(fleet, connection), full, `${name} granted`);
    faults.add(denied);
    await fleet.refresh();
    assert.deepEqual(lostIn(await rowsOf(fleet, connection)), [], `${name} known, and denied`);
    faults.clear();
  }

  /** That there is nothing is no longer known where nobody could look: there the failure stands in its place. */
  function lostIn(rows: Rows): Rows {
    return full.filter((row) => !rows.includes(row) && !/ > No [a-z ]+$/.test(row));
  }
});

function refusalOf(arn: string): string {
  const action = 'ecs:DescribeClusters';
  const who = 'arn:aws:iam::111122223333:user/demo';
  return `User: ${who} is not authorized to perform: ${action} on resource: ${arn} because no identity-based policy allows the ${action} action`;
}

const step = /> (Try Again|Show Log)$/;

function isFailure(row: string): boolean {
  return step.test(row);
}

/** Each failure has both steps under it: rows that say only that something failed help nobody. */
function assertSteps(rows: Rows): void {
  const withStep = (name: string): string[] =>
    rows.filter((row) => row.endsWith(` > ${name}`)).map((row) => row.slice(0, -name.length - 3));
  assert.deepEqual(withStep('Try Again'), withStep('Show Log'));
}

/** What is lost and what came, without what stands below it. */
function changes(before: Rows, after: Rows): string[] {
  const lost = before.filter((row) => !after.includes(row));
  const added = after.filter((row) => !before.includes(row));
  return [...tops(lost).map((row) => `- ${row}`), ...tops(added).map((row) => `+ ${row}`)];
}

function tops(rows: Rows): string[] {
  const paths = new Set(rows.map((row) => row.split(' · ')[0] ?? row));
  return rows.filter((row) => {
    const names = (row.split(' · ')[0] ?? row).split(' > ');
    return !names.some((_, index) => index > 0 && paths.has(names.slice(0, index).join(' > ')));
  });
}

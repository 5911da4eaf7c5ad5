import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  ecsCluster,
  eksCluster,
  gatewayOver,
  instance,
  node,
  nodeId,
  type GatewayContents,
} from '../../../test/unit/fleetLiterals.ts';
import { totalOf } from '../../core/cost/monthly/lines.ts';
import { shippedPrices } from '../../core/cost/shippedPrices.ts';
import { Failure } from '../../core/failure.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { KnownImages } from './knownImages.ts';
import { MemoryStore } from '../../core/pulls/testing/memoryStore.ts';
import { Costs, withoutTwins, type AccountPulls, type CostsNeeds, type PullParts } from './costs.ts';
import { PullReader } from './pullReader.ts';
import { PullRecords } from './pullRecords.ts';
import { SeenRecords } from './seenRecords.ts';

const now = Date.UTC(2026, 10, 22, 12);
const none = () => ({ dispose: () => undefined });
const never = () => Promise.reject(new Error('not asked'));

function account(profile: string, contents: GatewayContents, region = 'eu-central-1'): AccountFleet {
  return new AccountFleet({ source: { kind: 'profile', profile }, region }, gatewayOver(contents), () => now);
}

function parts(): PullParts {
  const images = new KnownImages('/nowhere', () => undefined);
  const stores = { ledger: new MemoryStore(), billed: new MemoryStore(), notes: new MemoryStore() };
  const records = new PullRecords('eu-central-1', stores, images);
  const reader = new PullReader({
    records,
    images,
    pulls: never,
    imageGateway: never,
    fleet: never,
    ownReads: () => [],
    noteOwnReads: never,
    log: () => undefined,
  });
  return {
    records,
    reader,
    seen: new SeenRecords(
      new MemoryStore(),
      () => undefined,
      () => now,
    ),
  };
}

function costs(accounts: readonly AccountFleet[], over: Partial<CostsNeeds> = {}): Costs {
  return new Costs({
    fleet: { accounts, onDidChange: none, onDidRead: none, onDidFail: none },
    ensureShown: () => Promise.resolve(),
    prices: { book: shippedPrices, onDidChange: none },
    costSettings: () =>
      Promise.resolve({
        managedInstanceTier: () => Promise.resolve('standard'),
        vcpus: () => Promise.resolve(new Map()),
      }),
    pulls: () => Promise.resolve(parts()),
    ownReads: () => [],
    hoursPerMonth: () => 730,
    now: () => now,
    ...over,
  });
}

const lab = { eks: [eksCluster('lab', { createdAt: 0 })] };

describe('Costs', () => {
  it('are those of all accounts together', async () => {
    const one = await costs([account('home', lab)]).current();
    const two = await costs([account('home', lab), account('work', lab, 'us-east-1')]).current();
    assert.equal(two.accounts.length, 2);
    const { microUsd } = totalOf(one.lines).projected;
    assert.ok(microUsd > 0);
    assert.equal(totalOf(two.lines).projected.microUsd, 2 * microUsd);
  });

  it('count an account once that two profiles lead to', async () => {
    const shared = parts();
    const both = [account('home', lab), account('admin', lab)];
    const { accounts, lines } = await costs(both, { pulls: () => Promise.resolve(shared) }).current();
    assert.deepEqual(
      accounts.map(({ key }) => key),
      [both[0]?.key],
    );
    assert.equal(lines.filter(({ kind }) => kind === 'eks').length, 1);
    // Also where nobody says who it is but the ARNs of what is in it.
    const unnamed = await costs(both).current();
    assert.equal(unnamed.lines.filter(({ kind }) => kind === 'eks').length, 1);
    // Also where its pulls can't be read, but who it is is known.
    await Promise.all(both.map((each) => each.readIdentity()));
    const denied = () => Promise.reject(new Failure('unknown', 'the disk is full'));
    const unread = await costs(both, { pulls: denied }).current();
    assert.deepEqual([unread.accounts.length, unread.failures.length], [1, 1]);
  });

  describe('of several Regions', () => {
    const gb = 2 ** 30;
    const us = 'us-east-1';

    class Pulled extends PullRecords {
      readonly bytes: number;
      constructor(bytes: number) {
        super(us, parts().records.stores, new KnownImages('/nowhere', () => undefined));
        this.bytes = bytes;
      }
      override pulls(): AccountPulls {
        const day = { day: '2026-11-20', host: 'mi-1', repository: 'web', pulls: 1, unsized: 0 };
        const rows = [{ ...day, bytes: this.bytes, evidence: 'layers' as const }];
        return {
          rows: () => rows,
          best: () => rows,
          days: {},
          billed: { requests: 0, days: [] },
          hostNames: new Map(),
        };
      }
    }
    const pulled = (bytes: number, accountId?: string): PullParts => ({
      ...parts(),
      records: new Pulled(bytes),
      ...(accountId !== undefined && { accountId }),
    });
    const transfers = async (all: readonly (readonly [string, string, PullParts])[]) => {
      const byKey = new Map(all.map(([profile, region, each]) => [`profile:${profile}@${region}`, each]));
      const accounts = all.map(([profile, region]) => account(profile, {}, region));
      const state = await costs(accounts, {
        pulls: ({ key }) => Promise.resolve(byKey.get(key) ?? parts()),
      }).current();
      const view = state.lines.filter(({ kind }) => kind === 'transfer').map(({ soFar }) => soFar?.microUsd);
      assert.deepEqual(
        state.accounts.map(({ transfer }) => transfer?.microUsd),
        view,
        'the line says what the table of repositories says',
      );
      return view;
    };

    it('share the free amount of their account, at its edge', async () => {
      const two = (here: number, there: number, other = '123456789012') =>
        transfers([
          ['home', us, pulled(here, '123456789012')],
          ['home', 'us-east-2', pulled(there, other)],
        ]);
      assert.deepEqual(await two(60 * gb, 40 * gb), [0, 0]);
      assert.deepEqual(await two(60 * gb, 60 * gb), [900_000, 900_000]);
      assert.deepEqual(await two(60 * gb, 60 * gb, '210987654321'), [0, 0], 'another account has its own');
    });

    it('count by themselves where AWS could not say which account it is', async () => {
      assert.deepEqual(
        await transfers([
          ['home', us, pulled(90 * gb)],
          ['home', 'us-east-2', pulled(90 * gb)],
        ]),
        [0, 0],
      );
    });

    it('count a Region once that two profiles lead to', async () => {
      const both = pulled(100 * gb, '123456789012');
      assert.deepEqual(
        await transfers([
          ['home', us, both],
          ['admin', us, both],
        ]),
        [0],
      );
      // Opened before it was known who it is, they have records of their own.
      assert.deepEqual(
        await transfers([
          ['home', us, pulled(100 * gb, '123456789012')],
          ['admin', us, pulled(100 * gb, '123456789012')],
        ]),
        [0],
      );
    });
  });

  it('leave the other parts where one can not be read', async () => {
    const contents = { ...lab, nodes: [node('1')], failing: { ecsClusters: new Failure('accessDenied', 'no') } };
    const costSettings = () => Promise.reject(new Failure('throttled', 'slowly'));
    const { accounts, lines, failures } = await costs([account('home', contents)], { costSettings }).current();
    assert.ok(lines.some(({ kind }) => kind === 'eks'));
    assert.equal(accounts[0]?.facts.managedInstanceTier, undefined);
    assert.deepEqual(failures.map(({ reason }) => reason).sort(), ['accessDenied', 'throttled']);
  });

  it('are there whatever is denied, one by one, and say what', async () => {
    const pi = ecsCluster('home');
    const shed = eksCluster('shed', { createdAt: 0, hybridNodesEnabled: true });
    const contents: GatewayContents = {
      ecs: [pi],
      eks: [shed],
      instances: [instance('1', pi, { runningTaskCount: 1 })],
      nodes: [node('1'), node('2')],
      hybrid: { [shed.arn]: [nodeId('2')] },
    };
    const whole = await costs([account('home', contents)]).current();
    assert.deepEqual(whole.failures, []);
    const methods = [
      'ecsClusters',
      'eksClusters',
      'containerInstances',
      'managedNodes',
      'tasks',
      'hybridNodeIds',
    ] as const;
    for (const method of methods) {
      const denied = new Failure('accessDenied', 'no', { service: 'AWS', operation: method });
      const home = account('home', { ...contents, failing: { [method]: denied } });
      const { failures, lines } = await costs([home]).current();
      assert.ok(lines.length > 0, method);
      assert.deepEqual(
        failures.map(({ operation }) => operation),
        [method],
      );
    }
  });

  it('are worked out once, and anew after something changed, such as a setting', async () => {
    let hoursPerMonth = 730;
    const all = costs([account('home', lab)], { hoursPerMonth: () => hoursPerMonth });
    let workedOut = 0;
    all.onDidWorkOut(() => (workedOut += 1));
    await Promise.all([all.current(), all.current()]);
    assert.equal(workedOut, 1);
    hoursPerMonth = 744;
    all.outdate();
    assert.equal((await all.current()).accounts[0]?.facts.hoursPerMonth, 744);
    await nextTurn();
    assert.equal(workedOut, 2);
    all.dispose();
  });

  it('are worked out anew once a new month has begun', async () => {
    let time = Date.UTC(2026, 11, 1) - 1;
    const all = costs([account('home', lab)], { now: () => time });
    const before = await all.current();
    time += 1;
    const after = await all.current();
    assert.deepEqual([before.month.month, after.month.month], [11, 12]);
    assert.equal(totalOf(after.lines).soFar.microUsd, 0);
    assert.equal(await all.current(), after);
    all.dispose();
  });
});

describe('withoutTwins', () => {
  it('leaves the first of those that share something, and all that share nothing', () => {
    const [a, b] = [{}, {}];
    const all = [{ twin: a }, { twin: b }, { twin: a }, { twin: undefined }, {}];
    assert.deepEqual(
      withoutTwins(all).map((each) => all.indexOf(each)),
      [0, 1, 3, 4],
    );
  });
});

import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  activation,
  ecsCluster,
  gatewayOver,
  instance,
  node,
  type GatewayContents,
} from '../../../test/unit/fleetLiterals.ts';
import { Emitter } from '../../core/event.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import { SnapshotStore } from './snapshotStore.ts';

const ref: AccountRef = { source: { kind: 'profile', profile: 'home/../lab' }, region: 'eu-central-1' };
const home = ecsCluster('home');
const contents: GatewayContents = { ecs: [home], instances: [instance('1', home)], nodes: [node('1', { name: 'pi' })] };

describe('the store of what is known of accounts', () => {
  let folder: string;
  let now: number;
  let problems: unknown[];
  let windows: Window[];

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'snapshots-')), 'fleets');
    now = Date.now();
    problems = [];
    windows = [];
  });

  afterEach(async () => {
    for (const { store } of windows) store.dispose();
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  interface Window {
    readonly account: AccountFleet;
    readonly store: SnapshotStore;
    readonly calls: readonly string[];
    /** Reads everything, and has it written. */
    readonly load: () => Promise<void>;
  }

  async function open(of: GatewayContents = contents, as: AccountRef = ref): Promise<Window> {
    const gateway = gatewayOver(of);
    const account = new AccountFleet(as, gateway, () => now);
    const read = new Emitter<AccountFleet>();
    account.onDidRead(() => read.fire(account));
    const store = new SnapshotStore(
      { accounts: [account], onDidRead: read.event },
      folder,
      (error) => problems.push(error),
      () => now,
    );
    await store.begin();
    const load = async (): Promise<void> => {
      await account.refresh();
      await account.looseHosts();
      await store.flush();
    };
    const opened = { account, store, calls: gateway.calls, load };
    windows.push(opened);
    return opened;
  }

  async function onlyFile(): Promise<string> {
    const names = await readdir(folder);
    assert.equal(names.length, 1, String(names));
    return join(folder, names[0]!);
  }

  it('lets a window begin with what the last one knew', async () => {
    await (await open()).load();
    now += 3_600_000;
    const { account, calls } = await open();
    assert.equal(account.known.clustersAsOf, now - 3_600_000);
    assert.equal(calls.length, 0);
    const { value } = await account.clusters();
    assert.deepEqual(
      (await account.hosts(value.ecs[0]!)).value.map(({ name }) => name),
      ['pi'],
    );
    assert.deepEqual(problems, []);
  });

  it('writes nothing where nothing has changed, and the time alone once in a quarter of an hour', async () => {
    const { load } = await open();
    await load();
    const file = await onlyFile();
    const written = async (): Promise<number> => (await stat(file)).ino;
    const first = await written();
    now += 60_000;
    await load();
    const next = await open();
    await next.store.flush();
    await next.load();
    assert.equal(await written(), first);
    now += 15 * 60_000;
    await load();
    const second = await written();
    assert.notEqual(second, first);
    now += 1000;
    await (await open({ ...contents, nodes: [] })).load();
    assert.notEqual(await written(), second);
  });

  it('leaves what another window has written, where it has read nothing but what it began with', async () => {
    await (await open()).load();
    const file = await onlyFile();
    const idle = await open();
    now += 1000;
    await (await open({ ...contents, nodes: [node('1', { name: 'pi' }), node('2', { name: 'pi5' })] })).load();
    const other = await readFile(file, 'utf8');
    await idle.load();
    assert.equal(await readFile(file, 'utf8'), other);
  });

  it('goes on without a file that is damaged, and writes it anew', async () => {
    await (await open()).load();
    const file = await onlyFile();
    const good = await readFile(file, 'utf8');
    const bad = [
      '',
      'x',
      good.slice(0, good.length / 2),
      good.replace('"home"', '"HOME"'),
      good.slice(1),
      '\n{}',
      good.slice(0, -1),
    ];
    for (const text of bad) {
      await writeFile(file, text);
      const { account, load } = await open();
      assert.equal(account.known.clustersAsOf, undefined);
      await load();
      assert.equal((await readFile(file, 'utf8')).length, good.length);
    }
    assert.deepEqual(
      problems.map((error) => (error as Error).message),
      bad.map(() => 'A file is damaged, and counts for nothing.'),
    );
  });

  it('goes on without the one list that is damaged, reads it anew, and writes it', async () => {
    await (await open()).load();
    const file = await onlyFile();
    const good = await readFile(file, 'utf8');
    const then = now;
    for (const text of [good.replace('"pi"', '"PI"'), good.replace('"name":"pi"', '"name":"pi",')]) {
      problems = [];
      await writeFile(file, text);
      now += 1000;
      const { account, load } = await open();
      assert.deepEqual([account.known.clustersAsOf, problems], [then, []]);
      assert.deepEqual([account.nodesIfKnown, account.hostsAsOf(home)], [undefined, then]);
      assert.deepEqual(
        problems.map((error) => (error as Error).message),
        ['A part of a file is damaged, and counts for nothing.'],
      );
      await load();
      assert.equal((await readFile(file, 'utf8')).length, good.length);
      assert.deepEqual(account.nodesIfKnown?.size, 1);
      assert.equal((await open()).account.nodesIfKnown?.size, 1);
    }
  });

  it('counts the file of an older version as none, says nothing of it, and writes it anew', async () => {
    await (await open()).load();
    const file = await onlyFile();
    await writeFile(file, 'sum\n{"version":2,"instances":{},"pool":[]}');
    const { account, load } = await open();
    assert.equal(account.known.clustersAsOf, undefined);
    await load();
    assert.match(await readFile(file, 'utf8'), /\{"version":3/);
    assert.deepEqual(problems, []);
  });

  it('leaves the file of a newer version alone', async () => {
    await (await open()).load();
    const file = await onlyFile();
    await writeFile(file, 'sum\n{"version":99}');
    const { account, load } = await open();
    assert.equal(account.known.clustersAsOf, undefined);
    await load();
    assert.equal(await readFile(file, 'utf8'), 'sum\n{"version":99}');
  });

  it('does without a disk that takes nothing, says so once, and leaves nothing half', async () => {
    // A file in place of the folder stands for all disks that refuse: it does so for every user.
    await writeFile(folder, '');
    const { load, account } = await open();
    await load();
    await load();
    assert.equal((await account.clusters()).value.ecs.length, 1);
    assert.equal(problems.length, 1);
    assert.deepEqual(await readdir(join(folder, '..')), ['fleets']);
  });

  it('does without a file that can not be read', async () => {
    await (await open()).load();
    const file = await onlyFile();
    await rm(file);
    await mkdir(file);
    const { load } = await open();
    await load();
    assert.ok(problems.length === 1);
    assert.ok((await stat(file)).isDirectory());
    await chmod(file, 0o700);
  });

  it('keeps nothing of the demo account, nor of activations and their codes', async () => {
    await (await open(contents, { source: { kind: 'demo' }, region: 'eu-central-1' })).load();
    await assert.rejects(readdir(folder));
    const activations = [activation('1', { id: 'a-secret-activation' })];
    const { account, load } = await open({ ...contents, activations });
    await account.activations();
    await load();
    assert.doesNotMatch(await readFile(await onlyFile(), 'utf8'), /a-secret|profile|lab/);
  });

  it('throws away what nobody looked at for a month, and what a crash left', async () => {
    await mkdir(folder, { recursive: true });
    const ages = { 'old.snapshot': 31 * 86_400, 'young.snapshot': 86_400, 'a.snapshot.1.tmp': 7200, 'b.tmp': 10 };
    for (const [name, age] of Object.entries(ages)) {
      await writeFile(join(folder, name), '');
      await utimes(join(folder, name), now / 1000 - age, now / 1000 - age);
    }
    await (await open()).load();
    const names = await readdir(folder);
    assert.equal(names.length, 3);
    assert.ok(names.includes('young.snapshot') && names.includes('b.tmp'));
  });

  it('does not believe a file from the future', async () => {
    await (await open()).load();
    now -= 86_400_000;
    assert.equal((await open()).account.known.clustersAsOf, undefined);
  });

  it('reads no list of hosts before somebody asks for it', async () => {
    const parsed: number[] = [];
    await (await open()).load();
    const { parse } = JSON;
    JSON.parse = (text: string) => {
      parsed.push(text.length);
      return parse(text) as unknown;
    };
    try {
      const { account } = await open();
      assert.equal(parsed.length, 1);
      const { value } = await account.clusters();
      assert.deepEqual([value.ecs.length, parsed.length], [1, 1]);
      assert.deepEqual([account.nodesIfKnown?.size, parsed.length], [1, 2]);
      await account.hosts(value.ecs[0]!);
      assert.equal(parsed.length, 3);
      await account.hosts(value.ecs[0]!);
      assert.equal(parsed.length, 3);
    } finally {
      JSON.parse = parse;
    }
  });

  it('has all of 5,000 hosts there', async () => {
    const attributes = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`ecs.capability.${index}`, '']));
    const ids = Array.from({ length: 5000 }, (_, index) => String(index));
    await (
      await open({
        ecs: [home],
        instances: ids.map((id) => instance(id, home, { attributes: { ...attributes } })),
        nodes: ids.map((id) => node(id, { name: `host-${id}` })),
      })
    ).load();
    const { account } = await open();
    assert.equal(account.nodesIfKnown?.size, 5000);
    assert.deepEqual(
      account.known.hosts.lists.map(({ length }) => length),
      [5000],
    );
  });
});

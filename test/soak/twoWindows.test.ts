import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Memento } from 'vscode';
import { fromBytes as ledgerFrom } from '../../src/core/pulls/ledgerFile.ts';
import { Ledger } from '../../src/core/pulls/ledger.ts';
import { readSnapshot } from '../../src/core/fleet/snapshot.ts';
import { ActivationVault, type ActivationRecord } from '../../src/ui/registration/activationVault.ts';
import { fakeSecrets } from '../unit/storage.ts';
import { keptFiles } from './keptFiles.ts';
import { addedUp, sharedNames } from './sharedNames.ts';

const numbers = Array.from({ length: 12 }, (_, index) => index + 1);

describe('two windows at once on the same storage', () => {
  let folder: string;
  const processes: ChildProcess[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'windows-'));
  });
  afterEach(async () => {
    for (const each of processes.splice(0)) each.kill();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(own: readonly number[]): Promise<{ readonly go: () => Promise<unknown> }> {
    const script = join(import.meta.dirname, 'windowProcess.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script, folder, ...own.map(String)]);
    processes.push(child);
    const chunks: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ended = once(child, 'exit').then(([code]) => {
      assert.equal(code, 0, Buffer.concat(chunks).toString());
    });
    await Promise.race([once(child.stdout, 'data'), ended]);
    return {
      go: () => {
        child.stdin.write('go\n');
        return ended;
      },
    };
  }

  it('lose nothing of what the other found, count nothing twice, and never see half a file', async function () {
    this.timeout(60_000);
    // Both find what is in the middle.
    const windows = await Promise.all([start(numbers.slice(0, 8)), start(numbers.slice(4).toReversed())]);
    let isOver = false;
    let looks = 0;
    const look = async (): Promise<void> => {
      for (; !isOver; looks++) {
        await nothingIsTorn(folder);
        await wait(1);
      }
    };
    await Promise.all([look(), Promise.all(windows.map(({ go }) => go())).finally(() => (isOver = true))]);
    assert.ok(looks > 10, String(looks));
    for (const { name, open } of keptFiles.filter((each) => sharedNames.includes(each.name))) {
      const window = await open(folder, (error) => assert.fail(String(error)));
      const known = (await window.known()).toSorted((a, b) => a - b);
      window.close?.();
      if (addedUp.includes(name)) assert.deepEqual(known, numbers, name);
      else assert.ok(known.length > 0, name);
    }
    assert.deepEqual(
      (await readdir(folder)).filter((name) => /\.(tmp|lock|bad)$/.test(name)),
      [],
    );
  });
});

/** As a third window would read it at any moment. */
async function nothingIsTorn(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (/\.(tmp|lock)$/.test(name)) continue;
    const bytes = await readFile(join(folder, name));
    if (name === 'ledger') assert.ok(ledgerFrom(bytes) instanceof Ledger, 'the ledger is torn');
    else if (name.endsWith('.snapshot')) {
      const [, head = '', ...lists] = bytes.toString().split('\n');
      const known = readSnapshot(head, lists.length, (number) => lists[number * 2 - 1]);
      assert.ok(typeof known === 'object', 'a snapshot is torn');
      assert.ok(known.nodes?.read(), 'a list of a snapshot is torn');
    } else JSON.parse(bytes.toString());
  }
}

describe('activations that two windows make at once', () => {
  const record = (id: string): ActivationRecord => ({
    id,
    account: { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' },
    plan: { kind: 'ecsWindows' },
    cluster: { arn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/home', name: 'home' },
    registrationLimit: 1,
    createdAt: Date.now(),
    expiresAt: Date.now() + 3_600_000,
  });

  it('are both there a moment later, with their codes', async () => {
    const [one, two] = sharedMementos();
    const secrets = fakeSecrets();
    const vaults = [one, two].map((memento) => new ActivationVault(secrets, memento, Date.now, 10));
    await Promise.all(
      vaults.map((vault, index) => vault.keep(record(`a${String(index)}`), { code: `c${String(index)}` })),
    );
    await wait(60);
    for (const vault of vaults) {
      assert.deepEqual(
        vault
          .records()
          .map(({ id }) => id)
          .sort(),
        ['a0', 'a1'],
      );
      assert.deepEqual([await vault.secret('a0'), await vault.secret('a1')], [{ code: 'c0' }, { code: 'c1' }]);
    }
  });

  it('do not come back when one of the windows has forgotten them', async () => {
    const [one, two] = sharedMementos();
    const secrets = fakeSecrets();
    const vaults = [one, two].map((memento) => new ActivationVault(secrets, memento, Date.now, 30));
    await vaults[0]!.keep(record('a0'), { code: 'c0' });
    await wait(10);
    await vaults[1]!.forget('a0');
    await wait(60);
    for (const vault of vaults) assert.deepEqual(vault.records(), []);
    assert.equal(secrets.stored.size, 0);
  });
});

/** As VS Code does it: each window writes all that is stored, and is told a moment later of what another one wrote. */
function sharedMementos(): readonly [Memento, Memento] {
  const values: Record<string, unknown>[] = [{}, {}];
  const memento = (own: number): Memento => ({
    keys: () => Object.keys(values[own]!),
    get: <T>(key: string, otherwise?: T): T => (values[own]![key] ?? otherwise) as T,
    update: async (key: string, value: unknown) => {
      const all = { ...values[own], [key]: structuredClone(value) };
      values[own] = all;
      await wait(2);
      values[1 - own] = structuredClone(all);
    },
  });
  return [memento(0), memento(1)];
}

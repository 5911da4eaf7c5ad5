import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startDemoAccount } from '../src/demo/account.ts';
import { emptyWorld } from '../src/demo/world.ts';
import { main, readArguments } from './demoAccount.ts';
import { Complaint } from './lib/complaint.ts';

describe('npm run demo:account', () => {
  it('reads its arguments', () => {
    assert.deepEqual(readArguments([]), { port: 0, latencyMs: 0 });
    assert.deepEqual(readArguments(['--port', '4566', '--latency', '30', '--region', 'eu-west-1']), {
      port: 4566,
      latencyMs: 30,
      region: 'eu-west-1',
    });
    const { world } = readArguments(['--hosts', '3', '--region', 'eu-west-1']);
    assert.deepEqual([world?.nodes.size, world?.region], [3, 'eu-west-1']);
  });

  for (const args of [
    ['--port', '70000'],
    ['--port', 'x'],
    ['--hosts', '-1'],
    ['--hosts=-1'],
    ['--latency', '1.5'],
    ['--nonsense'],
    ['extra'],
  ]) {
    it(`answers ${args.join(' ')} with one sentence and its usage`, () => {
      assert.throws(
        () => readArguments(args),
        (error) => error instanceof Complaint && /^[^\n]+ Use: npm run demo:account [^\n]+$/.test(error.message),
      );
    });
  }

  it('says in one sentence that the port is in use', async () => {
    const account = await startDemoAccount({ world: emptyWorld() });
    const { port } = new URL(account.endpoint);
    await assert.rejects(
      main(['--port', port]),
      (error) => error instanceof Complaint && error.message === `Port ${port} on 127.0.0.1 is already in use.`,
    );
    await account.stop();
  });

  it('prints one line of JSON when it is ready, and ends when it is told to', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'run.mjs'), 'demoAccount', '--hosts', '3']);
    const errors = text(child.stderr);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { endpoint, region, accountId } = JSON.parse(line.toString()) as Record<string, string>;
    assert.deepEqual([region, accountId], ['us-east-1', '111122223333']);
    assert.equal((await fetch(`${endpoint}/ecs-anywhere-install-latest.sh`)).status, 200);
    const rest = text(child.stdout);
    child.kill('SIGTERM');
    const [code] = (await once(child, 'close')) as [number | null];
    assert.deepEqual([code, await rest, await errors], [0, '', '']);
  });
});

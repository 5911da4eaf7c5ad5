import assert from 'node:assert/strict';
import { Failure } from '../../core/failure.ts';
import type { CommandGateway, CommandResult } from '../../core/operate/commands.ts';
import { startOf, watchRun, type CommandRun, type RunState } from './commandRun.ts';

const run: CommandRun = {
  id: 'run',
  account: { source: { kind: 'demo' }, region: 'eu-central-1' },
  title: 'Disk',
  sentAt: 0,
  commands: [
    { commandId: 'one', hosts: [{ id: 'mi-a', name: 'a' }] },
    { commandId: 'two', hosts: [{ id: 'mi-b', name: 'b' }] },
  ],
  unsent: [],
};

type Looks = Readonly<Record<string, readonly (readonly CommandResult[] | Failure)[]>>;

/** Answers each look at a command with the next of its results; the last one stays. */
function gatewayOver(looks: Looks): CommandGateway & { readonly asked: string[] } {
  const asked: string[] = [];
  const counts = new Map<string, number>();
  return {
    asked,
    send: () => Promise.reject(new Error('not here')),
    updateSsmAgent: () => Promise.reject(new Error('not here')),
    cancel: () => Promise.resolve(),
    results: (id) => {
      asked.push(id);
      const all = looks[id] ?? [];
      const at = counts.get(id) ?? 0;
      counts.set(id, at + 1);
      const answer = all[Math.min(at, all.length - 1)] ?? [];
      return answer instanceof Failure ? Promise.reject(answer) : Promise.resolve(answer);
    },
    output: (id, nodeId) => {
      asked.push(`${id} ${nodeId}`);
      return Promise.resolve({ stdout: 'all of it', stderr: '', isCut: false, exitCode: 1 });
    },
  };
}

async function watched(looks: Looks, of: CommandRun = run, most = 5) {
  const states: RunState[] = [];
  const gateway = gatewayOver(looks);
  const end = await watchRun(gateway, startOf(of), {
    sleep: () => Promise.resolve(),
    looks: most,
    onState: (state) => states.push(state),
  });
  return { end, states, gateway };
}

const good = (nodeId: string): CommandResult => ({ nodeId, status: 'success', output: 'fine', exitCode: 0 });

describe('a command that is watched', () => {
  it('ends when it has ended on every host, and asks no more of what is done', async () => {
    const { end, gateway } = await watched({
      one: [[good('mi-a')]],
      two: [[], [{ nodeId: 'mi-b', status: 'running' }], [good('mi-b')]],
    });
    assert.equal(end.phase, 'ended');
    assert.deepEqual(
      end.outcomes.map(({ host, result }) => [host.name, result?.status]),
      [
        ['a', 'success'],
        ['b', 'success'],
      ],
    );
    assert.deepEqual(gateway.asked, ['one', 'two', 'two', 'two']);
  });

  it('reads the whole output where the first characters are not all, and of what failed', async () => {
    const { end, gateway } = await watched({
      one: [[{ ...good('mi-a'), output: 'x'.repeat(2500) }]],
      two: [[{ nodeId: 'mi-b', status: 'failed', output: 'no' }]],
    });
    assert.deepEqual(gateway.asked, ['one', 'one mi-a', 'two', 'two mi-b']);
    assert.deepEqual(
      end.outcomes.map(({ output }) => output?.stdout),
      ['all of it', 'all of it'],
    );
  });

  it('goes on after a failed look, and keeps what it knew', async () => {
    const { end, states } = await watched({
      one: [[good('mi-a')]],
      two: [[], new Failure('network', 'reset'), [good('mi-b')]],
    });
    const [, failed] = states;
    assert.ok(failed);
    assert.equal(failed.failure?.reason, 'network');
    assert.equal(failed.outcomes[0]?.result?.status, 'success');
    assert.equal(end.phase, 'ended');
    assert.equal(end.failure, undefined);
  });

  it('rejects with what the next look would have as well', async () => {
    const denied = new Failure('accessDenied', 'no');
    await assert.rejects(watched({ one: [denied] }), (error) => error === denied);
  });

  it('is bounded', async () => {
    const { end, states } = await watched({ one: [[good('mi-a')]], two: [[]] });
    assert.equal(end.phase, 'timedOut');
    assert.equal(states.length, 6);
  });

  it('is not looked at any more when the user says so', async () => {
    const aborter = new AbortController();
    const end = await watchRun(gatewayOver({}), startOf(run), {
      sleep: () => {
        aborter.abort();
        return Promise.resolve();
      },
      signal: aborter.signal,
      onState: () => undefined,
    });
    assert.equal(end.phase, 'stopped');
  });

  it('takes its hosts from SSM where only its id is known', async () => {
    const { end } = await watched(
      { lost: [[], [good('mi-x')]] },
      { ...run, commands: [{ commandId: 'lost', hosts: [] }] },
    );
    assert.equal(end.phase, 'ended');
    assert.deepEqual(
      end.outcomes.map(({ host }) => host.id),
      ['mi-x'],
    );
  });
});

import assert from 'node:assert/strict';
import { Failure } from '../../failure.ts';
import type { CommandGateway, CommandOutput, CommandRequest, CommandStatus } from '../commands.ts';
import { formatProbe } from './probeAnswer.ts';
import { probePolling, runProbe, type ProbeEnd } from './runProbe.ts';

class Commands implements CommandGateway {
  readonly calls: string[] = [];
  request: CommandRequest | undefined;
  readonly #statuses: (CommandStatus | 'none' | Error)[];
  readonly #output: Partial<CommandOutput>;

  /** @param statuses at each look; the last one stays */
  constructor(statuses: readonly (CommandStatus | 'none' | Error)[], output: Partial<CommandOutput> = {}) {
    this.#statuses = [...statuses];
    this.#output = output;
  }

  send(request: CommandRequest): Promise<string> {
    this.calls.push('send');
    this.request = request;
    return Promise.resolve('c');
  }

  results(): ReturnType<CommandGateway['results']> {
    this.calls.push('results');
    const status = this.#statuses.length > 1 ? this.#statuses.shift() : this.#statuses[0];
    if (status instanceof Error) return Promise.reject(status);
    return Promise.resolve(
      status === undefined || status === 'none' ? [] : [{ nodeId: 'mi-1', status, statusDetails: 'Said' }],
    );
  }

  output(): Promise<CommandOutput> {
    this.calls.push('output');
    return Promise.resolve({ stdout: '', stderr: '', isCut: false, ...this.#output });
  }

  cancel(): Promise<void> {
    this.calls.push('cancel');
    return Promise.reject(new Failure('network', 'gone'));
  }

  updateSsmAgent(): Promise<string> {
    return Promise.reject(new Error('not asked for'));
  }
}

async function run(gateway: CommandGateway, signal?: AbortSignal): Promise<ProbeEnd> {
  const sleep = (): Promise<void> => (signal?.aborted ? Promise.reject(new Error('aborted')) : Promise.resolve());
  return runProbe(gateway, { script: 'a\nb', nodeId: 'mi-1', signal, sleep });
}

describe('runProbe', () => {
  it('looks until there is an answer', async () => {
    const gateway = new Commands(['none', 'pending', 'running', 'success'], {
      stdout: formatProbe([['clock.now', '5']]),
    });
    const end = await run(gateway);
    assert.ok(end.kind === 'answered' && end.answer.isWhole);
    assert.deepEqual(gateway.calls, ['send', 'results', 'results', 'results', 'results', 'output']);
    assert.deepEqual(gateway.request, {
      nodeIds: ['mi-1'],
      script: ['a', 'b'],
      comment: 'Diagnose host',
      timeoutSeconds: 120,
      shell: 'bash',
    });
  });

  it('says why there is none', async () => {
    const failed = await run(new Commands(['failed'], { stderr: 'sh: not found\n' }));
    assert.deepEqual(failed, { kind: 'failed', status: 'failed', detail: 'sh: not found' });
    const undelivered = await run(new Commands(['undeliverable']));
    assert.deepEqual(undelivered, { kind: 'failed', status: 'undeliverable', detail: 'Said' });
  });

  it('ends after two minutes, and calls it off', async () => {
    const gateway = new Commands(['running']);
    assert.deepEqual(await run(gateway), { kind: 'timedOut' });
    assert.equal(gateway.calls.filter((call) => call === 'results').length, probePolling.looks);
    assert.equal(gateway.calls.at(-1), 'cancel');
  });

  it('is called off', async () => {
    const aborter = new AbortController();
    const gateway = new Commands(['running']);
    aborter.abort();
    assert.deepEqual(await run(gateway, aborter.signal), { kind: 'cancelled' });
    assert.deepEqual(gateway.calls, ['send', 'cancel']);
  });

  it('is called off while it is sent', async () => {
    const aborter = new AbortController();
    const gateway = new Commands(['running']);
    gateway.send = () => {
      aborter.abort();
      return Promise.reject(new Failure('network', 'aborted'));
    };
    assert.deepEqual(await run(gateway, aborter.signal), { kind: 'cancelled' });
    assert.deepEqual(gateway.calls, []);
  });

  it('hands on failures', async () => {
    const denied = new Failure('accessDenied', 'no');
    await assert.rejects(run(new Commands([denied])), denied);
  });
});

import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { root } from '../lib/paths.ts';
import { startOwned, type OwnedProcess } from '../lib/processes.ts';

export interface DemoProcess {
  readonly process: OwnedProcess;
  readonly endpoint: string;
  readonly region: string;
}

/** A demo account in a process of its own, so that its work is not measured. */
export async function startDemo({ hosts, latencyMs = 0 }: { hosts: number; latencyMs?: number }): Promise<DemoProcess> {
  const args = ['tools/run.mjs', 'demoAccount', '--hosts', String(hosts), '--latency', String(latencyMs)];
  const process = startOwned(globalThis.process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const { stdout } = process.child;
  if (!stdout) throw new Error('The demo account has no output.');
  const ended = process.exited.then((code) => {
    throw new Error(`The demo account ended with ${code ?? 'a signal'} instead of starting.`);
  });
  ended.catch(() => undefined);
  const [line] = (await Promise.race([once(createInterface(stdout), 'line'), ended])) as [string];
  return { process, ...(JSON.parse(line) as { endpoint: string; region: string }) };
}

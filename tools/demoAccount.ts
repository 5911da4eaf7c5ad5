import { parseArgs } from 'node:util';
import { startDemoAccount } from '../src/demo/account.ts';
import type { DemoAccountOptions } from '../src/demo/account.ts';
import { largeWorld } from '../src/demo/worlds/largeWorld.ts';
import { Complaint, sentence } from './lib/complaint.ts';

const usage = 'Use: npm run demo:account -- [--port N] [--region REGION] [--hosts N] [--latency MS]';

/** Runs the demo account until it is told to stop. Prints one line of JSON, for scripts, when it is ready. */
export async function main(args: string[]): Promise<number> {
  const account = await startDemoAccount(readArguments(args)).catch((error: unknown) => {
    throw new Complaint(sentence(error));
  });
  const { endpoint, region, accountId } = account;
  // Before the line is out: whoever reads it may send the signal at once.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  process.stdout.write(`${JSON.stringify({ endpoint, region, accountId })}\n`);
  await stopped;
  await account.stop();
  return 0;
}

export function readArguments(args: string[]): DemoAccountOptions {
  try {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: 'string' },
        region: { type: 'string' },
        hosts: { type: 'string' },
        latency: { type: 'string' },
      },
    });
    const { region } = values;
    const hosts = numberUpTo(100_000, 'hosts', values.hosts);
    return {
      port: numberUpTo(65_535, 'port', values.port) ?? 0,
      latencyMs: numberUpTo(600_000, 'latency', values.latency) ?? 0,
      ...(region === undefined ? {} : { region }),
      ...(hosts === undefined ? {} : { world: largeWorld({ hosts, region }) }),
    };
  } catch (error) {
    // Some of Node's messages go on over further lines.
    const [message = ''] = sentence(error).split('\n');
    throw new Complaint(`${message} ${usage}`);
  }
}

function numberUpTo(most: number, name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= most) return number;
  throw new Error(`--${name} must be a number from 0 to ${most}, not "${text}".`);
}

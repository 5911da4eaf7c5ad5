import { parseArgs } from 'node:util';
import { startDemoAccount } from '../src/demo/account.ts';
import type { DemoAccount, DemoAccountOptions } from '../src/demo/account.ts';
import { largeWorld } from '../src/demo/worlds/largeWorld.ts';

const usage = 'Usage: npm run demo:account -- [--port N] [--region REGION] [--hosts N] [--latency MS]';

function count(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a number, not "${text}". ${usage}`);
  return Number(text);
}

function optionsOf(args: string[]): DemoAccountOptions {
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
  const port = count('port', values.port) ?? 0;
  if (port > 65_535) throw new Error(`--port takes a number up to 65535, not ${port}. ${usage}`);
  const hosts = count('hosts', values.hosts);
  return {
    port,
    latencyMs: count('latency', values.latency) ?? 0,
    ...(region === undefined ? {} : { region }),
    ...(hosts === undefined ? {} : { world: largeWorld({ hosts, region }) }),
  };
}

async function start(args: string[]): Promise<DemoAccount | undefined> {
  try {
    return await startDemoAccount(optionsOf(args));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
    return undefined;
  }
}

/** Runs the demo account until it is told to stop. Prints one line of JSON, for scripts, when it is ready. */
export async function main(args: string[]): Promise<void> {
  const account = await start(args);
  if (account === undefined) return;
  const { endpoint, region, accountId } = account;
  // Before the line is out: whoever reads it may send the signal at once.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  process.stdout.write(`${JSON.stringify({ endpoint, region, accountId })}\n`);
  await stopped;
  await account.stop();
}

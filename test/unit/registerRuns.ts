import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import type { HostChanges } from './linuxHost.ts';
import { linuxHost } from './linuxHost.ts';
import type { Outcome as Ran } from './recordingMachine.ts';
import { runOn } from './recordingMachine.ts';
import type { RegisterScriptOptions } from '../../src/core/registration/registerScript.ts';
import { ecsLinuxRegisterScript, officialInstaller } from '../../src/core/registration/registerScript.ts';

/**
 * Runs the register script for ECS for real, in bash, on machines made of stand-ins. The runs go on beside each other,
 * and each test waits for its own.
 */

export const usual: RegisterScriptOptions = {
  cluster: 'web',
  region: 'eu-central-1',
  activationId: '7f3c0a52-1b2c-4d3e-8f90-123456789abc',
  activationCode: 'Ab+Cd/EfGhIjKlMnOpQr',
  expiresAt: Date.now() + 3_600_000,
  registrationLimit: 1,
  installer: officialInstaller,
};
export const standIn = {
  url: 'http://127.0.0.1:4510/ecs-anywhere-install-latest.sh',
  insecureLoopback: true,
  needsRoot: false,
};
export const mark = `# external-instances: activation ${usual.activationId}`;

export const usualArguments = [
  ...['--region', usual.region],
  ...['--cluster', usual.cluster],
  ...['--activation-id', usual.activationId],
  ...['--activation-code', usual.activationCode],
];

export interface Run extends HostChanges {
  readonly args?: readonly string[];
  readonly options?: Partial<RegisterScriptOptions>;
  readonly piped?: boolean;
}

export interface Outcome extends Ran {
  /** The arguments that the installer got; absent when it did not run. */
  readonly installed?: readonly string[];
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

export const atOnce = pLimit(availableParallelism());
const beginnings: (() => void)[] = [];

/** For `before`: the runs of all files that are loaded begin with the first of them. */
export function beginRuns(): void {
  beginnings.splice(0).forEach((begin) => begin());
}

export async function run({ args = [], options, piped = false, ...changes }: Run): Promise<Outcome> {
  const script = ecsLinuxRegisterScript({ ...usual, ...options });
  const ran = await runOn(linuxHost(changes), { script, args, piped });
  const installed = ran.files.installer?.split('\0').slice(0, -1);
  assert.ok(!ran.output.includes(usual.activationCode), 'the code is printed');
  const left = Object.keys(ran.files).filter((name) => name.startsWith('tmp/'));
  assert.deepEqual(left, [], 'something is left in the temporary folder');
  return {
    ...ran,
    ...(installed && { installed }),
    problems: ran.output.match(/^PROBLEM: .*/gm) ?? [],
    notes: ran.output.match(/^Note: .*/gm) ?? [],
  };
}

/** A test of one run, which begins with the first test and not with its own. */
export function scriptTest(title: string, how: Run, check: (outcome: Outcome) => void): void {
  let outcome: Promise<Outcome>;
  beginnings.push(() => {
    outcome = atOnce(() => run(how));
    outcome.catch(() => undefined);
  });
  it(title, async () => {
    check(await outcome);
  });
}

/** What the ECS agent would read. */
export function config({ files }: Outcome): Readonly<Record<string, string>> {
  const lines = (files['root/etc/ecs/ecs.config'] ?? '').split('\n').filter((line) => /^[A-Z_]+=/.test(line));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

export function parsed(json: string | undefined): unknown {
  return JSON.parse(json ?? '""') as unknown;
}

export const curls = ({ calls }: Outcome): readonly (readonly string[])[] => calls.filter(([name]) => name === 'curl');
export const systemctl = ({ calls }: Outcome): readonly (readonly string[])[] =>
  calls.filter(([name]) => name === 'systemctl').map(([, ...args]) => args);
export const hosts = (outcome: Outcome): readonly string[] =>
  [...new Set(curls(outcome).map((call) => new URL(call.at(-1) ?? '').host))].sort();

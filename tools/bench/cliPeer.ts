import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { promisify } from 'node:util';
import type { DemoAccount } from '../../src/demo/account.ts';
import { median } from './figure.ts';

/** So many describes of each kind are measured: each starts a process, and there are hundreds. */
const samples = 3;
/** The most that describes take. */
const batch = 100;

export interface CliListing {
  /** `aws-cli/2.…` */
  readonly version: string;
  readonly seconds: number;
}

type Lists = readonly (readonly [list: string, ids: string, describe: string, option: string])[];

const lists: Lists = [
  ['list-container-instances', 'containerInstanceArns', 'describe-container-instances', '--container-instances'],
  ['list-tasks', 'taskArns', 'describe-tasks', '--tasks'],
];

/**
 * Lists hosts and tasks of a cluster as a script does, one command after another. The lists are run whole, which the CLI
 * reads page by page; of the describes as many as are needed to know how long one takes.
 *
 * @returns `undefined` where there is no AWS CLI that runs
 */
export async function listByCli(account: DemoAccount, cluster: string): Promise<CliListing | undefined> {
  const version = await run(account, ['--version']).catch(() => undefined);
  if (version === undefined) return undefined;
  let seconds = 0;
  for (const [list, ids, describe, option] of lists) {
    const start = performance.now();
    const answer = JSON.parse(await ecs(account, [list, '--cluster', cluster])) as Record<string, string[]>;
    seconds += (performance.now() - start) / 1000;
    const all = answer[ids] ?? [];
    const times: number[] = [];
    for (let sample = 0; sample < samples; sample++) {
      const some = all.slice(sample * batch, (sample + 1) * batch);
      const begun = performance.now();
      await ecs(account, [describe, '--cluster', cluster, option, ...some]);
      times.push((performance.now() - begun) / 1000);
    }
    seconds += Math.ceil(all.length / batch) * median(times);
  }
  return { version: version.split(' ')[0] ?? version, seconds };
}

function ecs(account: DemoAccount, args: readonly string[]): Promise<string> {
  return run(account, ['--endpoint-url', account.endpoint, '--output', 'json', 'ecs', ...args]);
}

/** Without the user's own files. */
async function run({ region }: DemoAccount, args: readonly string[]): Promise<string> {
  const { PATH, HOME } = process.env;
  const env = {
    PATH,
    HOME,
    AWS_ACCESS_KEY_ID: 'AKIADUMMY',
    AWS_SECRET_ACCESS_KEY: 'dummy',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  };
  const { stdout } = await promisify(execFile)('aws', args, { env, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { devNull } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { authorization, rawJson } from '../../test/unit/demoClients.ts';
import { startDemoAccount } from './account.ts';
import type { DemoAccount } from './account.ts';
import { emptyWorld } from './world.ts';
import { addEcsCluster, addHost } from './worlds/ecs.ts';
import { addEksCluster } from './worlds/nodes.ts';

const folders = (process.env.PATH ?? '').split(delimiter);
const hasCli = ['aws', 'aws.exe'].some((name) => folders.some((folder) => existsSync(join(folder, name))));
const who = hasCli ? 'the AWS CLI' : 'signed HTTP, for there is no AWS CLI here';

/** What the AWS CLI prints; where it is not installed, the answer to the request that it would send. */
async function ask(
  account: DemoAccount,
  args: readonly string[],
  request: () => Promise<Response | string>,
): Promise<unknown> {
  if (!hasCli) {
    const answer = await request();
    return JSON.parse(typeof answer === 'string' ? answer : await answer.text());
  }
  const { PATH, HOME } = process.env;
  const keys = {
    AWS_ACCESS_KEY_ID: 'AKIADUMMY',
    AWS_SECRET_ACCESS_KEY: 'dummy',
    AWS_REGION: account.region,
    AWS_DEFAULT_REGION: account.region,
  };
  const noFiles = {
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  };
  const { stdout } = await promisify(execFile)(
    'aws',
    ['--endpoint-url', account.endpoint, '--output', 'json', ...args],
    {
      env: { PATH, HOME, ...keys, ...noFiles },
    },
  );
  return JSON.parse(stdout);
}

describe(`the demo account, asked by ${who}`, function () {
  this.timeout(60_000);
  let account: DemoAccount;
  before(async () => {
    const world = emptyWorld();
    const cluster = addEcsCluster(world, 'home');
    for (let index = 0; index < 120; index++) addHost(world, { cluster });
    addEksCluster(world, { name: 'lab' });
    account = await startDemoAccount({ world });
  });
  after(() => account.stop());

  it('answers in the protocols of ECS and EKS', async () => {
    const target = 'AmazonEC2ContainerServiceV20141113.ListContainerInstances';
    const ecsArguments = [
      'ecs',
      'list-container-instances',
      '--cluster',
      'home',
      '--filter',
      'attribute:ecs.capability.external exists',
    ];
    const [hosts, eks] = await Promise.all([
      ask(account, ecsArguments, async () => {
        const arns: string[] = [];
        let nextToken: string | undefined;
        do {
          const body = { cluster: 'home', filter: 'attribute:ecs.capability.external exists', nextToken };
          const page = JSON.parse((await rawJson(account, target, JSON.stringify(body))).text) as {
            containerInstanceArns: string[];
            nextToken?: string;
          };
          arns.push(...page.containerInstanceArns);
          ({ nextToken } = page);
        } while (nextToken !== undefined);
        return JSON.stringify({ containerInstanceArns: arns });
      }),
      ask(account, ['eks', 'list-clusters', '--include', 'all'], () =>
        fetch(`${account.endpoint}/clusters?include=all`, { headers: { authorization: authorization('AKIADUMMY') } }),
      ),
    ]);
    assert.equal((hosts as { containerInstanceArns: string[] }).containerInstanceArns.length, 120);
    assert.equal(account.callCount('ecs', 'ListContainerInstances'), 2);
    assert.deepEqual((eks as { clusters: string[] }).clusters, ['lab']);
  });
});

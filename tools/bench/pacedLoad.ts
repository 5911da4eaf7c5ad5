import {
  DescribeContainerInstancesCommand,
  DescribeTasksCommand,
  ECSClient,
  paginateListContainerInstances,
  paginateListTasks,
} from '@aws-sdk/client-ecs';
import { startDemoAccount } from '../../src/demo/account.ts';
import type { World } from '../../src/demo/world.ts';
import { largeWorld } from '../../src/demo/worlds/largeWorld.ts';
import { listByCli, type CliListing } from './cliPeer.ts';
import { atMost, exactly, information, type Benchmark } from './figure.ts';
import { forcedSeconds, leastCalls, loadFully, total, type AwsLike } from './fullLoad.ts';

const hosts = 5000;
const aws = { latencyMs: 30, hasEcsRates: true } as const;

/** A full load of a large fleet by an account that is as far away as AWS and counts requests to ECS as AWS does. */
export const pacedLoad: Benchmark = {
  name: 'paced load',
  async measure() {
    const world = largeWorld({ hosts });
    const least = leastCalls(world);
    const forced = forcedSeconds(least);
    const load = await loadFully(world, aws);
    if (load.hosts !== hosts) throw new Error(`${load.hosts} hosts were loaded instead of ${hosts}.`);
    const peer = await pageByPage(world, aws);
    const cli = await byCli(world, aws);
    return [
      atMost(1.15, 'paced load: time, of what the rates of ECS force', load.seconds / forced, '×'),
      exactly(total(least), `paced load: ${hosts} hosts, ${load.tasks} tasks`, total(load.calls), 'calls'),
      exactly(0, 'paced load: requests that were refused for their rate', load.refused, 'requests'),
      information('paced load: time', load.seconds, 's'),
      information("paced load: the SDK's paginators one after another, without SSM and EKS", peer.seconds, 's'),
      information("paced load: the SDK's paginators, requests that were refused", peer.refused, 'requests'),
      information(
        `paced load: ${cli?.version ?? 'the AWS CLI, not installed'}, one command after another`,
        cli?.seconds ?? null,
        's',
      ),
    ];
  },
};

async function byCli(world: World, like: AwsLike): Promise<CliListing | undefined> {
  const demo = await startDemoAccount({ world, ...like });
  try {
    const [cluster] = world.ecsClusters.values();
    return cluster && (await listByCli(demo, cluster.arn));
  } finally {
    await demo.stop();
  }
}

/** As most tools do it. It fails once a request was refused more often than the SDK tries. */
async function pageByPage(
  world: World,
  like: AwsLike,
): Promise<{ readonly seconds: number; readonly refused: number }> {
  const demo = await startDemoAccount({ world, ...like });
  const client = new ECSClient({
    region: demo.region,
    endpoint: demo.endpoint,
    credentials: { accessKeyId: 'AKIDDEMO', secretAccessKey: 'demo' },
  });
  const start = performance.now();
  try {
    for (const { arn: cluster } of world.ecsClusters.values()) {
      for await (const { containerInstanceArns } of paginateListContainerInstances({ client }, { cluster })) {
        const containerInstances = containerInstanceArns ?? [];
        if (containerInstances.length === 0) continue;
        await client.send(new DescribeContainerInstancesCommand({ cluster, containerInstances, include: ['TAGS'] }));
      }
      for await (const { taskArns: tasks = [] } of paginateListTasks({ client }, { cluster })) {
        if (tasks.length > 0) await client.send(new DescribeTasksCommand({ cluster, tasks }));
      }
    }
    const refused = demo.calls.filter(({ status }) => status !== 200).length;
    return { seconds: (performance.now() - start) / 1000, refused };
  } finally {
    client.destroy();
    await demo.stop();
  }
}

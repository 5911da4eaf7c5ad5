// Runs bundled, in a process of its own, with the arguments ENDPOINT REGION HOSTS FILE. Writes `ExpandTimes` to FILE.
import { writeFileSync } from 'node:fs';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { openAccount, type AwsAccount } from '../../src/aws/openAccount.ts';
import { AccountFleet } from '../../src/core/fleet/accountFleet.ts';
import type { AccountRef } from '../../src/core/fleet/model.ts';
import { childrenOf } from '../../src/ui/tree/children.ts';
import { accountNode } from '../../src/ui/tree/nodes.ts';
import type { TreeNode } from '../../src/ui/tree/nodes.ts';
import { render } from '../../src/ui/tree/render.ts';
import type { Row } from '../../src/ui/tree/row.ts';

/** All times in milliseconds, in the order in which they were measured. */
export interface ExpandTimes {
  /** The very first expand of the process: nothing is compiled, one connection is open. */
  readonly cold: number;
  /** Expands of fresh accounts, */
  readonly alone: readonly number[];
  /** and such with all that the view reads ahead under way at the same time. */
  readonly readingAhead: readonly number[];
  /** Smallest signed requests through the same SDK: `ListClusters`, whose answer names one cluster. */
  readonly roundTrips: readonly number[];
}

/** Rounds before the measured ones, for the connections and the compiler. */
const warmUps = 10;
const rounds = 25;

const [endpoint = '', region = '', hosts = '', file = ''] = process.argv.slice(2);
const ref: AccountRef = { source: { kind: 'demo' }, region };
const account = openAccount(ref, { endpoint });
const bare = new ECSClient({ endpoint, region, credentials: { accessKeyId: 'AKIDDEMO', secretAccessKey: 'demo' } });

const cold = await expandTime(account, false);
for (let round = 0; round < warmUps; round++) {
  await roundTrip();
  await expandTime(account, round % 2 === 0);
}
const times: Record<'alone' | 'readingAhead' | 'roundTrips', number[]> = {
  alone: [],
  readingAhead: [],
  roundTrips: [],
};
for (let round = 0; round < rounds; round++) {
  times.roundTrips.push(await roundTrip());
  times.alone.push(await expandTime(account, false));
  times.roundTrips.push(await roundTrip());
  times.readingAhead.push(await expandTime(account, true));
}
account.dispose();
bare.destroy();
const answer: ExpandTimes = { cold, ...times };
writeFileSync(file, JSON.stringify(answer));

async function roundTrip(): Promise<number> {
  const start = performance.now();
  const { clusterArns } = await bare.send(new ListClustersCommand({ maxResults: 1 }));
  const ms = performance.now() - start;
  if (clusterArns?.length !== 1) throw new Error('The account should have one cluster.');
  return ms;
}

/** From the click on a cluster whose account is shown, to the rows of its hosts. */
async function expandTime({ fleet: gateway }: AwsAccount, readAhead: boolean): Promise<number> {
  const fleet = new AccountFleet(ref, gateway);
  const shown = await rowsOf(accountNode(fleet));
  const cluster = shown.find(({ node }) => node.kind === 'cluster')?.node;
  if (!cluster) throw new Error('The account shows no cluster.');
  const start = performance.now();
  // As the view does with an account that it shows, only as late as can be: at the same moment.
  const ahead = readAhead ? Promise.all([fleet.readIdentity(), fleet.looseHosts()]) : undefined;
  const rows = await rowsOf(cluster);
  const ms = performance.now() - start;
  if (rows.length !== Number(hosts) || rows.some(({ node }) => node.kind !== 'host')) {
    throw new Error(`${rows.length} rows, not all of them hosts, instead of ${hosts}.`);
  }
  await ahead;
  fleet.cancel();
  return ms;
}

/** The children of a node, rendered as the view renders them. */
async function rowsOf(node: TreeNode): Promise<readonly { node: TreeNode; row: Row }[]> {
  const children = await childrenOf(node);
  return children.map((child) => ({ node: child, row: render(child) }));
}

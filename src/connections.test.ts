import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Connections } from './connections.ts';
import { AccountFleet } from './core/fleet/accountFleet.ts';
import type { AccountRef, EksCluster } from './core/fleet/model.ts';
import type { Log } from './ui/log.ts';

const ref: AccountRef = { source: { kind: 'demo' }, region: 'eu-central-1' };

function fakeLog(): { readonly log: Pick<Log, 'debug' | 'warn'>; readonly lines: readonly string[] } {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  return { log: { debug: write, warn: write }, lines };
}

describe('Connections.kube', () => {
  const { log, lines } = fakeLog();
  const chosen = new Map<string, string>();
  const connections = new Connections(log, chosen);
  let clusters: readonly EksCluster[];
  /** A folder of their own for what is held as a file meanwhile, by each name that Node knows it by. */
  let temporary: string;
  const usual = ['TMPDIR', 'TEMP', 'TMP'].map((name) => [name, process.env[name]] as const);

  before(async () => {
    temporary = await mkdtemp(path.join(tmpdir(), 'external-instances-'));
    for (const [name] of usual) process.env[name] = temporary;
    const fleet = new AccountFleet(ref, (await connections.open(ref)).fleet);
    clusters = (await fleet.clusters()).value.eks;
  });
  after(async () => {
    connections.dispose();
    for (const [name, value] of usual) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    await rm(temporary, { recursive: true });
  });

  const find = (is: (cluster: EksCluster) => boolean): EksCluster => {
    const cluster = clusters.find(is);
    assert.ok(cluster);
    return cluster;
  };

  it('writes a line for each call: service, operation, Region, outcome, time, page', () => {
    assert.ok(
      lines.some((line) => /^ECS ListClusters eu-central-1 ok \d+ ms, page 1, attempts: 1, request \S+$/.test(line)),
    );
    assert.ok(
      lines.every((line) => / (?:ok|[a-z]\w+) \d+ ms\b/.test(line)),
      lines.join('\n'),
    );
  });

  it("reaches a cluster of EKS with a token made of the account's credentials", async () => {
    const cluster = find(({ hybridNodesEnabled, endpoint }) => hybridNodesEnabled && endpoint !== undefined);
    const gateway = await connections.kube(ref, cluster);
    assert.match((await gateway?.version()) ?? '', new RegExp(`^v${cluster.version ?? ''}\\.`));
    assert.ok(lines.some((line) => /^Kubernetes get version \S+ ok \d+ ms$/.test(line)));
    assert.ok(!lines.some((line) => line.includes('k8s-aws-v1')), 'no token in the log');
  });

  it("reaches the demo account's connected cluster by itself, by a kubeconfig that goes with the connection", async () => {
    const cluster = find(({ connector }) => connector?.provider === 'EKS_ANYWHERE');
    const gateway = await connections.kube(ref, cluster);
    assert.match((await gateway?.version()) ?? '', /^v1\./);
    const contexts = await connections.kubeconfigContexts(ref);
    assert.ok(contexts.some((context) => context.cluster === cluster.name));
    assert.equal((await readdir(temporary)).length, 1);
  });

  it('takes the context that was chosen, though EKS says where the cluster is', async () => {
    const cluster = find(({ endpoint }) => endpoint !== undefined);
    chosen.set(cluster.arn, 'no-such-context');
    await assert.rejects(connections.kube(ref, cluster), { name: 'Failure', reason: 'notFound' });
    chosen.delete(cluster.arn);
  });

  it('says so where nobody said how a connected cluster is reached', async () => {
    const unknown: EksCluster = { ...find(() => true), name: 'barn', arn: 'arn:barn', connector: {} };
    assert.equal(await connections.kube(ref, unknown), undefined);
  });

  it('makes no kubeconfig any more when it is closed meanwhile', async () => {
    const closed = new Connections(log, chosen);
    const before = await readdir(temporary);
    const early = closed.kubeconfigContexts(ref);
    const late = closed.open(ref);
    closed.dispose();
    for (const each of [early, late.then(() => closed.kubeconfigContexts(ref))]) {
      await assert.rejects(each, { name: 'Failure', reason: 'cancelled' });
    }
    assert.deepEqual(await readdir(temporary), before);
  });

  it('leaves no kubeconfig behind', async () => {
    connections.dispose();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(await readdir(temporary), []);
  });
});

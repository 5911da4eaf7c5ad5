import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { Failure } from '../../src/core/failure.ts';
import type { AccountFleet } from '../../src/core/fleet/accountFleet.ts';
import { parseArn } from '../../src/core/fleet/arn.ts';
import { activationRequest } from '../../src/core/registration/activation.ts';
import { newRunToken, runOnHost } from '../../src/core/tasks/run.ts';
import { registerHost } from '../../src/demo/agent.ts';
import { anywhereRole } from '../../src/demo/world.ts';
import { addEcsCluster, addHost, addTask } from '../../src/demo/worlds/ecs.ts';
import type { TreeNode } from '../../src/ui/tree/nodes.ts';
import { refs, type Cloud } from './clouds.ts';
import { look } from './looking.ts';
import type { Sequence } from './sequence.ts';
import { family } from './smallWorld.ts';
import { allRows } from './soakWindow.ts';

type NodeOf<K extends TreeNode['kind']> = Extract<TreeNode, { kind: K }>;

export interface Action {
  readonly name: string;
  /** @returns what came of it, for the trace */
  readonly run: (sequence: Sequence) => Promise<string | undefined>;
  /** Requests that may be carried out once at most, as `service.Operation`. */
  readonly sentOnce?: readonly string[];
}

export const actions: readonly Action[] = [
  { name: 'unfold a row', run: unfold },
  { name: 'unfold another row', run: unfold },
  { name: 'unfold all rows that are seen', run: unfoldAll },
  { name: 'fold a row', run: fold },
  { name: 'look', run: look },
  { name: 'refresh all', run: refreshAll },
  { name: 'refresh one account', run: refreshOne },
  { name: 'refresh, called off in the middle', run: refreshCalledOff },
  { name: 'refresh twice at once', run: refreshTwice },
  { name: 'look at activations', run: lookAtActivations },
  { name: 'show another account', run: showAnother },
  { name: 'hide an account', run: hide },
  { name: 'switch Region', run: switchRegion },
  { name: 'close the window and open another', run: reopen },
  { name: 'time passes', run: timePasses },
  { name: 'drain or activate a host', run: drain },
  { name: 'stop a task', run: stopTask },
  { name: 'run a task', run: runTask },
  { name: 'change tags of a node', run: changeTags },
  { name: 'change an attribute of a host', run: changeAttribute },
  { name: 'deregister a host', run: deregister },
  { name: 'move a host', run: move, sentOnce: ['ssm.CreateActivation'] },
  { name: 'register a host', run: register, sentOnce: ['ssm.CreateActivation'] },
  { name: 'create an activation, for later', run: createOnly, sentOnce: ['ssm.CreateActivation'] },
  { name: 'delete an activation', run: deleteActivation },
  { name: 'behind our back: a host arrives', run: hostArrives },
  { name: 'behind our back: a host vanishes', run: hostVanishes },
  { name: 'behind our back: a host loses its connection, or has it again', run: hostConnects },
  { name: 'behind our back: a task starts', run: taskStarts },
  { name: 'behind our back: a task ends', run: taskEnds },
  { name: 'behind our back: a cluster is made', run: clusterMade },
  { name: 'behind our back: a cluster is deleted', run: clusterDeleted },
];

function nodesOf<K extends TreeNode['kind']>({ rows }: Sequence, kind: K): readonly NodeOf<K>[] {
  return allRows(rows).flatMap(({ node }) => (node.kind === kind ? [node as NodeOf<K>] : []));
}

function anyNode<K extends TreeNode['kind']>(sequence: Sequence, kind: K): NodeOf<K> | undefined {
  return sequence.chances.oneOf(nodesOf(sequence, kind));
}

function anyAccount({ chances, window }: Sequence): AccountFleet | undefined {
  return chances.oneOf(window.fleet.accounts);
}

async function unfold({ chances, rows, window }: Sequence): Promise<string> {
  await Promise.resolve();
  const row = chances.oneOf(allRows(rows).filter(({ id }) => !window.unfolded.has(id)));
  if (!row) return 'none left';
  window.unfolded.add(row.id);
  return row.text.slice(0, 60);
}

async function unfoldAll({ rows, window }: Sequence): Promise<string> {
  await Promise.resolve();
  for (const { id } of allRows(rows)) window.unfolded.add(id);
  return String(window.unfolded.size);
}

async function fold({ chances, window }: Sequence): Promise<string> {
  await Promise.resolve();
  const id = chances.oneOf([...window.unfolded]);
  if (id === undefined) return 'none is unfolded';
  window.unfolded.delete(id);
  return id;
}

async function refreshAll({ window }: Sequence): Promise<undefined> {
  await window.fleet.refresh();
}

async function refreshOne(sequence: Sequence): Promise<string | undefined> {
  const account = anyAccount(sequence);
  await account?.refresh();
  return account?.key;
}

async function refreshCalledOff({ chances, window }: Sequence): Promise<string> {
  const turns = chances.integer(0, 30);
  const refreshed = window.fleet.refresh();
  for (let count = 0; count < turns; count++) await turn();
  window.fleet.cancel();
  await refreshed;
  return `after ${turns} turns`;
}

async function refreshTwice({ window }: Sequence): Promise<undefined> {
  await Promise.all([window.fleet.refresh(), window.fleet.refresh(), window.draw()]);
}

async function lookAtActivations({ window }: Sequence): Promise<string> {
  const rows = await window.drawActivations();
  return `${allRows(rows).length} rows`;
}

async function showAnother({ chances, window }: Sequence): Promise<string> {
  const ref = chances.oneOf(refs);
  await window.accounts.add(ref);
  return `${ref.source.profile} ${ref.region}`;
}

async function hide(sequence: Sequence): Promise<string> {
  const account = anyAccount(sequence);
  if (!account || sequence.window.fleet.accounts.length < 2) return 'not the last one';
  await sequence.window.accounts.remove(account.ref);
  return account.key;
}

async function switchRegion({ chances, window }: Sequence): Promise<string> {
  const ref = chances.oneOf(refs);
  await window.accounts.choose([ref]);
  return `${ref.source.profile} ${ref.region}`;
}

async function reopen(sequence: Sequence): Promise<string> {
  const { chances, window } = sequence;
  const isWritten = chances.happens(0.7);
  if (isWritten) await window.store.flush();
  window.dispose();
  sequence.window = sequence.open();
  for (const id of window.unfolded) sequence.window.unfolded.add(id);
  return isWritten ? 'with what was known' : 'too early to write what was known';
}

async function timePasses({ chances, time }: Sequence): Promise<string> {
  await Promise.resolve();
  const minutes = chances.oneOf([0.1, 1, 10, 60, 26 * 60]);
  time.pass(minutes * 60_000);
  return `${minutes} minutes`;
}

/** Done as commands do it: what is known is read anew afterwards, also where the write failed. */
async function change(
  { clouds, window }: Sequence,
  account: AccountFleet,
  write: (cloud: Cloud) => Promise<unknown>,
): Promise<string> {
  const cloud = await clouds.of(account.ref);
  const outcome = await write(cloud).then(
    () => 'done',
    (error: unknown) => {
      // Anything else is a fault of ours.
      if (!Failure.is(error)) throw error;
      return `${error.reason}: ${error.message}`;
    },
  );
  const shown = window.fleet.account(account.key);
  shown?.cancel();
  await shown?.refresh();
  return outcome;
}

async function drain(sequence: Sequence): Promise<string> {
  const to = sequence.chances.oneOf(['DRAINING', 'ACTIVE']);
  const node = anyNode(sequence, 'host');
  const instance = node?.host.instance;
  if (!node || !instance) return 'no host is seen';
  const outcome = await change(sequence, node.account, ({ account }) =>
    account.leaving.setStatus(instance.clusterArn, [instance.arn], to, sequence.signal),
  );
  return `${node.host.name} ${to}: ${outcome}`;
}

async function stopTask(sequence: Sequence): Promise<string> {
  const node = anyNode(sequence, 'task');
  if (!node) return 'no task is seen';
  const { task } = node;
  const outcome = await change(sequence, node.account, ({ account }) =>
    account.operate.ecs.stopTask(task.clusterArn, task.arn, 'no more of it', sequence.signal),
  );
  return `${task.arn}: ${outcome}`;
}

async function runTask(sequence: Sequence): Promise<string> {
  const node = anyNode(sequence, 'host');
  const instance = node?.host.instance;
  if (!node || !instance) return 'no host is seen';
  const outcome = await change(sequence, node.account, async ({ account, demo }) => {
    const { arn } = demo.world.taskDefinitions.get(`${family}:1`) ?? {};
    if (arn === undefined) throw new Error('The world has its task definition.');
    const cluster = demo.world.ecsClusters.get(parseArn(instance.clusterArn)?.resource.split('/')[1] ?? '');
    const before = cluster?.tasks.size ?? 0;
    const request = {
      clusterArn: instance.clusterArn,
      taskDefinitionArn: arn,
      nodeId: instance.managedNodeId,
      count: 1,
      token: newRunToken(randomUUID()),
    };
    const outcome = await runOnHost(account.tasks, request, sequence.signal).catch((error: unknown) =>
      Failure.from(error),
    );
    const started = (cluster?.tasks.size ?? 0) - before;
    if (started > 1) throw new Error(`${started} tasks were started for one that was asked for.`);
    if (Failure.is(outcome)) throw outcome;
  });
  return `on ${node.host.name}: ${outcome}`;
}

async function changeTags(sequence: Sequence): Promise<string> {
  const value = String(sequence.chances.integer(1, 99));
  const node = anyNode(sequence, 'host');
  if (!node) return 'no host is seen';
  const outcome = await change(sequence, node.account, ({ account }) =>
    account.operate.ecs.setNodeTags(node.host.id, { location: value }, sequence.signal),
  );
  return `${node.host.name} location=${value}: ${outcome}`;
}

async function changeAttribute(sequence: Sequence): Promise<string> {
  const value = String(sequence.chances.integer(1, 99));
  const node = anyNode(sequence, 'host');
  const instance = node?.host.instance;
  if (!node || !instance) return 'no host is seen';
  const outcome = await change(sequence, node.account, ({ account }) =>
    account.operate.ecs.putAttributes(instance.clusterArn, instance.arn, [{ name: 'shelf', value }], sequence.signal),
  );
  return `${node.host.name} shelf=${value}: ${outcome}`;
}

async function deregister(sequence: Sequence): Promise<string> {
  const node = anyNode(sequence, 'host');
  if (!node) return 'no host is seen';
  const { id, instance, name } = node.host;
  const outcome = await change(sequence, node.account, async ({ account: { leaving } }) => {
    if (instance) await leaving.deregisterInstance(instance.clusterArn, instance.arn, true, sequence.signal);
    await leaving.deregisterNode(id, sequence.signal);
  });
  return `${name}: ${outcome}`;
}

async function move(sequence: Sequence): Promise<string> {
  return `${await deregister(sequence)}; ${await register(sequence)}`;
}

async function register(sequence: Sequence): Promise<string> {
  return makeActivation(sequence, true);
}

async function createOnly(sequence: Sequence): Promise<string> {
  return makeActivation(sequence, false);
}

async function makeActivation(sequence: Sequence, isUsed: boolean): Promise<string> {
  const { window } = sequence;
  const node = nodesOf(sequence, 'cluster').find(({ cluster }) => cluster.kind === 'ecs');
  const cluster = node?.cluster;
  if (!node || !cluster) return 'no cluster is seen';
  const name = `new-${sequence.trace.length}`;
  const createdAt = Date.now();
  const request = activationRequest({ clusterArn: cluster.arn, role: anywhereRole, instanceName: name }, createdAt);
  const outcome = await change(sequence, node.account, async ({ account, demo, ref }) => {
    const { id, code } = await account.registration.createActivation(request, sequence.signal);
    const { registrationLimit, expiresAt } = request;
    const plan = { kind: 'ecsWindows' } as const;
    const { arn } = cluster;
    const record = { id, account: ref, plan, cluster: { arn, name: cluster.name }, instanceName: name };
    await window.vault.keep({ ...record, registrationLimit, createdAt, expiresAt }, { code });
    node.account.outdateActivations();
    if (!isUsed) return;
    await withoutFaults(demo, () =>
      registerHost({
        ...{ endpoint: demo.endpoint, region: demo.region, cluster: cluster.name, computerName: name },
        activationId: id,
        activationCode: code,
      }).catch(clusterIsGone),
    );
  });
  return `${name} in ${cluster.name}: ${outcome}`;
}

/** It may have been deleted meanwhile. */
function clusterIsGone(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AgentError') throw error;
}

/** Hosts have a network of their own. */
async function withoutFaults({ faults }: Cloud['demo'], run: () => Promise<unknown>): Promise<void> {
  const { rules } = faults;
  faults.clear();
  await run();
  for (const rule of rules) faults.add(rule);
}

async function deleteActivation(sequence: Sequence): Promise<string> {
  const account = anyAccount(sequence);
  const { value = [] } = (await account?.activations()) ?? {};
  const activation = sequence.chances.oneOf(value);
  if (!account || !activation) return 'none is known';
  const outcome = await change(sequence, account, async (cloud) => {
    await cloud.account.registration.deleteActivation(activation.id, sequence.signal);
    account.activationDeleted(activation.id);
    await sequence.window.vault.forget(activation.id);
  });
  return `${activation.description ?? activation.defaultInstanceName ?? ''}: ${outcome}`;
}

async function anyWorld({ chances, clouds }: Sequence): Promise<Cloud['demo']['world'] | undefined> {
  return chances.oneOf(await clouds.all)?.demo.world;
}

async function hostArrives(sequence: Sequence): Promise<string> {
  const world = await anyWorld(sequence);
  const cluster = sequence.chances.oneOf([...(world?.ecsClusters.values() ?? [])]);
  if (!world || !cluster) return 'nowhere';
  const name = `came-${sequence.trace.length}`;
  addHost(world, { cluster, name, registeredAt: Date.now() });
  return `${name} in ${cluster.name}`;
}

async function hostVanishes(sequence: Sequence): Promise<string> {
  const world = await anyWorld(sequence);
  const node = sequence.chances.oneOf([...(world?.nodes.values() ?? [])]);
  const isForgotten = sequence.chances.happens(0.5);
  if (!world || !node) return 'there is none';
  world.nodes.delete(node.id);
  for (const { instances, tasks } of isForgotten ? world.ecsClusters.values() : []) {
    for (const instance of instances.values()) {
      if (instance.ec2InstanceId !== node.id) continue;
      instances.delete(instance.id);
      for (const { id } of instance.tasks) tasks.delete(id);
    }
  }
  return `${node.name ?? node.id}${isForgotten ? '' : ', which ECS still lists'}`;
}

async function hostConnects(sequence: Sequence): Promise<string> {
  const world = await anyWorld(sequence);
  const instances = [...(world?.ecsClusters.values() ?? [])].flatMap((cluster) => [...cluster.instances.values()]);
  const instance = sequence.chances.oneOf(instances);
  if (!instance) return 'there is none';
  instance.agentConnected = !instance.agentConnected;
  instance.version++;
  return `${instance.ec2InstanceId} ${instance.agentConnected ? 'connected' : 'disconnected'}`;
}

async function taskStarts(sequence: Sequence): Promise<string> {
  const world = await anyWorld(sequence);
  const cluster = sequence.chances.oneOf([...(world?.ecsClusters.values() ?? [])]);
  const instance = sequence.chances.oneOf([...(cluster?.instances.values() ?? [])]);
  const taskDefinition = world?.taskDefinitions.get(`${family}:1`);
  if (!world || !cluster || !instance || !taskDefinition) return 'nowhere';
  addTask(world, { cluster, taskDefinition, instance, createdAt: Date.now() });
  return `on ${instance.ec2InstanceId}`;
}

async function taskEnds(sequence: Sequence): Promise<string> {
  const world = await anyWorld(sequence);
  const cluster = sequence.chances.oneOf([...(world?.ecsClusters.values() ?? [])]);
  const task = sequence.chances.oneOf([...(cluster?.tasks.values() ?? [])]);
  if (!cluster || !task) return 'there is none';
  cluster.tasks.delete(task.id);
  task.instance?.tasks.delete(task);
  return task.id;
}

async function clusterMade(sequence: Sequence): Promise<string> {
  const world = await anyWorld(sequence);
  if (!world) return 'nowhere';
  return addEcsCluster(world, `made-${sequence.trace.length}`).name;
}

async function clusterDeleted(sequence: Sequence): Promise<string> {
  const world = await anyWorld(sequence);
  const clusters = sequence.chances.happens(0.7) ? world?.ecsClusters : world?.eksClusters;
  const name = sequence.chances.oneOf([...(clusters?.keys() ?? [])]);
  if (name === undefined) return 'there is none';
  clusters?.delete(name);
  return name;
}

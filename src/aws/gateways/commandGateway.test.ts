import assert from 'node:assert/strict';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { failureOf } from '../../../test/unit/demoConnection.ts';
import { useDemoHome } from '../../../test/unit/demoHome.ts';
import type { CommandGateway, CommandRequest, CommandResult } from '../../core/operate/commands.ts';
import { hasEnded } from '../../core/operate/commands.ts';
import { parseProbe } from '../../core/operate/diagnose/probeAnswer.ts';
import { probeScript } from '../../core/operate/diagnose/probe.ts';
import { snippets, updateEcsAgentScript } from '../../core/operate/snippets.ts';
import type { SnippetId } from '../../core/operate/snippets.ts';
import type { World } from '../../demo/world.ts';
import { addManagedNode } from '../../demo/worlds/nodes.ts';
import { toResult, toStatus } from './commandGateway.ts';

describe('command gateway', () => {
  const demoHome = useDemoHome();
  let world: World;
  let connection: DemoConnection;
  let commands: CommandGateway;
  beforeEach(() => {
    ({ world, connection } = demoHome);
    ({ commands } = connection.operate);
  });

  const request = (names: readonly string[], script: readonly string[] = ['true']): CommandRequest => ({
    nodeIds: names.map((name) => demoHome.node(name).id),
    script,
    comment: 'A test',
    shell: 'bash',
  });
  const lookAfter = async (ms: number, id: string): Promise<readonly CommandResult[]> => {
    demoHome.now += ms;
    return commands.results(id);
  };
  /** Sends it to one host, and waits until it is done. */
  async function run(name: string, script: readonly string[]): Promise<CommandResult & { readonly stdout: string }> {
    const id = await commands.send(request([name], script));
    const [result] = await lookAfter(1_000, id);
    assert.ok(result && hasEnded(result.status), result?.status);
    return { ...result, stdout: (await commands.output(id, demoHome.node(name).id)).stdout };
  }
  const snippet = (id: SnippetId): readonly string[] => snippets.find((each) => each.id === id)!.script;

  it('goes from pending over running to success, within a second', async () => {
    const id = await commands.send(request(['kitchen-pi5', 'office-nuc', 'kitchen-pi5']));
    assert.equal((await commands.output(id, demoHome.node('kitchen-pi5').id)).exitCode, undefined);
    const seen: (readonly string[])[] = [];
    for (const ms of [0, 450, 550]) seen.push((await lookAfter(ms, id)).map(({ status }) => status));
    assert.deepEqual(seen, [
      ['pending', 'pending'],
      ['running', 'running'],
      ['success', 'success'],
    ]);
    const [first] = await commands.results(id);
    const { output = '', ...rest } = first!;
    assert.deepEqual(rest, {
      nodeId: demoHome.node('kitchen-pi5').id,
      status: 'success',
      statusDetails: 'Success',
      exitCode: 0,
    });
    assert.match(output, /^This is a host of the demo account: .*\n.*\n\n {4}true\n$/);
    assert.deepEqual(await commands.output(id, demoHome.node('kitchen-pi5').id), {
      stdout: output,
      stderr: '',
      isCut: false,
      exitCode: 0,
    });
  });

  it('waits for hosts that are offline, and ends unheard', async () => {
    const id = await commands.send({ ...request(['shed-pi4', 'garage-pi4']), timeoutSeconds: 30 });
    const statuses = async (ms: number) => (await lookAfter(ms, id)).map(({ status }) => status);
    assert.deepEqual(await statuses(29_000), ['pending', 'success']);
    const [shed] = await lookAfter(2_000, id);
    assert.deepEqual(shed, {
      nodeId: demoHome.node('shed-pi4').id,
      status: 'undeliverable',
      statusDetails: 'DeliveryTimedOut',
    });
    const later = await commands.send(request(['shed-pi4']));
    assert.deepEqual((await lookAfter(2_000, later))[0]?.status, 'pending');
    demoHome.node('shed-pi4').online = true;
    assert.deepEqual((await lookAfter(0, later))[0]?.status, 'running');
    assert.deepEqual((await lookAfter(600, later))[0]?.status, 'success');
  });

  it('stops what has not ended, and only that', async () => {
    const id = await commands.send(request(['shed-pi4', 'kitchen-pi5'], snippet('disk')));
    demoHome.now += 1_000;
    await commands.cancel(id);
    assert.deepEqual(
      (await commands.results(id)).map(({ status }) => status),
      ['cancelled', 'success'],
    );
    const prune = await commands.send(request(['bench-mini'], snippet('pruneImages')));
    await commands.cancel(prune);
    assert.deepEqual((await lookAfter(5_000, prune))[0]?.status, 'cancelled');
    assert.match((await run('bench-mini', snippet('disk'))).stdout, /100% \/var\/lib\/docker/);
  });

  it('is sent once, and found again when its answer is lost', async () => {
    const { demo } = connection;
    for (const kind of ['reset-after', 'truncate', 'malformed'] as const) {
      demo.resetCalls();
      demo.faults.add({ operation: 'SendCommand', fault: { kind }, times: 1 });
      const before = new Set(world.commands.keys());
      // Others of the same words are not taken for it.
      const id = await commands.send(request(['kitchen-pi5']));
      assert.deepEqual(
        [...world.commands.keys()].filter((each) => !before.has(each)),
        [id],
        kind,
      );
      assert.equal(demo.callCount('ssm', 'SendCommand'), 1);
    }
    const comments = [...world.commands.values()].map(({ comment }) => comment);
    assert.equal(new Set(comments).size, 3);
    assert.ok(comments.every((comment) => /^A test \[[0-9a-f]{10}\]$/.test(comment)));
  });

  it('fails with the failure of the call where it never arrived, and is not sent again', async () => {
    const { demo } = connection;
    demo.faults.add({ operation: 'SendCommand', fault: { kind: 'reset-before' }, times: 1 });
    const { reason, operation } = await failureOf(commands.send(request(['kitchen-pi5'])));
    assert.deepEqual([reason, operation], ['network', 'SendCommand']);
    assert.equal(world.commands.size, 0);
    assert.equal(connection.calls(), '1 SendCommand, 3 ListCommands');
    demo.faults.add({ operation: 'SendCommand', fault: { kind: 'reset-after' }, times: 1 });
    demo.faults.add({ operation: 'ListCommands', fault: { kind: 'deny' } });
    assert.equal((await failureOf(commands.send(request(['kitchen-pi5'])))).reason, 'network');
  });

  it('is sent again when SSM refused it as one too many', async () => {
    connection.demo.faults.add({ operation: 'SendCommand', fault: { kind: 'throttle' }, times: 2 });
    await commands.send(request(['kitchen-pi5']));
    assert.equal(world.commands.size, 1);
    assert.equal(connection.demo.callCount('ssm', 'SendCommand'), 3);
  });

  it('can be called off', async () => {
    const id = await commands.send(request(['kitchen-pi5']));
    const signal = AbortSignal.abort();
    for (const call of [
      commands.send(request(['kitchen-pi5']), signal),
      commands.results(id, signal),
      commands.output(id, demoHome.node('kitchen-pi5').id, signal),
      commands.cancel(id, signal),
    ]) {
      assert.equal((await failureOf(call)).reason, 'cancelled');
    }
    assert.equal(world.commands.size, 1);
  });

  it('has one word for what is not there', async () => {
    const id = await commands.send(request(['kitchen-pi5']));
    const none = '00000000-0000-4000-8000-000000000000';
    for (const call of [
      commands.send({ ...request([]), nodeIds: ['mi-00000000000000000'] }),
      commands.results(none),
      commands.cancel(none),
      commands.output(none, demoHome.node('kitchen-pi5').id),
      commands.output(id, demoHome.node('office-nuc').id),
    ]) {
      assert.equal((await failureOf(call)).reason, 'notFound');
    }
    const tooMany = {
      ...request([]),
      nodeIds: Array.from({ length: 51 }, (_, n) => `mi-${String(n).padStart(17, '0')}`),
    };
    assert.equal((await failureOf(commands.send(tooMany))).reason, 'invalidRequest');
  });

  it('reads all pages of results, and cuts comments', async () => {
    const nodes = Array.from({ length: 50 }, () => addManagedNode(world));
    const id = await commands.send({
      ...request([]),
      nodeIds: nodes.map((node) => node.id),
      comment: 'long '.repeat(50),
    });
    const command = world.commands.get(id)!;
    assert.equal(command.comment.length, 100);
    // As where it was sent to a tag.
    for (const { id: more } of Array.from({ length: 70 }, () => addManagedNode(world)))
      command.invocations.set(more, {});
    assert.equal(new Set((await commands.results(id)).map(({ nodeId }) => nodeId)).size, 120);
    assert.equal(connection.demo.callCount('ssm', 'ListCommandInvocations'), 3);
  });

  it('hands on what AWS keeps of long outputs', async () => {
    const id = await commands.send(request(['kitchen-pi5'], ['x'.repeat(30_000)]));
    demoHome.now += 1_000;
    const { stdout, isCut } = await commands.output(id, demoHome.node('kitchen-pi5').id);
    assert.deepEqual([stdout.length, isCut], [24_000, true]);
    assert.equal((await commands.results(id))[0]?.output?.length, 2_500);
  });

  it('reads what the probe says of each host', async () => {
    const options = { region: 'us-east-1', accountId: world.accountId };
    const probe = async (name: string) => {
      const script = probeScript({ ...options, nodeId: demoHome.node(name).id }).split('\n');
      return parseProbe((await run(name, script)).stdout)!;
    };
    const pi = await probe('garage-pi4');
    assert.ok(pi.isWhole);
    assert.deepEqual(
      ['probe.node', 'system.machine', 'board.throttled', 'agent.cluster', 'registration.region'].map((key) =>
        pi.facts.get(key),
      ),
      [demoHome.node('garage-pi4').id, 'aarch64', '0x50005', 'home', 'us-east-1'],
    );
    assert.equal(pi.endpoints.length, 10);
    assert.ok(pi.endpoints.every(({ reached }) => reached === 'ok'));
    const bench = await probe('bench-mini');
    assert.equal(bench.facts.get('service.ecs'), 'failed enabled');
    assert.ok(bench.logs.some(({ log, text }) => log === 'ecs-agent' && text.includes('no space left on device')));
    const vm = await probe('backup-vm');
    assert.deepEqual([vm.facts.get('ecs.installed'), vm.facts.get('docker.installed')], ['no', 'no']);
  });

  it('mends a host whose disk is full: pruned, and its agent started', async () => {
    assert.match((await run('bench-mini', snippet('agentLogs'))).stdout, /^ECS agent: failed, [^]*no space left/);
    const refused = await run('bench-mini', snippet('restartAgent'));
    assert.deepEqual([refused.status, refused.exitCode], ['failed', 1]);
    assert.match(refused.output ?? '', /----------ERROR-------\nJob for ecs\.service failed/);
    assert.match((await run('bench-mini', snippet('pruneImages'))).stdout, /^Total reclaimed space: 39\.73GB\n/);
    assert.match((await run('bench-mini', snippet('pruneImages'))).stdout, /^Total reclaimed space: 0B\n/);
    assert.match((await run('bench-mini', snippet('restartAgent'))).stdout, /^ECS agent: active, SSM agent: active\n/);
    assert.equal(demoHome.instance('bench-mini').agentConnected, true);
  });

  it('updates agents', async () => {
    const update = updateEcsAgentScript('us-east-1');
    assert.match((await run('garage-pi4', update)).stdout, /^Updated: .*v1\.99\.0 .* to .*v1\.105\.1 /);
    assert.equal(demoHome.instance('garage-pi4').agentVersion, '1.105.1');
    assert.match((await run('garage-pi4', update)).stdout, /^It is up to date/);
    const nuc = demoHome.node('office-nuc');
    nuc.report = { ...nuc.report, agentVersion: '3.2.0.0' };
    const id = await commands.updateSsmAgent([nuc.id]);
    const [result] = await lookAfter(1_000, id);
    assert.equal(result?.status, 'success');
    assert.match((await commands.output(id, nuc.id)).stdout, /updated successfully/);
    assert.equal(demoHome.node('office-nuc').report?.agentVersion, '3.3.4108.0');
  });

  it('tells how warm a host is, and what its firmware says', async () => {
    assert.match(
      (await run('garage-pi4', snippet('temperature'))).stdout,
      /^78\.4 °C, under-voltage now, throttled now\n/,
    );
    assert.match((await run('kitchen-pi5', snippet('temperature'))).stdout, /°C, never throttled\nthrottled=0x0\n/);
    assert.doesNotMatch((await run('office-nuc', snippet('temperature'))).stdout, /throttled/);
    assert.equal((await run('backup-vm', snippet('restartAgent'))).exitCode, 5);
    const id = await commands.send({ ...request(['office-nuc']), shell: 'powershell' });
    assert.equal((await lookAfter(1_000, id))[0]?.exitCode, 127);
  });

  it('tells statuses apart by their details', () => {
    const cases: readonly (readonly [string, string, string])[] = [
      ['Failed', 'Undeliverable', 'undeliverable'],
      ['TimedOut', 'Delivery Timed Out', 'undeliverable'],
      ['TimedOut', 'ExecutionTimedOut', 'timedOut'],
      ['Failed', 'Terminated', 'cancelled'],
      ['Failed', 'Failed', 'failed'],
      ['Delayed', 'Delayed', 'pending'],
      ['Cancelling', 'Cancelling', 'running'],
      ['Cancelled', 'Canceled', 'cancelled'],
      ['Success', 'Success', 'success'],
    ];
    for (const [status, details, expected] of cases) assert.equal(toStatus(status, details), expected, details);
    const step = { Name: 'b', Output: '', ResponseCode: -1 };
    const failed = { Name: 'a', Status: 'Failed' as const, Output: 'x', ResponseCode: 3 };
    assert.deepEqual(toResult({ InstanceId: 'mi-1', Status: 'Failed', CommandPlugins: [failed, step] }), {
      nodeId: 'mi-1',
      status: 'failed',
      output: 'x',
      exitCode: 3,
    });
    assert.equal(toResult({ Status: 'Failed' }), undefined);
  });
});

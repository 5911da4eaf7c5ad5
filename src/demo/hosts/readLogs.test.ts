import assert from 'node:assert/strict';
import { agentLogScript, containerLogScript } from '../../core/operate/logs/hostLogs.ts';
import type { ManagedNode, Task, World } from '../world.ts';
import { homeWorld } from '../worlds/homeWorld.ts';
import { runtimeIdOf } from './containerLogs.ts';
import { answerScript } from './script.ts';

describe('logs that are read on a host of the demo account', () => {
  let world: World;
  before(() => {
    const now = Date.parse('2026-11-22T12:00:00Z');
    world = homeWorld({ clock: () => now });
  });
  const named = (name: string): ManagedNode => [...world.nodes.values()].find((node) => node.name === name)!;
  const taskOf = (family: string, node: ManagedNode): Task =>
    [...world.ecsClusters.get('home')!.tasks.values()].find(
      (task) => task.taskDefinition.family === family && task.instance?.ec2InstanceId === node.id,
    )!;

  it('are the last lines that Docker has, whatever the driver', () => {
    const node = named('kitchen-pi5');
    const id = runtimeIdOf(taskOf('mosquitto', node), 'mosquitto');
    const { stdout, exitCode } = answerScript(world, node, containerLogScript(id, 'bash').join('\n'));
    const lines = stdout.trimEnd().split('\n');
    assert.deepEqual([lines.length, exitCode], [200, 0]);
    assert.match(lines.at(-1)!, /^2026-11-22T11:59:5\d\.\d{9}Z level=/);
  });
  it('are of no container of another host', () => {
    const id = runtimeIdOf(taskOf('mosquitto', named('kitchen-pi5')), 'mosquitto');
    const { stdout, exitCode } = answerScript(world, named('garage-pi4'), containerLogScript(id, 'bash').join('\n'));
    assert.deepEqual([stdout, exitCode], [`Error response from daemon: No such container: ${id}\n`, 1]);
  });
  it("are the agents' own", () => {
    const ecs = answerScript(world, named('kitchen-pi5'), agentLogScript('ecs', 'bash').join('\n'));
    assert.match(ecs.stdout, /ACS heartbeat/);
    const ssm = answerScript(world, named('backup-vm'), agentLogScript('ssm', 'bash').join('\n'));
    assert.match(ssm.stdout, /HealthCheck/);
    const none = answerScript(world, named('backup-vm'), agentLogScript('ecs', 'bash').join('\n'));
    assert.deepEqual([none.exitCode, none.stdout.startsWith('tail: cannot open')], [1, true]);
  });
});

import type { ManagedNode, World } from '../world.ts';
import { instanceOf, isFull, machineOf } from './machine.ts';

/** The last lines of the agents' logs on a host, oldest first, as these agents write them. */

export function ecsAgentLog(world: World, node: ManagedNode): readonly string[] {
  const instance = instanceOf(world, node.id);
  if (instance === undefined) return [];
  const at = times(world, node);
  const line = (secondsAgo: number, level: string, text: string): string =>
    `level=${level} time=${iso(at(secondsAgo))} ${text}`;
  if (!instance.agentConnected && isFull(machineOf(world, node).docker)) {
    const failed = 'failed to register layer: write /usr/lib/libc.so.6: no space left on device';
    return [
      line(1240, 'info', 'msg="Managed agent loading" module=engine'),
      line(1200, 'error', `msg="Error while pulling image; will retry" image="node-exporter" error="${failed}"`),
      line(760, 'error', `msg="Error saving state" error="write /data/agent.db: no space left on device" module=data`),
      line(340, 'critical', 'msg="Unable to save the state of the agent, exiting" error="no space left on device"'),
    ];
  }
  const tasks = [...instance.tasks].filter(({ lastStatus }) => lastStatus === 'RUNNING').slice(0, 3);
  return [
    ...tasks.map(({ id, taskDefinition }, index) =>
      line(
        900 - index * 120,
        'info',
        `msg="Sending state change to ECS" eventType="TaskStateChange" taskArn="${id}" taskFamily="${taskDefinition.family}" status=RUNNING`,
      ),
    ),
    line(95, 'info', `msg="Connected to ACS endpoint" clusterARN="${instance.clusterName}"`),
    line(9, 'info', 'msg="ACS heartbeat" module=session.go'),
  ];
}

export function ecsInitLog(world: World, node: ManagedNode): readonly string[] {
  const instance = instanceOf(world, node.id);
  if (instance === undefined) return [];
  const at = times(world, node);
  const end = instance.agentConnected
    ? 'msg="Starting Amazon Elastic Container Service Agent"'
    : 'msg="Agent exited with code 1" module=engine';
  return [`level=info time=${iso(at(3600))} msg="pre-start"`, `level=info time=${iso(at(340))} ${end}`];
}

export function ssmAgentLog(world: World, node: ManagedNode): readonly string[] {
  const at = times(world, node);
  const stamp = (secondsAgo: number): string => iso(at(secondsAgo)).replace('T', ' ').replace('Z', '.0000');
  const { agentVersion = '' } = node.report ?? {};
  return [
    `${stamp(1805)} INFO [CredentialRefresher] Credentials ready`,
    `${stamp(610)} INFO [ssm-agent-worker] [HealthCheck] HealthCheck reporting agent health.`,
    `${stamp(12)} INFO [ssm-agent-worker] [MessageService] Got a command, agent version ${agentVersion}`,
  ];
}

/** By the clock of the host. */
function times(world: World, node: ManagedNode): (secondsAgo: number) => number {
  const here = world.clock() + machineOf(world, node).clockAhead * 1000;
  return (secondsAgo) => here - secondsAgo * 1000;
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

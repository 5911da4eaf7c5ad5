import { agentLogScript, containerLogScript } from '../../core/operate/logs/hostLogs.ts';
import type { ManagedNode, World } from '../world.ts';
import { containerLines, runtimeIdOf } from './containerLogs.ts';
import { ecsAgentLog, ssmAgentLog } from './logs.ts';
import { instanceOf } from './machine.ts';

export interface ReadLog {
  readonly lines: readonly string[];
  readonly exitCode: number;
}

/** How many lines the scripts ask for. */
const most = 200;

/** What a host says to the scripts that read a log; `undefined` for any other script. */
export function readLog(world: World, node: ManagedNode, script: string): ReadLog | undefined {
  const text = script.trimEnd();
  for (const shell of ['bash', 'powershell'] as const) {
    for (const agent of ['ecs', 'ssm'] as const) {
      if (text !== agentLogScript(agent, shell).join('\n')) continue;
      const lines = agent === 'ecs' ? ecsAgentLog(world, node) : ssmAgentLog(world, node);
      return lines.length > 0 ? { lines, exitCode: 0 } : { lines: [noSuchFile(agent, shell)], exitCode: 1 };
    }
    const [, id = ''] = /docker logs --tail \d+ --timestamps '?([0-9a-f]+)/.exec(text) ?? [];
    if (id !== '' && text === containerLogScript(id, shell).join('\n')) return containerLog(world, node, id);
  }
  return undefined;
}

function noSuchFile(agent: 'ecs' | 'ssm', shell: 'bash' | 'powershell'): string {
  const [, file = ''] = /'([^']+)'/.exec(agentLogScript(agent, shell).join('\n')) ?? [];
  return shell === 'bash'
    ? `tail: cannot open '${file}' for reading: No such file or directory`
    : `Get-Content : Cannot find path '${file}' because it does not exist.`;
}

function containerLog(world: World, node: ManagedNode, id: string): ReadLog {
  const instance = instanceOf(world, node.id);
  if (instance === undefined) return { lines: ['sh: 1: docker: not found'], exitCode: 127 };
  for (const task of instance.tasks) {
    for (const { name = '' } of task.taskDefinition.definition.containerDefinitions ?? []) {
      if (task.startedAt === undefined || runtimeIdOf(task, name) !== id) continue;
      const { count, line } = containerLines(task, name, world.clock());
      const from = Math.max(0, count - most);
      const lines = Array.from({ length: count - from }, (_, index) => line(from + index));
      return { lines: lines.map(({ at, message }) => `${stamp(at)} ${message}`), exitCode: 0 };
    }
  }
  return { lines: [`Error response from daemon: No such container: ${id}`], exitCode: 1 };
}

/** As Docker has it, to the nanosecond. */
function stamp(at: number): string {
  return new Date(at).toISOString().replace('Z', '000000Z');
}

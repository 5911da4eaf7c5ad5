import { Failure } from '../../failure.ts';
import { quote } from '../../text/shell.ts';

/** Scripts for hosts that read a log and change nothing. SSM runs them with `sh` or PowerShell. */

/** Enough to see what is going on. */
const lines = 200;

/** AWS keeps the first 24,000 characters of what a script writes, and of a log the last ones are wanted. */
const mostBytes = 20_000;

export type AgentName = 'ecs' | 'ssm';
export type Shell = 'bash' | 'powershell';

/**
 * What Docker has of a container. Fails where Docker does.
 *
 * @throws Failure `invalidRequest` for what is no id of a container: it becomes part of a script that runs as root
 */
export function containerLogScript(runtimeId: string, shell: Shell): readonly string[] {
  const id = checked(runtimeId);
  const command = `docker logs --tail ${String(lines)} --timestamps`;
  return shell === 'bash'
    ? tailedInShell(`${command} ${quote(id)}`)
    : // PowerShell itself would make an error record of each line that a container wrote as an error.
      [...tailedInPowerShell(`cmd /c "${command} ${id} 2>&1"`), 'exit $LASTEXITCODE'];
}

/** The last lines of an agent's log. Fails where there is none. */
export function agentLogScript(agent: AgentName, shell: Shell): readonly string[] {
  const file = files[shell][agent];
  return shell === 'bash'
    ? tailedInShell(`tail -n ${String(lines)} ${quote(file)}`)
    : tailedInPowerShell(`Get-Content -LiteralPath '${file}' -Tail ${String(lines)} -ErrorAction Stop`);
}

const files: Readonly<Record<Shell, Readonly<Record<AgentName, string>>>> = {
  bash: { ecs: '/var/log/ecs/ecs-agent.log', ssm: '/var/log/amazon/ssm/amazon-ssm-agent.log' },
  powershell: {
    ecs: String.raw`C:\ProgramData\Amazon\ECS\log\ecs-agent.log`,
    ssm: String.raw`C:\ProgramData\Amazon\SSM\Logs\amazon-ssm-agent.log`,
  },
};

function tailedInShell(command: string): readonly string[] {
  return [
    `text=$(${command} 2>&1)`,
    'status=$?',
    `printf '%s\\n' "$text" | tail -c ${String(mostBytes)}`,
    'exit $status',
  ];
}

function tailedInPowerShell(command: string): readonly string[] {
  return [
    `$text = ${command} | Out-String`,
    `if ($text.Length -gt ${String(mostBytes)}) { $text = $text.Substring($text.Length - ${String(mostBytes)}) }`,
    'Write-Output $text',
  ];
}

function checked(runtimeId: string): string {
  if (/^\w[\w.-]{0,127}$/.test(runtimeId)) return runtimeId;
  throw new Failure('invalidRequest', 'This is no id of a container.');
}

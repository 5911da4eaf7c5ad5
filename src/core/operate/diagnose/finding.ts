import type { Host } from '../../fleet/host.ts';
import type { Message } from '../../text/message.ts';
import type { LogLine, LogName, ProbeAnswer } from './probeAnswer.ts';

/** What is wrong with a host, or may soon be. */
export interface HostFinding {
  readonly id: FindingId;
  /** `error`: the host can't do its work for it. */
  readonly severity: 'error' | 'warning' | 'info';
  readonly title: Message;
  /** What it leads to, and what to do about it. */
  readonly detail: readonly Message[];
  /** For a shell on the host, to be run one after the other. */
  readonly commands: readonly string[];
  /** Where the cause is visible, in the host's words. */
  readonly evidence: readonly string[];
  /** Pages where it is told of. */
  readonly sources: readonly string[];
}

export type FindingId =
  | 'accessDenied'
  | 'agentDisconnected'
  | 'agentNotInstalled'
  | 'agentOutdated'
  | 'agentSilent'
  | 'agentStopped'
  | 'boardHot'
  | 'boardPower'
  | 'cgroupMemory'
  | 'clock'
  | 'cloned'
  | 'credentialsExpired'
  | 'credentialsForeign'
  | 'credentialsMissing'
  | 'diskFull'
  | 'dockerDown'
  | 'draining'
  | 'endpointsBlocked'
  | 'fingerprint'
  | 'imageCleanUp'
  | 'memoryLow'
  | 'notRegistered'
  | 'offline'
  | 'registrationFailed'
  | 'ssmLost'
  | 'ssmStopped'
  | 'ssmUnlisted'
  | 'stale'
  | 'userland32'
  | 'wrongCluster';

/** What findings are made of. */
export interface DiagnosisFacts {
  readonly host: Host;
  readonly region: string;
  /** Absent where the host could not be asked. */
  readonly probe?: ProbeAnswer | undefined;
  /** The newest version of the ECS agent that is known, as of the other hosts; absent where it is not known. */
  readonly newestAgent?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What rules about the answer of a host are given. */
export interface ProbedFacts extends DiagnosisFacts {
  readonly probe: ProbeAnswer;
}

/** A rule has nothing to say of what it can't tell. */
export type HostRule<Facts extends DiagnosisFacts = DiagnosisFacts> = (facts: Facts) => HostFinding | undefined;

/** Parts of a finding that may be left out are empty. */
export function finding(
  id: FindingId,
  severity: HostFinding['severity'],
  title: Message,
  parts: Partial<Pick<HostFinding, 'detail' | 'commands' | 'evidence' | 'sources'>> = {},
): HostFinding {
  return { id, severity, title, detail: [], commands: [], evidence: [], sources: [], ...parts };
}

const day = 24 * 3_600_000;

/**
 * The newest lines about something, two at most. Those of more than a day ago are of a fault that may be over. The clock
 * they are compared with is the host's own, as it wrote them.
 */
export function recentLines({ probe, now }: ProbedFacts, about: RegExp, log?: LogName): readonly LogLine[] {
  const said = Number(probe.facts.get('clock.now'));
  const hostNow = Number.isFinite(said) ? said * 1000 : now;
  return probe.logs
    .filter((line) => (log === undefined || line.log === log) && about.test(line.text))
    .filter(({ at }) => at === undefined || at > hostNow - day)
    .slice(-2);
}

export function texts(lines: readonly LogLine[]): readonly string[] {
  return lines.map(({ log, text }) => `${log}: ${text}`);
}

export const pages = {
  anywhere: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-anywhere.html',
  deregistration: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-anywhere-deregistration.html',
  updates: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-anywhere-updates.html',
  proxy: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/http_proxy_config.html',
  role: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/iam-role-ecsanywhere.html',
  fingerprint: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html',
} as const;

export function issue(of: 'ecs' | 'ssm' | 'roadmap' | 'raspberrypi', number: number): string {
  const repository = {
    ecs: 'aws/amazon-ecs-agent',
    ssm: 'aws/amazon-ssm-agent',
    roadmap: 'aws/containers-roadmap',
    raspberrypi: 'raspberrypi/linux',
  }[of];
  return `https://github.com/${repository}/issues/${number}`;
}

export const restartSsm = 'sudo systemctl restart amazon-ssm-agent';
export const restartEcs = 'sudo systemctl restart ecs';

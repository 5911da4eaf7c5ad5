import { message, type Message } from '../../text/message.ts';
import {
  finding,
  issue,
  pages,
  recentLines,
  restartEcs,
  restartSsm,
  texts,
  type HostFinding,
  type HostRule,
  type ProbedFacts,
} from './finding.ts';
import { clockOffset, diskOf, numberOf, type DiskSpace, type Reached } from './probeAnswer.ts';

/** The machine below the agents: clock, kernel, disks, network, Docker, board. */
export const machineRules: readonly HostRule<ProbedFacts>[] = [
  clock,
  cgroupMemory,
  diskFull,
  endpoints,
  docker,
  userland,
  boardPower,
  boardHot,
  memory,
  imageCleanUp,
];

/** AWS refuses what is signed at a time five minutes off; in seconds. */
const refusedAt = 300;
const noticedAt = 30;

function clock(facts: ProbedFacts): HostFinding | undefined {
  const { probe } = facts;
  const offset = clockOffset(probe);
  const lines = recentLines(facts, /Signature expired|Signature not yet/);
  const off = Math.abs(offset ?? 0);
  const isUnsynchronized = probe.facts.get('clock.synchronized') === 'no';
  const parts = {
    detail: [
      message(
        'AWS refuses what is signed more than five minutes off, and the SSM agent then waits for up to an hour before it tries again. A board without a battery clock starts with a wrong time each time.',
      ),
    ],
    commands: ['sudo timedatectl set-ntp true', 'timedatectl', restartSsm, restartEcs],
    evidence: texts(lines),
    sources: [issue('ssm', 616)],
  };
  if (offset !== undefined && off >= noticedAt) {
    const title =
      offset > 0
        ? message('The clock is {0} seconds ahead of AWS', off)
        : message('The clock is {0} seconds behind AWS', off);
    return finding('clock', off >= refusedAt ? 'error' : 'warning', title, parts);
  }
  if (lines.length > 0) {
    // A clock that is right by now is right too late: the agent may still be waiting.
    const severity = offset === undefined ? 'error' : 'warning';
    return finding('clock', severity, message('The clock was wrong: AWS refused what was signed'), parts);
  }
  if (!isUnsynchronized) return undefined;
  return finding('clock', 'warning', message('Nothing keeps the clock right'), parts);
}

function cgroupMemory({ probe, host }: ProbedFacts): HostFinding | undefined {
  if (!host.instance || probe.facts.get('cgroup.memory') !== 'no') return undefined;
  const file = probe.facts.get('cgroup.file');
  const known = file === '/boot/firmware/cmdline.txt' || file === '/boot/cmdline.txt' ? file : undefined;
  return finding('cgroupMemory', 'error', message('The memory cgroup is off in the kernel'), {
    detail: [
      message('No task with a memory limit starts, and every task of ECS has one.'),
      known === undefined
        ? message(
            'Add {0} to the parameters of the kernel in its boot loader, and restart the host.',
            'cgroup_enable=memory cgroup_memory=1',
          )
        : message('The parameters stand in the one line of {0}. The host restarts.', known),
    ],
    commands:
      known === undefined ? [] : [`sudo sed -i '1s/$/ cgroup_enable=memory cgroup_memory=1/' ${known}`, 'sudo reboot'],
    sources: [issue('ecs', 2917), issue('ecs', 3834), issue('raspberrypi', 5933)],
  });
}

const giB = 1024 * 1024;

function diskFull(facts: ProbedFacts): HostFinding | undefined {
  const { probe } = facts;
  const disks = [diskOf(probe, 'root'), diskOf(probe, 'docker')].filter((disk) => disk !== undefined);
  const fullest = disks.sort((a, b) => usedOf(b) - usedOf(a))[0];
  const lines = recentLines(facts, /[Nn]o space left/);
  if (!fullest || (usedOf(fullest) < 85 && lines.length === 0)) return undefined;
  const isFull = usedOf(fullest) >= 95 || fullest.freeKiB < giB / 2;
  const title = diskTitle(fullest);
  return finding('diskFull', isFull ? 'error' : 'warning', title, {
    detail: [
      message('On a full disk images can not be pulled, and agents lose their registration and credentials.'),
      message('The first command shows what takes the space; the second deletes images that no container uses.'),
    ],
    commands: [
      'sudo docker system df',
      'sudo docker image prune --all --force --filter until=24h',
      'sudo journalctl --vacuum-size=200M',
    ],
    evidence: texts(lines),
    sources: [issue('ecs', 4678), issue('roadmap', 2670)],
  });
}

function usedOf({ usedPercent, inodesUsedPercent }: DiskSpace): number {
  return Math.max(usedPercent, inodesUsedPercent ?? 0);
}

function diskTitle({ path, freeKiB, usedPercent, inodesUsedPercent = 0 }: DiskSpace): Message {
  return inodesUsedPercent > usedPercent
    ? message('The disk of {0} has used {1} % of its inodes', path, inodesUsedPercent)
    : message('The disk of {0} is {1} % full: {2} GiB are free', path, usedPercent, (freeKiB / giB).toFixed(1));
}

/** Without these nothing goes; without the others pulls, logs or metrics do not. */
const essential: ReadonlySet<string> = new Set(['ecs', 'ssm', 'ssmmessages']);

function endpoints({ probe, host }: ProbedFacts): HostFinding | undefined {
  const onlySsm = !host.instance;
  const asked = probe.endpoints.filter(({ name }) => !onlySsm || /^(ssm|ssmmessages|ec2messages|s3)$/.test(name));
  const blocked = asked.filter(({ reached }) => reached !== 'ok');
  if (blocked.length === 0) return undefined;
  const first = blocked[0];
  const isAll = blocked.length === asked.length;
  const title = isAll
    ? message('The host reaches none of AWS’s endpoints')
    : message('The host does not reach {0} of the endpoints that it needs', blocked.length);
  const kinds = [...new Set(blocked.map(({ reached }) => reached))];
  const hasEssential = blocked.some(({ name }) => essential.has(name));
  return finding('endpointsBlocked', hasEssential ? 'error' : 'warning', title, {
    detail: [...blocked.map(({ host: name, reached }) => reachedWords[reached](name)), ...kinds.flatMap(hints)],
    commands: first ? [`getent hosts ${first.host}`, `curl -v https://${first.host}/`] : [],
    sources: [pages.anywhere, pages.proxy, issue('ecs', 4117)],
  });
}

const reachedWords: Readonly<Record<Reached, (host: string) => Message>> = {
  ok: (host) => message('{0}: reached', host),
  dns: (host) => message('{0}: its name is not known', host),
  refused: (host) => message('{0}: refused', host),
  timeout: (host) => message('{0}: no answer', host),
  tls: (host) => message('{0}: no TLS', host),
  certificate: (host) => message('{0}: its certificate is not trusted', host),
  proxy: (host) => message('{0}: the name of the proxy is not known', host),
  other: (host) => message('{0}: not reached', host),
};

function hints(reached: Reached): readonly Message[] {
  switch (reached) {
    case 'dns':
      return [message('Names are not resolved: look at the resolver in /etc/resolv.conf.')];
    case 'refused':
    case 'timeout':
      return [message('A firewall has to let port 443 out to these names, or both agents need a proxy.')];
    case 'tls':
    case 'certificate':
      return [message('Either the clock is wrong, or something in between opens the connection.')];
    case 'proxy':
      return [message('The proxy that is set on the host is wrong.')];
    case 'ok':
    case 'other':
      return [];
  }
}

function docker({ probe, host }: ProbedFacts): HostFinding | undefined {
  if (!host.instance) return undefined;
  const error = probe.facts.get('docker.error');
  const [active = ''] = (probe.facts.get('service.docker') ?? '').split(' ');
  const sources = [pages.anywhere];
  if (probe.facts.get('docker.installed') === 'no') {
    return finding('dockerDown', 'error', message('Docker is not installed'), { sources });
  }
  const isDown = active !== '' && active !== 'active' && active !== 'activating';
  // Who is not root may not ask the daemon, which tells nothing of it.
  const isSilent = error !== undefined && !/permission denied/i.test(error);
  if (!isDown && !isSilent) return undefined;
  return finding('dockerDown', 'error', message('Docker does not run'), {
    detail: [message('The ECS agent is a container itself, as tasks are. Its log tells why it ended.')],
    commands: ['sudo systemctl enable --now docker', 'sudo journalctl -u docker -n 50 --no-pager', restartEcs],
    evidence: error === undefined ? [] : [`docker: ${error}`],
    sources,
  });
}

function userland({ probe }: ProbedFacts): HostFinding | undefined {
  if (probe.facts.get('system.machine') !== 'aarch64' || probe.facts.get('system.bits') !== '32') return undefined;
  return finding('userland32', 'error', message('The system has 32 bits on a kernel of 64'), {
    detail: [message('Packages of the agents for arm64 do not install there. Install a 64-bit system.')],
    sources: [pages.anywhere],
  });
}

const throttling = 'https://www.raspberrypi.com/documentation/computers/os.html#get_throttled';

/** Bits of `vcgencmd get_throttled`: now, and 16 further up since the start. */
const underVoltage = 0x1;
const tooHot = 0x4 | 0x8;

function throttledBits({ probe }: ProbedFacts): { readonly now: number; readonly sinceStart: number } {
  const said = probe.facts.get('board.throttled') ?? '';
  // The kernel's own file leaves out the prefix.
  const bits = /^(0x)?[0-9a-f]{1,8}$/i.test(said) ? parseInt(said.replace(/^0x/i, ''), 16) : 0;
  return { now: bits & 0xffff, sinceStart: bits >>> 16 };
}

function boardPower(facts: ProbedFacts): HostFinding | undefined {
  const { now, sinceStart } = throttledBits(facts);
  if (((now | sinceStart) & underVoltage) === 0) return undefined;
  const title =
    now & underVoltage
      ? message('The board gets too little voltage')
      : message('The board got too little voltage since it started');
  return finding('boardPower', now & underVoltage ? 'error' : 'warning', title, {
    detail: [message('It slows down, loses disks and damages SD cards. It needs a better power supply or cable.')],
    evidence: [`get_throttled: ${facts.probe.facts.get('board.throttled') ?? ''}`],
    sources: [throttling],
  });
}

/** A Pi slows down from 80 °C on, and more from 85 °C. Thousandths of a degree. */
function boardHot(facts: ProbedFacts): HostFinding | undefined {
  const { now, sinceStart } = throttledBits(facts);
  const temperature = numberOf(facts.probe, 'board.temperature') ?? 0;
  const isHot = temperature >= 80_000 || (now & tooHot) !== 0;
  if (!isHot && (sinceStart & tooHot) === 0) return undefined;
  const title = isHot
    ? message('The board is too hot: {0} °C', (temperature / 1000).toFixed(0))
    : message('The board was too hot since it started');
  return finding('boardHot', temperature >= 85_000 ? 'error' : 'warning', title, {
    detail: [message('It slows itself down. It needs more air, a heat sink or fewer tasks.')],
    sources: [throttling],
  });
}

function memory({ probe }: ProbedFacts): HostFinding | undefined {
  const total = numberOf(probe, 'memory.total');
  const available = numberOf(probe, 'memory.available');
  if (!total || available === undefined || available / total >= 0.05) return undefined;
  const title = message('Of {0} MiB of memory {1} are left', Math.round(total / 1024), Math.round(available / 1024));
  return finding('memoryLow', 'warning', title, {
    detail: [
      message(
        'The kernel may end containers and agents. ECS counts only what tasks reserve: keep some for the host with ECS_RESERVED_MEMORY in /etc/ecs/ecs.config.',
      ),
    ],
    commands: ['free -m', 'sudo docker stats --no-stream'],
    sources: [pages.anywhere],
  });
}

function imageCleanUp({ probe, host }: ProbedFacts): HostFinding | undefined {
  if (!host.instance) return undefined;
  const isCached = probe.facts.get('ecs.pull') === 'prefer-cached';
  const isOff = probe.facts.get('ecs.cleanup_off')?.toLowerCase() === 'true';
  if (!isCached && !isOff) return undefined;
  return finding('imageCleanUp', 'warning', message('Nothing deletes old images'), {
    detail: [
      isCached
        ? message('ECS_IMAGE_PULL_BEHAVIOR=prefer-cached turns the clean-up of images off too; once does not.')
        : message('ECS_DISABLE_IMAGE_CLEANUP turns it off.'),
      message('Disks fill up, the more so with every new version of an image.'),
    ],
    commands: [
      isCached
        ? "sudo sed -i 's/^ECS_IMAGE_PULL_BEHAVIOR=.*/ECS_IMAGE_PULL_BEHAVIOR=once/' /etc/ecs/ecs.config"
        : "sudo sed -i '/^ECS_DISABLE_IMAGE_CLEANUP=/d' /etc/ecs/ecs.config",
      restartEcs,
    ],
    sources: [issue('ecs', 4678), issue('roadmap', 2670)],
  });
}

import { quote } from '../../text/shell.ts';
import { message } from '../../text/message.ts';
import {
  finding,
  issue,
  pages,
  recentLines,
  restartEcs,
  restartSsm,
  texts,
  type HostRule,
  type ProbedFacts,
} from './finding.ts';
import { numberOf, type ProbeAnswer } from './probeAnswer.ts';

/** Registration, credentials, and the agents themselves. */
export const agentRules: readonly HostRule<ProbedFacts>[] = [
  registration,
  fingerprint,
  foreignCredentials,
  credentials,
  accessDenied,
  wrongCluster,
  ecsAgent,
  ssmAgent,
];

function registration({ probe: { facts }, host, region }: ProbedFacts): ReturnType<HostRule> {
  const node = facts.get('registration.node');
  const where = facts.get('registration.region');
  // Without root the file can't be looked for.
  const isMissing = facts.get('registration.file') === 'no' && facts.get('system.user') === 'root';
  if (isMissing) {
    return finding('notRegistered', 'error', message('The machine is not registered with SSM'), {
      detail: [message('Its registration was deleted, or this is another machine. Register it anew.')],
      sources: [issue('ssm', 381), pages.deregistration],
    });
  }
  if (node !== undefined && node !== host.id) {
    return finding('cloned', 'error', message('The machine is registered as {0}, not as {1}', node, host.id), {
      detail: [
        message(
          'It was registered again, or its disk is a copy of that of another host. A copy has to forget the registration and to get a machine id of its own, before it registers.',
        ),
      ],
      sources: [issue('ssm', 381), pages.fingerprint],
    });
  }
  if (where !== undefined && where !== region) {
    return finding('notRegistered', 'error', message('The machine is registered in {0}, not in {1}', where, region), {
      detail: [message('A registration that is left from before is kept by the installer. Make it forget that first.')],
      sources: [issue('ssm', 381)],
    });
  }
  return undefined;
}

function fingerprint(facts: ProbedFacts): ReturnType<HostRule> {
  const lines = recentLines(facts, /ingerprint/, 'ssm');
  if (lines.length === 0 || facts.host.state.ssm === 'online') return undefined;
  return finding('fingerprint', 'error', message('The hardware fingerprint does not match the registration'), {
    detail: [
      message(
        'The SSM agent compares the machine with the one that registered, and hibernates where too little is the same: after an upgrade of the system, a change of hardware or addresses, or on a copied SD card.',
      ),
      message(
        'Where it is the same machine, let less of it be enough. A copy has to get a machine id of its own and to register anew.',
      ),
    ],
    commands: ['sudo amazon-ssm-agent -fingerprint -similarityThreshold 20', restartSsm],
    evidence: texts(lines),
    sources: [issue('ssm', 73), issue('ssm', 567), pages.fingerprint],
  });
}

/** Credentials that somebody else put there come before those of the SSM agent, or in their place. */
function foreignCredentials({ probe: { facts }, host }: ProbedFacts): ReturnType<HostRule> {
  if (!host.instance || facts.get('credentials.rotating') !== 'no') return undefined;
  if (facts.get('credentials.whole') !== 'yes') return undefined;
  return finding('credentialsForeign', 'error', message('Credentials of somebody else stand in the way'), {
    detail: [
      message(
        '/root/.aws/credentials holds keys that do not come from the SSM agent. The ECS agent would use them, with what they are allowed to do. Put them elsewhere.',
      ),
    ],
    commands: ['sudo mv /root/.aws/credentials /root/.aws/credentials.mine', restartSsm, 'sleep 30', restartEcs],
    sources: [issue('ecs', 3604), issue('roadmap', 2068), pages.anywhere],
  });
}

/** AWS lets them live for an hour; the SSM agent renews them after half of it. */
const credentialsLiveFor = 3600;

function credentials(facts: ProbedFacts): ReturnType<HostRule> {
  const { probe, host } = facts;
  if (!host.instance || probe.facts.get('system.user') !== 'root') return undefined;
  const age = numberOf(probe, 'credentials.age');
  const evidence = texts(recentLines(facts, /ExpiredToken|expired token|UnrecognizedClient|corrupt/));
  const renew = {
    commands: [restartSsm, 'sleep 30', restartEcs],
    evidence,
    sources: [issue('ssm', 650), pages.anywhere],
  };
  const again = message('Where that does not help: make the machine forget its registration, and register it anew.');
  if (probe.facts.get('credentials.file') === 'no') {
    return finding('credentialsMissing', 'error', message('There are no credentials on the host'), {
      detail: [message('The SSM agent writes /root/.aws/credentials, which the ECS agent uses.'), again],
      ...renew,
    });
  }
  if (probe.facts.get('credentials.whole') === 'no') {
    return finding('credentialsMissing', 'error', message('The credentials on the host are broken'), {
      detail: [
        message('/root/.aws/credentials holds no key, as after a crash or on a full disk. It is written anew.'),
        again,
      ],
      ...renew,
      commands: ['sudo rm /root/.aws/credentials', ...renew.commands],
    });
  }
  if (age === undefined || age <= credentialsLiveFor || probe.facts.get('credentials.rotating') !== 'yes') {
    return undefined;
  }
  const title = message('The credentials on the host expired: they are {0} minutes old', Math.floor(age / 60));
  return finding('credentialsExpired', 'error', title, {
    detail: [message('The SSM agent renews them every 30 minutes; they live for 60.'), again],
    ...renew,
  });
}

function accessDenied(facts: ProbedFacts): ReturnType<HostRule> {
  const lines = recentLines(facts, /AccessDenied|not authorized to perform/);
  if (lines.length === 0) return undefined;
  return finding('accessDenied', 'warning', message('AWS denied something to an agent'), {
    detail: [
      message(
        'The role of the host lacks a permission. It takes AmazonSSMManagedInstanceCore and, for ECS, AmazonEC2ContainerServiceforEC2Role.',
      ),
    ],
    evidence: texts(lines),
    sources: [pages.role],
  });
}

function wrongCluster(facts: ProbedFacts): ReturnType<HostRule> {
  const { probe, host } = facts;
  if (host.cluster && host.cluster.kind !== 'ecs') return undefined;
  const configured = clusterOf(probe);
  const lines = recentLines(facts, /ClusterNotFound/, 'ecs-agent');
  const sources = [issue('ecs', 139), issue('ecs', 583), pages.deregistration];
  if (lines.length > 0 && configured !== undefined && probe.facts.get('agent.instance') === undefined) {
    return finding('wrongCluster', 'error', message('There is no cluster {0} in {1}', configured, facts.region), {
      detail: [message('Nobody checks the name before the agent starts. Write the right one in its place.')],
      commands: moveCommands(host.cluster?.name ?? 'CLUSTER'),
      evidence: texts(lines),
      sources,
    });
  }
  if (!host.cluster || host.stale || configured === undefined || configured === host.cluster.name) return undefined;
  const title = message('The agent is set up for the cluster {0}, not for {1}', configured, host.cluster.name);
  return finding('wrongCluster', 'error', title, {
    detail: [
      message(
        'A change of the cluster takes more than the setting: the agent keeps its old registration until what it remembers is deleted. These commands bring it to {0}.',
        host.cluster.name,
      ),
    ],
    commands: moveCommands(host.cluster.name),
    sources,
  });
}

/** What the agent is set up for; without root its settings may not be readable, so that what is not seen may be there. */
function clusterOf({ facts }: ProbeAnswer): string | undefined {
  const isSeen = facts.get('ecs.installed') === 'yes' && facts.get('system.user') === 'root';
  return facts.get('ecs.cluster') ?? facts.get('agent.cluster') ?? (isSeen ? 'default' : undefined);
}

function moveCommands(cluster: string): readonly string[] {
  return [
    'sudo systemctl stop ecs',
    // ECS lets names consist of letters, digits, - and _, none of which sed takes for more than it is.
    `sudo sed -i ${quote(`s/^ECS_CLUSTER=.*/ECS_CLUSTER=${cluster.replace(/[^\w-]/g, '')}/`)} /etc/ecs/ecs.config`,
    'sudo rm /var/lib/ecs/data/agent.db',
    'sudo systemctl start ecs',
  ];
}

function ecsAgent({ probe, host }: ProbedFacts): ReturnType<HostRule> {
  if (!host.instance) return undefined;
  if (probe.facts.get('ecs.installed') === 'no') {
    return finding('agentNotInstalled', 'error', message('The ECS agent is not installed'), {
      detail: [message('Deregister the host, and register it anew.')],
      sources: [pages.anywhere],
    });
  }
  const [active = '', enabled = ''] = (probe.facts.get('service.ecs') ?? '').split(' ');
  if (active !== '' && active !== 'active' && active !== 'activating') {
    return finding('agentStopped', 'error', message('The ECS agent is not running ({0})', active), {
      detail: [message('It is started by the service ecs, which needs Docker.')],
      commands: ['sudo systemctl enable --now docker ecs', 'sudo journalctl -u ecs -n 50 --no-pager'],
      sources: [pages.anywhere],
    });
  }
  if (probe.facts.get('agent.answers') === 'no') {
    return finding('agentSilent', 'error', message('The ECS agent does not answer on its own host'), {
      detail: [message('It has not registered yet, or starts again and again. Its log tells why.')],
      commands: ['sudo tail -n 50 /var/log/ecs/ecs-agent.log', 'sudo tail -n 50 /var/log/ecs/ecs-init.log', restartEcs],
      sources: [pages.anywhere],
    });
  }
  if (enabled !== 'disabled') return undefined;
  return finding('agentStopped', 'warning', message('The ECS agent will not start with the host'), {
    detail: [message('Its service is not enabled: after the next restart of the host it is gone.')],
    commands: ['sudo systemctl enable ecs'],
    sources: [pages.anywhere],
  });
}

function ssmAgent({ probe }: ProbedFacts): ReturnType<HostRule> {
  const [active = '', enabled = ''] = (probe.facts.get('service.ssm') ?? '').split(' ');
  if (active !== '' && active !== 'active' && active !== 'activating') {
    return finding('ssmStopped', 'error', message('The SSM agent is not running ({0})', active), {
      detail: [message('Without it the credentials of the host end within 60 minutes.')],
      commands: ['sudo systemctl enable --now amazon-ssm-agent'],
      sources: [issue('ssm', 650), pages.anywhere],
    });
  }
  if (enabled !== 'disabled') return undefined;
  return finding('ssmStopped', 'warning', message('The SSM agent will not start with the host'), {
    detail: [message('Its service is not enabled: after the next restart of the host it is gone.')],
    commands: ['sudo systemctl enable amazon-ssm-agent'],
    sources: [pages.anywhere],
  });
}

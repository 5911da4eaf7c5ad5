import { message } from '../../text/message.ts';
import { finding, issue, pages, restartEcs, restartSsm, type DiagnosisFacts, type HostRule } from './finding.ts';

/** What AWS's side tells, without asking the host. */
export const channelRules: readonly HostRule[] = [stale, registrationFailed, unlisted, channels, draining, outdated];

function stale({ host }: DiagnosisFacts): ReturnType<HostRule> {
  if (!host.stale) return undefined;
  return finding('stale', 'warning', message('This is a registration that was left behind'), {
    detail: [
      message('Its machine works under another, younger one in the same cluster. Deregister this one.'),
      message('An ECS agent that loses what it remembers registers anew, and never again uses the old registration.'),
    ],
    sources: [issue('ecs', 782), issue('roadmap', 1901)],
  });
}

function registrationFailed({ host: { instance, state } }: DiagnosisFacts): ReturnType<HostRule> {
  if (state.ecs !== 'registrationFailed') return undefined;
  return finding('registrationFailed', 'error', message('ECS could not register the host'), {
    detail: [message('Deregister it, and register it anew.')],
    evidence: instance?.statusReason ? [instance.statusReason] : [],
    sources: [pages.anywhere],
  });
}

function unlisted({ host: { state } }: DiagnosisFacts): ReturnType<HostRule> {
  if (state.ssm !== 'unlisted') return undefined;
  return finding('ssmUnlisted', 'error', message('SSM does not know the node any more'), {
    detail: [
      message(
        'It was deregistered, or registered in another account or Region. Its agents get no new credentials; those they have end within 60 minutes. Make it forget its registration, and register it anew.',
      ),
    ],
    sources: [issue('ssm', 381), pages.deregistration],
  });
}

function channels({ host: { state, stale: isStale } }: DiagnosisFacts): ReturnType<HostRule> {
  if (isStale) return undefined;
  const ssmLost = state.ssm === 'connectionLost' || state.ssm === 'inactive';
  if (ssmLost && (state.ecs === 'disconnected' || state.ecs === 'none')) return offline();
  if (ssmLost) return ssmGone();
  // Where SSM does not know it, that is why.
  if (state.ecs === 'disconnected' && state.ssm !== 'unlisted') return agentGone();
  return undefined;
}

function offline(): ReturnType<HostRule> {
  return finding('offline', 'error', message('AWS does not hear of the host at all'), {
    detail: [
      message(
        'It is off, has no network, or a fault common to both agents stops them: a wrong clock, a blocked network, a full disk, or a fingerprint that does not match. The script that is offered here, run on the host, tells which.',
      ),
      message(
        'After a wrong clock or a long time without network the SSM agent waits for up to an hour between attempts: a restart of it does away with that.',
      ),
    ],
    commands: ['date', 'sudo systemctl status ecs amazon-ssm-agent docker --no-pager', restartSsm, restartEcs],
    sources: [issue('ssm', 616), issue('ssm', 650), issue('ssm', 73)],
  });
}

function ssmGone(): ReturnType<HostRule> {
  return finding('ssmLost', 'error', message('SSM does not hear of the host, while its ECS agent is connected'), {
    detail: [
      message(
        'The SSM agent is what renews the credentials of the host: within 60 minutes the ECS agent is cut off too. It has stopped, hibernates after a refusal, or its endpoints are blocked.',
      ),
    ],
    commands: [
      'sudo systemctl status amazon-ssm-agent --no-pager',
      'sudo tail -n 50 /var/log/amazon/ssm/amazon-ssm-agent.log',
      restartSsm,
    ],
    sources: [issue('ssm', 616), issue('ssm', 73), pages.fingerprint],
  });
}

function agentGone(): ReturnType<HostRule> {
  return finding('agentDisconnected', 'error', message('The ECS agent is not connected'), {
    detail: [message('Nothing is placed on the host, and no task that ends there is started again.')],
    commands: ['sudo systemctl status ecs docker --no-pager', 'sudo tail -n 50 /var/log/ecs/ecs-agent.log', restartEcs],
    sources: [issue('ecs', 2916), pages.anywhere],
  });
}

function draining({ host: { state } }: DiagnosisFacts): ReturnType<HostRule> {
  if (state.ecs !== 'draining') return undefined;
  return finding('draining', 'info', message('The host is draining: it takes no new tasks'), {
    detail: [message('Activate it for it to take tasks again.')],
    sources: [pages.deregistration],
  });
}

function outdated({ host: { instance }, newestAgent, probe }: DiagnosisFacts): ReturnType<HostRule> {
  const own = versionOf(probe?.facts.get('agent.version') ?? instance?.agentVersion);
  const newest = versionOf(newestAgent);
  if (!own || !newest || !isOlder(own, newest)) return undefined;
  const title = message('The ECS agent has version {0}; there is {1}', own.join('.'), newest.join('.'));
  return finding('agentOutdated', isOlder(own, restartPolicies) ? 'warning' : 'info', title, {
    detail: [
      message('AWS can not update agents of external instances: their package is updated. Tasks go on meanwhile.'),
      ...(isOlder(own, restartPolicies)
        ? [message('It is too old to restart containers by itself (restartPolicy), for which it takes 1.86.0.')]
        : []),
    ],
    sources: [pages.updates, issue('ecs', 4099), issue('roadmap', 1158)],
  });
}

type Version = readonly [number, number, number];
const restartPolicies: Version = [1, 86, 0];

/** `1.86.0`, `v1.86.0 (*abcdef)`, `Amazon ECS Agent - v1.86.0 (…)` */
function versionOf(text: string | undefined): Version | undefined {
  const [, major, minor, patch] = /(\d{1,5})\.(\d{1,5})\.(\d{1,5})/.exec(text ?? '') ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

function isOlder(a: Version, b: Version): boolean {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}

/** The newest version of those that hosts have, for `DiagnosisFacts.newestAgent`. */
export function newestVersion(versions: Iterable<string | undefined>): string | undefined {
  let newest: Version | undefined;
  for (const text of versions) {
    const version = versionOf(text);
    if (version && (!newest || isOlder(newest, version))) newest = version;
  }
  return newest?.join('.');
}

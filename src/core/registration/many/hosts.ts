import { Failure } from '../../failure.ts';
import { oneLine } from '../../text/label.ts';
import { activationLimits } from '../activation.ts';

// What OpenSSH itself refuses in a destination since 9.6, because `ProxyCommand` and `Match exec` hand it to a shell;
// braces also begin a Jinja expression.
const unsafe = /[\p{Cc}\p{Z}'"`$\\;&<>|(){}]/u;

/** Whether it can be the destination of `ssh`: `host`, `user@host`, or `ssh://user@host:port`. */
export function isSshDestination(host: string): boolean {
  return host !== '' && host.length <= 255 && !host.startsWith('-') && !unsafe.test(host);
}

/**
 * The hosts, each once, in order.
 *
 * @throws Failure `invalidRequest` for none, or one that `isSshDestination` refuses.
 */
export function checkedHosts(hosts: readonly string[]): readonly string[] {
  const wrong = hosts.find((host) => !isSshDestination(host));
  if (wrong !== undefined) throw new Failure('invalidRequest', `This is not a host for ssh: ${oneLine(wrong)}`);
  if (hosts.length === 0) throw new Failure('invalidRequest', 'There are no hosts.');
  return [...new Set(hosts)];
}

/**
 * How many registrations one activation for that many hosts should allow: a tenth more, at least one, because a run
 * that failed may have used one up.
 *
 * @throws Failure `invalidRequest` for less than one host, or more than one activation can register.
 */
export function registrationLimitFor(hosts: number): number {
  const max = activationLimits.maxRegistrations;
  if (!Number.isInteger(hosts) || hosts < 1 || hosts > max) {
    throw new Failure('invalidRequest', `An activation registers 1 to ${max} hosts.`);
  }
  return Math.min(max, hosts + Math.max(1, Math.ceil(hosts / 10)));
}

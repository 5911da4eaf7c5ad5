import { Failure } from '../../failure.ts';
import type { ProxyOptions } from '../hostOptions.ts';

/**
 * No user, no password, no path: nodeadm wants the proxy in files that all can read, and compares them with the
 * environment letter by letter, which fails for what systemd wants escaped. A POSIX extended expression, also for bash.
 */
export const proxyPattern = String.raw`^https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?/?$`;

/** Hosts, domains and networks that are reached without the proxy, separated by commas. */
const noProxyPattern = /^[A-Za-z0-9.,:*/_[\]-]*$/;

/**
 * The values `proxy` and `unproxied`, empty for none.
 *
 * @throws Failure `invalidRequest` for a proxy with user and password, or what is none.
 */
export function proxyValues(proxy: ProxyOptions | undefined): Readonly<Record<'proxy' | 'unproxied', string>> {
  if (!proxy) return { proxy: '', unproxied: '' };
  const { url, noProxy = '' } = proxy;
  if (!new RegExp(proxyPattern).test(url)) {
    throw new Failure('invalidRequest', 'A proxy is http://HOST:PORT, without user and password.');
  }
  if (!noProxyPattern.test(noProxy)) {
    throw new Failure('invalidRequest', 'What goes without the proxy are names, addresses and networks, with commas.');
  }
  return { proxy: url, unproxied: noProxy };
}

import { BlockList, isIP } from 'node:net';
import { Failure } from '../core/failure.ts';
import { service } from './failures.ts';

/**
 * The HTTP proxy for a server: the cluster's own `proxy-url`, else `HTTPS_PROXY` (`HTTP_PROXY` for one without TLS) with its
 * exceptions in `NO_PROXY`, as `kubectl` takes them. Source: Go, `golang.org/x/net/http/httpproxy`.
 */
export function proxyOf(server: URL, proxyUrl: string | undefined, env = process.env): URL | undefined {
  const { HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy } = env;
  const named = server.protocol === 'http:' ? [HTTP_PROXY, http_proxy] : [HTTPS_PROXY, https_proxy];
  const url = firstSaid(proxyUrl, ...(isExcepted(server, env) ? [] : named)) ?? '';
  if (url === '') return undefined;
  const proxy = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`;
  // The URL itself stays out of the message, as it may hold a password.
  if (!URL.canParse(proxy) || !/^https?:$/.test(new URL(proxy).protocol)) {
    throw new Failure('malformedConfig', 'The proxy for the Kubernetes API is not an http(s) URL.', { service });
  }
  return new URL(proxy);
}

/** Go never sends requests to the machine itself through a proxy of the environment. */
function isExcepted({ hostname, port, protocol }: URL, env: NodeJS.ProcessEnv): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || host.startsWith('127.') || host === '::1') return true;
  const exceptions = (firstSaid(env.NO_PROXY, env.no_proxy) ?? '').split(',').map((each) => each.trim().toLowerCase());
  return exceptions.some((exception) => {
    if (exception.includes('/')) return isInNetwork(host, exception);
    const [name = '', onlyPort = ''] = isIP(exception) ? [exception] : exception.split(/:(\d+)$/);
    if (name === '' || (onlyPort !== '' && onlyPort !== (port || (protocol === 'http:' ? '80' : '443')))) return false;
    return name === '*' || isNamed(host, name.replace(/^\[|\]$/g, ''));
  });
}

function firstSaid(...values: readonly (string | undefined)[]): string | undefined {
  return values.find((value) => value !== undefined && value !== '');
}

function isNamed(host: string, name: string): boolean {
  if (isIP(host) || isIP(name)) return host === name;
  const domain = name.replace(/^\*?\./, '');
  return host.endsWith(`.${domain}`) || (host === domain && domain === name);
}

/** @param network `10.0.0.0/8`, `fd00::/8` */
function isInNetwork(host: string, network: string): boolean {
  const [address = '', bits = ''] = network.split('/');
  const family = isIP(address);
  const isNetwork = family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
  if (!isNetwork || isIP(host) !== family) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(address, Number(bits), type);
  return list.check(host, type);
}

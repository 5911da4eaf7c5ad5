import { Failure } from '../core/failure.ts';
import { service } from './failures.ts';

/**
 * The HTTP proxy for a server: the cluster's own `proxy-url`, else `HTTPS_PROXY` with its exceptions in `NO_PROXY`, as
 * `kubectl` takes them. Source: Go, `golang.org/x/net/http/httpproxy`.
 */
export function proxyOf(server: URL, proxyUrl: string | undefined, env = process.env): URL | undefined {
  const ofEnvironment = isExcepted(server, env) ? undefined : (env.HTTPS_PROXY ?? env.https_proxy);
  const url = proxyUrl ?? ofEnvironment ?? '';
  if (url === '') return undefined;
  const proxy = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`;
  // The URL itself stays out of the message, as it may hold a password.
  if (!URL.canParse(proxy) || !/^https?:$/.test(new URL(proxy).protocol)) {
    throw new Failure('malformedConfig', 'The proxy for the Kubernetes API is not an http(s) URL.', { service });
  }
  return new URL(proxy);
}

/** Go never sends requests to the machine itself through a proxy of the environment. */
function isExcepted({ hostname, port }: URL, env: NodeJS.ProcessEnv): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || host.startsWith('127.') || host === '::1') return true;
  const exceptions = (env.NO_PROXY ?? env.no_proxy ?? '').split(',').map((each) => each.trim().toLowerCase());
  return exceptions.some((exception) => {
    const [name = '', onlyPort = ''] = exception.split(/:(\d+)$/);
    if (name === '' || (onlyPort !== '' && onlyPort !== (port || '443'))) return false;
    if (name === '*') return true;
    const domain = name.replace(/^\*?\./, '');
    return host.endsWith(`.${domain}`) || (host === domain && !/^\*?\./.test(name));
  });
}

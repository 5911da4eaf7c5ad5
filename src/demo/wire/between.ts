import type { Answer } from '../protocols.ts';
import type { Fault } from '../faults.ts';

type Between = Extract<Fault, { kind: 'between' }>;

const titles: Readonly<Record<number, string>> = {
  200: 'Sign in to this network',
  302: 'Found',
  403: 'Blocked by policy',
  407: 'Proxy Authentication Required',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** What proxies, gateways and networks that want a sign-in answer with in place of AWS: a page. */
export function betweenAnswer({ status, retryAfterSeconds }: Between): Answer {
  const title = titles[status] ?? `Error ${status}`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      ...(status === 302 && { location: 'http://127.0.0.1:9/sign-in' }),
      ...(status === 407 && { 'proxy-authenticate': 'Basic realm="proxy"' }),
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    },
    body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<h1>${title}</h1>\r\n</body>\r\n</html>\r\n`,
  };
}

import { hostOf, mostBytes as usualMostBytes, officialHosts, releaseUrl } from '../../core/distro/files.ts';
import type { FileAnswer, ReleaseFile, ReleaseFiles } from '../../core/distro/files.ts';
import { Failure } from '../../core/failure.ts';
import { bodyWithin } from '../requests/body.ts';
import type { CallLog } from '../requests/callLog.ts';
import { lostFile, refusedFile } from '../requests/publicFile.ts';
import { isPage, whatAnswered } from '../requests/refusePages.ts';

export interface PublicReleaseOptions {
  /** Of the demo account, which serves all files; default: the hosts where AWS publishes them. */
  readonly endpoint?: string | undefined;
  readonly log?: CallLog | undefined;
  /** Milliseconds for one file, redirects included. */
  readonly timeoutMs?: number;
  readonly mostBytes?: (file: ReleaseFile) => number;
}

const what = 'The file';
const mostRedirects = 3;
const usualTimeoutMs = 20_000;

/** Reads the files in which AWS says what it has released of EKS Distro and EKS Anywhere. Nobody need be signed in. */
export function publicReleases(options: PublicReleaseOptions = {}): ReleaseFiles {
  const { endpoint, log, timeoutMs = usualTimeoutMs, mostBytes = usualMostBytes } = options;
  const hosts = endpoint === undefined ? officialHosts : { repository: endpoint, distro: endpoint, anywhere: endpoint };
  return {
    async read(file, { etag, signal } = {}) {
      const start = performance.now();
      const call = callOf(file);
      const write = (outcome: Failure['reason'] | 'ok'): void =>
        log?.({ ...call, region: 'global', ms: Math.round(performance.now() - start), attempts: 1, outcome });
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        const both = signal ? AbortSignal.any([signal, timeout]) : timeout;
        const answer = await readFile(releaseUrl(file, hosts), {
          call,
          etag,
          signal: both,
          mostBytes: mostBytes(file),
        });
        write(answer.kind === 'absent' ? 'notFound' : 'ok');
        return answer;
      } catch (error) {
        const failure = Failure.is(error) ? error : lostFile(error, { call, what, signal });
        write(failure.reason);
        throw failure;
      }
    },
  };
}

interface Call {
  readonly service: string;
  readonly operation: string;
}

interface ReadOptions {
  readonly call: Call;
  readonly etag: string | undefined;
  readonly signal: AbortSignal;
  readonly mostBytes: number;
}

function callOf(file: ReleaseFile): Call {
  return { service: hostOf(file) === 'anywhere' ? 'EKS Anywhere' : 'EKS Distro', operation: `read ${file.kind}` };
}

async function readFile(url: string, options: ReadOptions): Promise<FileAnswer> {
  const { call, etag, mostBytes } = options;
  const response = await follow(url, options);
  const { status, headers } = response;
  if (status === 304 && etag !== undefined) return { kind: 'unchanged' };
  const refused = await refusedFile(response, { call, what });
  if (refused?.reason === 'notFound') return { kind: 'absent' };
  if (refused) throw refused;
  const text = await textOf(response, mostBytes, call);
  const newEtag = headers.get('etag');
  return { kind: 'text', text, ...(newEtag !== null && newEtag.length <= 256 && { etag: newEtag }) };
}

/** Redirects by hand: `fetch` follows twenty, also away from HTTPS. */
async function follow(first: string, { call, etag, signal }: ReadOptions): Promise<Response> {
  let url = first;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const headers = etag === undefined ? {} : { 'if-none-match': etag };
    const response = await fetch(url, { redirect: 'manual', headers, signal });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
    // The demo account, which has no HTTPS, stays where it is; AWS may send from one of its hosts to another.
    const { repository, distro, anywhere } = officialHosts;
    const hosts = [new URL(first).origin, repository, distro, anywhere];
    if (!next || !hosts.includes(next.origin)) throw movedAway(response, call);
    url = next.href;
  }
  throw new Failure('service', `The file was moved more than ${mostRedirects} times.`, call);
}

/** A network that wants a sign-in sends to its own page. */
function movedAway({ status, headers }: Response, call: Call): Failure {
  if (isPage(headers.get('content-type'))) return new Failure('network', whatAnswered(status), call);
  return new Failure('service', 'The file was moved to an address that is not safe.', call);
}

async function textOf(response: Response, mostBytes: number, call: Call): Promise<string> {
  const body = await bodyWithin(mostBytes, response);
  if (!body) throw new Failure('service', 'The file is larger than any that is known.', call);
  return body.toString('utf8');
}

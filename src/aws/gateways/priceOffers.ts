import { partitionOf } from '../../core/accounts/regions.ts';
import { Failure } from '../../core/failure.ts';
import { bodyWithin } from '../requests/body.ts';
import type { CallLog } from '../requests/callLog.ts';
import { lostFile, refusedFile } from '../requests/publicFile.ts';

export interface OfferOptions {
  /** Of the demo account; default: AWS's own hosts. */
  readonly endpoint?: string | undefined;
  readonly log?: CallLog | undefined;
  readonly signal?: AbortSignal;
  /** Default 48 MB, twice what the largest of the files that are asked for has. */
  readonly mostBytes?: number;
  /** For all of the file; default: a minute. */
  readonly timeoutMs?: number | undefined;
}

const call = { service: 'PriceList', operation: 'GetOffer' } as const;
const what = 'The offer file';
const usualMostBytes = 48 * 1024 * 1024;
const usualTimeoutMs = 60_000;

/**
 * A bulk offer file, for which nobody need be signed in, as parsed JSON.
 *
 * @throws {Failure}
 */
export async function fetchOffer(serviceCode: string, region: string, options: OfferOptions): Promise<unknown> {
  const start = performance.now();
  const write = (outcome: Failure['reason'] | 'ok'): void =>
    options.log?.({ ...call, region, ms: Math.round(performance.now() - start), attempts: 1, outcome });
  try {
    const offer = await read(offerUrl(serviceCode, region, options.endpoint), options);
    write('ok');
    return offer;
  } catch (error) {
    const failure = Failure.is(error) ? error : lostFile(error, { call, what, signal: options.signal });
    write(failure.reason);
    throw failure;
  }
}

/** Source: Billing user guide, "Getting price list files manually". */
export function offerUrl(serviceCode: string, region: string, endpoint?: string): string {
  const { id } = partitionOf(region);
  const isChina = id === 'aws-cn';
  const host = isChina ? 'https://pricing.cn-north-1.amazonaws.com.cn' : 'https://pricing.us-east-1.amazonaws.com';
  const path = [isChina ? 'cn' : 'aws', serviceCode, 'current', region, 'index.json'];
  return `${endpoint ?? host}/offers/v1.0/${path.map(encodeURIComponent).join('/')}`;
}

async function read(
  url: string,
  { signal, mostBytes = usualMostBytes, timeoutMs = usualTimeoutMs }: OfferOptions,
): Promise<unknown> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, {
    redirect: 'error',
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  const refused = await refusedFile(response, { call, what });
  if (refused) throw refused;
  const body = await bodyWithin(mostBytes, response);
  if (!body) throw new Failure('service', 'The offer file is larger than any that is known.', call);
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw new Failure('service', 'The offer file is not valid JSON.', call);
  }
}

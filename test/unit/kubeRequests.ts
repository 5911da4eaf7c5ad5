import { createHash, createHmac, type BinaryLike } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { SignatureV4 } from '@smithy/signature-v4';
import { HttpRequest } from '@smithy/core/protocols';
import type { Checksum, SourceData } from '@smithy/types';
import type { DemoAccount } from '../../src/demo/account.ts';
import type { Keys } from './demoClients.ts';

class Sha256 implements Checksum {
  readonly #key: SourceData | undefined;
  #chunks: BinaryLike[] = [];

  constructor(key?: SourceData) {
    this.#key = key;
  }

  update(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }

  digest(): Promise<Uint8Array> {
    const hash = this.#key === undefined ? createHash('sha256') : createHmac('sha256', this.#key as BinaryLike);
    for (const chunk of this.#chunks) hash.update(chunk);
    return Promise.resolve(new Uint8Array(hash.digest()));
  }

  reset(): void {
    this.#chunks = [];
  }
}

export interface TokenOptions extends Partial<Keys> {
  readonly sessionToken?: string;
  readonly signedAt?: number;
  /** Default: that of AWS. */
  readonly stsEndpoint?: string;
  readonly action?: string;
}

/** As `aws eks get-token` makes them, by the SDK's own signer. */
export async function eksToken(region: string, clusterName: string, options: TokenOptions = {}): Promise<string> {
  const { accessKeyId = 'AKIADUMMY', secretAccessKey = 'dummy', sessionToken, signedAt = Date.now() } = options;
  const url = new URL(options.stsEndpoint ?? `https://sts.${region}.amazonaws.com`);
  const signer = new SignatureV4({
    service: 'sts',
    region,
    sha256: Sha256,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
  });
  const signed = await signer.presign(
    new HttpRequest({
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port !== '' && { port: Number(url.port) }),
      path: '/',
      query: { Action: options.action ?? 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { 'host': url.host, 'x-k8s-aws-id': clusterName },
    }),
    {
      expiresIn: 60,
      signingDate: new Date(signedAt),
      unhoistableHeaders: new Set(['x-k8s-aws-id']),
      signableHeaders: new Set(['host', 'x-k8s-aws-id']),
    },
  );
  const query = new URLSearchParams(signed.query as Record<string, string>).toString();
  return `k8s-aws-v1.${Buffer.from(`${url.origin}/?${query}`).toString('base64url')}`;
}

export interface KubeAnswer {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly text: string;
}

export interface KubeClient {
  /** Rejects where there is no whole answer. */
  get(path: string, options?: { readonly token?: string; readonly signal?: AbortSignal }): Promise<KubeAnswer>;
  json<T>(path: string): Promise<T>;
}

/** Asks the Kubernetes API of a cluster, trusting its authority only. */
export async function kubeClient(demo: DemoAccount, cluster: string, token?: string): Promise<KubeClient> {
  const { endpoint, certificateAuthority } = await demo.kubernetes.addressOf(cluster);
  const ca = Buffer.from(certificateAuthority, 'base64').toString();
  const usual = token ?? (await eksToken(demo.region, cluster));
  const get: KubeClient['get'] = async (path, options = {}) => {
    const bearer = options.token ?? usual;
    const sent = request(new URL(path, endpoint), {
      ca,
      agent: false,
      headers: bearer === '' ? {} : { authorization: `Bearer ${bearer}` },
      ...(options.signal !== undefined && { signal: options.signal }),
    });
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: response.statusCode, type: response.headers['content-type'], text: await text(response) };
  };
  return { get, json: async <T>(path: string) => JSON.parse((await get(path)).text) as T };
}

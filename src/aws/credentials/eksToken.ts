import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, HttpRequest, Provider } from '@smithy/types';
import { partitionOf } from '../../core/accounts/regions.ts';

export interface EksTokenOptions {
  readonly region: string;
  readonly credentials: Provider<AwsCredentialIdentity>;
  readonly clusterName: string;
  /** Where the demo account listens. EKS itself takes AWS's own endpoints only, whatever the user has configured for STS. */
  readonly endpoint?: string | undefined;
  /** How many milliseconds this machine's clock is behind AWS's; negative where it is fast. Default: 0. */
  readonly clockOffset?: number | undefined;
}

/**
 * A token for the API server of an EKS cluster: the URL of a presigned `GetCallerIdentity`, which names the cluster in a
 * signed header. It is as good as a password for the cluster, for fifteen minutes since it was signed, whatever its URL
 * says: whoever keeps it should do so for ten at most. Asks nobody but the credentials' own sources.
 * What is signed by a clock that is wrong by more is refused like a stranger's.
 * Source: aws-iam-authenticator, `pkg/token`; `aws eks get-token`.
 */
export async function eksToken(options: EksTokenOptions): Promise<string> {
  const { region, credentials, clusterName, endpoint, clockOffset = 0 } = options;
  const url = new URL(endpoint ?? `https://sts.${region}.${partitionOf(region).dnsSuffix}`);
  // What the demo account's address has behind its port is no part of what is signed.
  url.pathname = '/';
  const signer = new SignatureV4({ service: 'sts', region, credentials, sha256: Sha256 });
  const request: HttpRequest = {
    method: 'GET',
    protocol: url.protocol,
    hostname: url.hostname,
    path: '/',
    query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
    headers: { 'host': url.host, 'x-k8s-aws-id': clusterName },
  };
  const { query = {} } = await signer.presign(request, {
    expiresIn: 60,
    signingDate: new Date(Date.now() + clockOffset),
  });
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  // Signed as RFC 3986 has it, where a space is %20.
  const signed = url.href.replaceAll('+', '%20');
  return `k8s-aws-v1.${Buffer.from(signed, 'utf8').toString('base64url')}`;
}

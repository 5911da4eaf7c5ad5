import assert from 'node:assert/strict';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CostExplorerClient } from '@aws-sdk/client-cost-explorer';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EKSClient } from '@aws-sdk/client-eks';
import { IAMClient } from '@aws-sdk/client-iam';
import { PricingClient } from '@aws-sdk/client-pricing';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { DemoAccount } from '../../src/demo/account.ts';

/** The unmodified SDK, pointed at a demo account; without retries, so that each answer is seen as it is. */
export interface DemoClients {
  readonly ecs: ECSClient;
  readonly ssm: SSMClient;
  readonly eks: EKSClient;
  readonly ecr: ECRClient;
  readonly sts: STSClient;
  readonly iam: IAMClient;
  readonly logs: CloudWatchLogsClient;
  readonly trail: CloudTrailClient;
  readonly metrics: CloudWatchClient;
  readonly explorer: CostExplorerClient;
  readonly pricing: PricingClient;
  destroy(): void;
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export function clientsOf(
  { endpoint, region }: Pick<DemoAccount, 'endpoint' | 'region'>,
  credentials: Keys = { accessKeyId: 'AKIADUMMY', secretAccessKey: 'dummy' },
): DemoClients {
  const config = { endpoint, region, credentials, maxAttempts: 1 };
  const clients = {
    ecs: new ECSClient(config),
    ssm: new SSMClient(config),
    eks: new EKSClient(config),
    ecr: new ECRClient(config),
    sts: new STSClient(config),
    iam: new IAMClient(config),
    logs: new CloudWatchLogsClient(config),
    trail: new CloudTrailClient(config),
    metrics: new CloudWatchClient(config),
    explorer: new CostExplorerClient(config),
    pricing: new PricingClient(config),
  };
  return { ...clients, destroy: () => Object.values(clients).forEach((client) => client.destroy()) };
}

export interface SeenError {
  readonly name: string;
  readonly status: number | undefined;
  readonly message: string;
}

/** What a call was refused with, as the SDK tells it. */
export async function refusalOf(call: Promise<unknown>): Promise<SeenError> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name, message, status: $metadata?.httpStatusCode };
  }
  return assert.fail('The call succeeded.');
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** One awsJson1.1 request, signed by a key, as any HTTP client could send it. */
export async function rawJson(
  account: Pick<DemoAccount, 'endpoint'>,
  target: string,
  body: string,
  headers: Readonly<Record<string, string>> = { authorization: authorization('AKIADUMMY') },
): Promise<RawAnswer> {
  const response = await fetch(account.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target, ...headers },
    body,
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

export function authorization(key: string): string {
  return `AWS4-HMAC-SHA256 Credential=${key}/20261122/us-east-1/ecs/aws4_request, SignedHeaders=host, Signature=none`;
}

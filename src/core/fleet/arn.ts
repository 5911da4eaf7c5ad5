/**
 * Amazon Resource Names. Format: IAM user guide, "Identify AWS resources with ARNs".
 */

export interface Arn {
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
  readonly service: string;
  /** Empty for global services, such as IAM. */
  readonly region: string;
  /** Twelve digits; empty for some services. */
  readonly accountId: string;
  /** Everything after the fifth colon: `cluster/web`, `role/path/name`, `task-definition/web:3`. */
  readonly resource: string;
}

export function parseArn(text: string): Arn | undefined {
  const parts = /^arn:(aws[a-z-]*):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|aws|):(\S.*)$/.exec(text);
  if (!parts) return undefined;
  const [, partition = '', service = '', region = '', accountId = '', resource = ''] = parts;
  return { partition, service, region, accountId, resource };
}

/** Of an SSM managed node that came by a hybrid activation; `id` is `mi-…`. */
export function managedInstanceArn(region: string, accountId: string, id: string, partition = 'aws'): string {
  return `arn:${partition}:ssm:${region}:${accountId}:managed-instance/${id}`;
}

/**
 * The last part of an ARN, which is what people call the thing: cluster name, task id, `family:revision`, role name.
 * Anything without a slash comes back as it is.
 */
export function shortId(arnOrPath: string): string {
  return arnOrPath.slice(arnOrPath.lastIndexOf('/') + 1);
}

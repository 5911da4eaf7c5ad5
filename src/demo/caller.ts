import type { IncomingHttpHeaders } from 'node:http';
import { speaksQuery } from './services/operation.ts';
import type { Caller, ServiceName } from './services/operation.ts';
import { AwsError } from './wire/awsError.ts';
import type { World } from './world.ts';

/**
 * Who signed a request, or `undefined` when nobody did. Signatures are not checked: any keys are the account's user.
 *
 * @throws {AwsError} for a header that is no signature, and for a session that has ended
 */
export function callerOf(
  world: World,
  headers: IncomingHttpHeaders,
  url: URL,
  service: ServiceName,
): Caller | undefined {
  const key = signingKey(headers, url, service);
  return key === undefined ? undefined : callerOfKey(world, key, service);
}

/**
 * Whose key that is.
 *
 * @throws {AwsError} for a session that has ended
 */
export function callerOfKey(world: World, key: string, service: ServiceName): Caller {
  // The SSM agent signs with its node's id and its own private key, until it has credentials of the node's role.
  const node = world.nodes.get(key);
  if (node !== undefined) return assumedRole(world, node.iamRole ?? '', key);
  const session = world.sessions.get(key);
  if (session === undefined) {
    return { arn: userArn(world), userId: 'AIDADEMOACCOUNTUSER' };
  }
  if (world.clock() >= session.expiresAt) {
    const status = speaksQuery(service) || service === 'eks' ? 403 : 400;
    const code = speaksQuery(service) ? 'ExpiredToken' : 'ExpiredTokenException';
    throw new AwsError(code, 'The security token included in the request is expired', status);
  }
  return assumedRole(world, session.role, session.sessionName);
}

/** The account's own user. */
export function userArn({ accountId }: Pick<World, 'accountId'>): string {
  return `arn:aws:iam::${accountId}:user/demo`;
}

function signingKey(headers: IncomingHttpHeaders, url: URL, service: ServiceName): string | undefined {
  const header = headers.authorization;
  const presigned = url.searchParams.get('X-Amz-Credential');
  if (header === undefined && presigned === null) return undefined;
  const credential = presigned ?? /^AWS4-\S+ Credential=([^,\s]+)/.exec(header ?? '')?.[1] ?? '';
  const [key = ''] = credential.split('/');
  if (key !== '') return key;
  throw new AwsError(named('IncompleteSignature', service), "Authorization header requires 'Credential' parameter.");
}

function assumedRole(world: World, role: string, sessionName: string): Caller {
  return {
    arn: `arn:aws:sts::${world.accountId}:assumed-role/${role}/${sessionName}`,
    userId: `AROADEMO:${sessionName}`,
    ...(world.nodes.has(sessionName) ? { nodeId: sessionName } : {}),
  };
}

export function missingToken(service: ServiceName): AwsError {
  const status = speaksQuery(service) || service === 'eks' ? 403 : 400;
  return new AwsError(named('MissingAuthenticationToken', service), 'Request is missing Authentication Token', status);
}

/** The query protocol's errors go without the ending that the others have. */
function named(code: string, service: ServiceName): string {
  return speaksQuery(service) ? code : `${code}Exception`;
}

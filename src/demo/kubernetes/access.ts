import { callerOfKey } from '../caller.ts';
import { AwsError } from '../wire/awsError.ts';
import { arnOfRole } from '../world.ts';
import type { AccessEntry, World } from '../world.ts';
import { forbidden, forbiddenPath, unauthorized } from './status.ts';
import type { Asked } from './status.ts';
import { signerOf } from './token.ts';

/** Who asks a Kubernetes API, and what they may. Sources: EKS user guide, "Access entries" and "Access policies". */

export interface User {
  readonly name: string;
  readonly may: (asked: Asked) => boolean;
}

export interface Gate {
  readonly world: World;
  readonly clusterName: string;
  readonly stsEndpoint: string;
  /** Of the demo account's kubeconfig, for clusters that are reached by it: it may read everything. */
  readonly bearerToken?: string | undefined;
}

const anonymous: User = { name: 'system:anonymous', may: () => false };

/** @throws {KubeError} 401 for a token that is not good, or whose owner the cluster does not know */
export function userOf(gate: Gate, authorization: string | undefined): User {
  if (authorization === undefined) return anonymous;
  const [, token] = /^Bearer (\S+)$/i.exec(authorization) ?? [];
  if (token === undefined) throw unauthorized();
  if (gate.bearerToken !== undefined) {
    if (token !== gate.bearerToken) throw unauthorized();
    return { name: 'demo-anywhere-admin', may: () => true };
  }
  const { world, clusterName, stsEndpoint } = gate;
  const secretOf = (key: string): string | undefined =>
    world.sessions.get(key)?.secretAccessKey ?? world.secrets.get(key);
  const key = signerOf(token, { clusterName, stsEndpoint, now: Date.now(), secretOf });
  const entry = key === undefined ? undefined : entryOf(gate, key);
  if (entry === undefined) throw unauthorized();
  return { name: entry.username, may: (asked) => mayBy(entry, asked) };
}

function entryOf({ world, clusterName }: Gate, key: string): AccessEntry | undefined {
  const arn = callerArn(world, key);
  const [, roleName] = /:assumed-role\/([^/]+)\//.exec(arn ?? '') ?? [];
  const role = roleName === undefined ? undefined : world.roles.get(roleName);
  const principal = role === undefined ? arn : arnOfRole(world, role);
  return world.eksClusters.get(clusterName)?.accessEntries.get(principal ?? '');
}

function callerArn(world: World, key: string): string | undefined {
  try {
    return callerOfKey(world, key, 'sts').arn;
  } catch (error) {
    // A session that has ended.
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

const wholeCluster = ['AmazonEKSClusterAdminPolicy', 'AmazonEKSAdminViewPolicy'];
const namespacesOnly = ['AmazonEKSAdminPolicy', 'AmazonEKSEditPolicy', 'AmazonEKSViewPolicy'];

function mayBy({ policyArns = [] }: AccessEntry, { group, plural }: Asked): boolean {
  const names = policyArns.map((arn) => arn.slice(arn.lastIndexOf('/') + 1));
  if (names.some((name) => wholeCluster.includes(name))) return true;
  return names.some((name) => namespacesOnly.includes(name)) && group === '' && plural === 'pods';
}

/** @throws {KubeError} 403 */
export function admit(user: User, asked: Asked): void {
  if (!user.may(asked)) throw forbidden(user.name, asked);
}

/** Discovery is for everyone who is known. @throws {KubeError} 403 */
export function admitPath(user: User, path: string): void {
  if (user === anonymous) throw forbiddenPath(user.name, path);
}

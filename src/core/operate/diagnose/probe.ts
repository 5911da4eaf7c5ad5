import { partitionOf } from '../../accounts/regions.ts';
import { Failure } from '../../failure.ts';
import { quote } from '../../text/shell.ts';
import { probeProgram } from './probeProgram.ts';

/**
 * A script that looks at an external host and changes nothing, for Run Command or to be run by hand. What it says is
 * read by `parseProbe`.
 */

export interface ProbeOptions {
  /** `mi-…` */
  readonly nodeId: string;
  readonly region: string;
  /** For the registry of the account itself. */
  readonly accountId?: string | undefined;
}

/** By this comment in it a stand-in of a host knows the script. */
export const probeMark = '# external-instances: probe 1';

/** What an answer begins with. */
export const probeHeader = 'external-instances-probe 1';

/**
 * POSIX sh; best as root, without which it sees less. Ends with 0 in less than ten seconds.
 *
 * @throws Failure `invalidRequest` for a Region or an account that is none
 */
export function probeScript({ nodeId, region, accountId }: ProbeOptions): string {
  if (!/^[a-z0-9-]+$/.test(region)) throw new Failure('invalidRequest', 'This is no Region of AWS.');
  if (accountId !== undefined && !/^\d{12}$/.test(accountId)) {
    throw new Failure('invalidRequest', 'This is no account of AWS.');
  }
  const endpoints = probedEndpoints(region, accountId).map(([name, host]) => `${name}=${host}`);
  return [
    '#!/bin/sh',
    probeMark,
    '# Looks at what an external instance needs, and changes nothing. Run it on the host, as root: sudo sh FILE',
    '',
    'main() {',
    `  node_id=${quote(nodeId)}`,
    `  endpoints=${quote(endpoints.join(' '))}`,
    probeProgram.trimEnd(),
    '}',
    '',
    'main',
    '',
  ].join('\n');
}

/**
 * Hosts that the agents talk to, by the names that the probe gives them. Source: ECS developer guide, "External instances",
 * which has a number in the place of the `1` too.
 */
function probedEndpoints(region: string, accountId: string | undefined): readonly (readonly [string, string])[] {
  const host = (service: string): string => `${service}.${region}.${partitionOf(region).dnsSuffix}`;
  return [
    ['ecs', host('ecs')],
    ['ecs-a', host('ecs-a-1')],
    ['ecs-t', host('ecs-t-1')],
    ['ssm', host('ssm')],
    ['ssmmessages', host('ssmmessages')],
    ['ec2messages', host('ec2messages')],
    ['ecr', host('api.ecr')],
    ...(accountId === undefined ? [] : [['dkr', host(`${accountId}.dkr.ecr`)] as const]),
    ['s3', host('s3')],
    ['logs', host('logs')],
  ];
}

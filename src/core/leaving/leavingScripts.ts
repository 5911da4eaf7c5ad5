import { guidedScript } from '../registration/guidedScript.ts';
import { oneLine } from '../text/label.ts';
import type { HostKind } from './leave.ts';
import { cleanUpPrograms, moveProgram, reRegisterProgram } from './leavingProgram.ts';

/**
 * Guided bash scripts for the host itself: Linux, as root, to be read before they are run. None holds a secret.
 *
 * They exit with 0 when done, 1 when they stopped, 2 for a wrong option; each throws a `Failure` `invalidRequest` for a
 * value that holds NUL.
 */

export interface CleanUpOptions {
  readonly kind: HostKind;
  /** `mi-…`: the script stops on a machine that is registered as another one. */
  readonly nodeId: string;
}

/** Takes the agents off a host that has left; for a hybrid node, `nodeadm uninstall` first. Option: `--force`. */
export function cleanUpScript({ kind, nodeId }: CleanUpOptions): string {
  const what = {
    ecs: 'an external instance of Amazon ECS',
    hybridNode: 'a hybrid node of Amazon EKS',
    ssm: 'a managed node of AWS Systems Manager',
  }[kind];
  const header = [
    `Cleans up this machine, which was ${what}.`,
    '',
    `  Node  ${oneLine(nodeId)}`,
    '',
    `Stops and removes the agents, and deletes their data and logs.${kind === 'ecs' ? ' Docker and images stay.' : ''}`,
    ...runAs,
    force,
  ];
  return guidedScript({ header, values: { node_id: nodeId }, program: cleanUpPrograms[kind] });
}

export interface MoveOptions {
  /** Names, not ARNs, of ECS clusters in the same Region. */
  readonly from: string;
  readonly to: string;
  readonly region: string;
  readonly nodeId: string;
}

/**
 * Moves an external instance to another ECS cluster, where it registers as a new container instance; the old one stays
 * behind and is to be deregistered after that. Option: `--force`.
 */
export function moveToClusterScript({ from, to, region, nodeId }: MoveOptions): string {
  const header = [
    'Moves this machine, an external instance of Amazon ECS, to another cluster.',
    '',
    `  Node    ${oneLine(nodeId)}`,
    `  From    ${oneLine(from)}`,
    `  To      ${oneLine(to)}`,
    `  Region  ${oneLine(region)}`,
    '',
    'Tasks of the old cluster that still run here are no longer managed: drain it first.',
    ...runAs,
    force,
  ];
  return guidedScript({ header, values: { node_id: nodeId, from, to, region }, program: moveProgram });
}

/**
 * Makes a host forget its registration, so that a register script can be run on it: after a region move, a fingerprint
 * mismatch, or a clone of another host's SD card. Option: `--new-machine-id`, for clones.
 */
export function reRegisterScript({ kind }: { readonly kind: Exclude<HostKind, 'hybridNode'> }): string {
  const header = [
    'Makes this machine forget its registration with AWS, so that it can register anew.',
    '',
    'Run the register script of its new activation after this one. The old registration is left in AWS: deregister it there.',
    ...runAs,
    '  --new-machine-id  for a clone, such as a copied SD card, that has the machine id of another host',
  ];
  return guidedScript({ header, values: { kind }, program: reRegisterProgram });
}

const runAs = ['', 'Run it on the machine itself, as root: sudo bash FILE'];
const force = '  --force  goes on where it would stop because the machine is not as expected';

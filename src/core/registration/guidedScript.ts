import { Failure } from '../failure.ts';
import { oneLine } from '../text/label.ts';
import { quote } from '../text/shell.ts';

/** What all guided register scripts for Linux look like from outside. */

export interface Installer {
  readonly url: string;
  /** Allows `http:`, on this machine's loopback only: for the demo account's stand-in. */
  readonly insecureLoopback?: boolean;
  /** False for the demo account's stand-in, to which the state of the machine does not matter either. */
  readonly needsRoot: boolean;
}

export type ScriptValue = readonly [name: string, value: string];

/**
 * A bash script. Everything happens in `main`, called by the last line: a script that arrives in part does nothing, and
 * one that arrives through a pipe has been read to its end before a command it runs could read from that pipe.
 *
 * @throws Failure `invalidRequest` for a value that holds NUL.
 */
export function guidedScript(header: readonly string[], values: readonly ScriptValue[], program: string): string {
  return [
    '#!/usr/bin/env bash',
    ...header.map((line) => (line === '' ? '#' : `# ${line}`)),
    '',
    'main() {',
    '  set -euo pipefail',
    '',
    ...values.map(([name, value]) => `  ${name}=${quote(value)}`),
    program.trimEnd(),
    '}',
    '',
    'main "$@"',
    '',
  ].join('\n');
}

/** The end of each header. */
export function secretWarning(needsRoot: boolean): readonly string[] {
  return [
    'THIS FILE HOLDS A SECRET, the activation code: until then, whoever has it can register a machine with',
    'your account. Do not share it, do not commit it, and delete it when the host has arrived.',
    '',
    `Run it on the machine to register${needsRoot ? ', as root: sudo bash FILE' : ': bash FILE'}`,
    '  --check-only  only tells what stands in the way, and changes nothing',
    '  --force       goes on despite problems',
  ];
}

/** `until 2026-11-22 14:05 UTC, for 1 host` */
export function validFor(activation: { readonly expiresAt: number; readonly registrationLimit: number }): string {
  const { expiresAt, registrationLimit } = activation;
  const hosts = registrationLimit === 1 ? '1 host' : `${registrationLimit} hosts`;
  return `until ${utcMinute(expiresAt)}, for ${hosts}`;
}

/** `2026-11-22 14:05 UTC` */
export function utcMinute(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const loopbackHosts = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** @throws Failure `invalidRequest` for an address that is neither https nor, where that is allowed, loopback. */
export function checkInstaller({ url, insecureLoopback }: Installer): void {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  const allowed = insecureLoopback ? protocol === 'http:' && loopbackHosts.test(hostname) : protocol === 'https:';
  if (!allowed) {
    const rule = insecureLoopback ? 'http on the loopback interface' : 'https';
    throw new Failure('invalidRequest', `The installer must come by ${rule}, not from ${oneLine(url)}`);
  }
}

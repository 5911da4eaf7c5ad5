import { Failure } from '../failure.ts';
import { oneLine } from '../text/label.ts';
import { quote } from '../text/shell.ts';

/** What all guided register scripts look like from outside. */

/** What a script fetches, and then runs or installs. */
export interface Installer {
  readonly url: string;
  /** Allows `http:`, on this machine's loopback only: for the demo account's stand-in. */
  readonly insecureLoopback?: boolean;
  /** False for the demo account's stand-in, to which the state of the machine does not matter either. */
  readonly needsRoot: boolean;
}

export interface GuidedScript {
  /** Lines of the comment at the top. */
  readonly header: readonly string[];
  /** The variables that the program finds set. */
  readonly values: Readonly<Record<string, string>>;
  /** Bash, the same for all values, so that it can be read and checked once. */
  readonly program: string;
}

/**
 * A bash script. Everything happens in `main`, called by the last line: a script that arrives in part does nothing, and
 * one that arrives through a pipe has been read to its end before a command it runs could read from that pipe.
 *
 * @throws Failure `invalidRequest` for a value that holds NUL.
 */
export function guidedScript({ header, values, program }: GuidedScript): string {
  return [
    '#!/usr/bin/env bash',
    ...header.map((line) => (line === '' ? '#' : `# ${line}`)),
    '',
    'main() {',
    '  set -euo pipefail',
    '',
    ...Object.entries(values).map(([name, value]) => `  ${name}=${quote(value)}`),
    program.trimEnd(),
    '}',
    '',
    'main "$@"',
    '',
  ].join('\n');
}

/** The part of a header that says what the file is worth to a thief. */
export const secretNotice: readonly string[] = [
  'THIS FILE HOLDS A SECRET, the activation code: until then, whoever has it can register a machine with',
  'your account. Do not share it, do not commit it, and delete it when it has done its work.',
];

/** The end of the header of a script for the machine that is to register. */
export function howToRun(needsRoot: boolean): readonly string[] {
  return [
    `Run it on the machine to register${needsRoot ? ', as root: sudo bash FILE' : ': bash FILE'}`,
    '  --check-only  only tells what stands in the way, and changes nothing',
    '  --force       goes on despite problems',
  ];
}

/** The activation by which a script registers machines. */
export interface ScriptActivation {
  readonly region: string;
  readonly activationId: string;
  /** A secret. */
  readonly activationCode: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly registrationLimit: number;
}

/** `until 2026-11-22 14:05 UTC, for 1 host` */
export function validFor(activation: Pick<ScriptActivation, 'expiresAt' | 'registrationLimit'>): string {
  const { expiresAt, registrationLimit } = activation;
  const hosts = registrationLimit === 1 ? '1 host' : `${registrationLimit} hosts`;
  return `until ${utcMinute(expiresAt)}, for ${hosts}`;
}

/** `2026-11-22 14:05 UTC` */
export function utcMinute(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The values by which a program tells whether the code has run out. `expiresAt` in milliseconds since the epoch. */
export function expiryValues(expiresAt: number): Readonly<Record<'expires_at' | 'expires_text', string>> {
  return { expires_at: String(Math.floor(expiresAt / 1000)), expires_text: utcMinute(expiresAt) };
}

const loopbackHosts = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** @throws Failure `invalidRequest` for an address that is neither https nor, where that is allowed, loopback. */
export function checkSource({ url, insecureLoopback }: Installer): void {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  const allowed = insecureLoopback ? protocol === 'http:' && loopbackHosts.test(hostname) : protocol === 'https:';
  if (!allowed) {
    const rule = insecureLoopback ? 'http on the loopback interface' : 'https';
    throw new Failure('invalidRequest', `What a script fetches must come by ${rule}, not from ${oneLine(url)}`);
  }
}

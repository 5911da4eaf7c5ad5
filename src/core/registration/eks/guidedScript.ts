import { Failure } from '../../failure.ts';
import { oneLine } from '../../text/label.ts';
import { quote } from '../../text/shell.ts';
import type { Installer } from '../registerScript.ts';

export interface GuidedScript {
  /** Lines of the comment at the top. */
  readonly header: readonly string[];
  /** The variables that the program finds set. */
  readonly values: Readonly<Record<string, string>>;
  /** Bash, the same for all values, so that it can be read and checked once. */
  readonly program: string;
}

/**
 * A bash script in the shape of `ecsLinuxRegisterScript`, and for the same reasons: all of it happens in `main`, which
 * the last line calls.
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
    '',
    program.trim().replace(/^/, '  '),
    '}',
    '',
    'main "$@"',
    '',
  ].join('\n');
}

/** The part of a header that says what the file is worth to a thief. */
export const secretNotice = [
  'THIS FILE HOLDS A SECRET, the activation code: until then, whoever has it can register a machine with',
  'your account. Do not share it, do not commit it, and delete it when it has done its work.',
] as const;

/** `2026-11-22 14:05 UTC` */
export function utcMinute(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The values that `checkCode` reads. `expiresAt` in milliseconds since the epoch. */
export function expiryValues(expiresAt: number): Readonly<Record<string, string>> {
  return { expires_at: String(Math.floor(expiresAt / 1000)), expires_text: utcMinute(expiresAt) };
}

const loopbackHosts = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** @throws Failure `invalidRequest` for what does not come by https, or from loopback where that is allowed. */
export function checkSource({ url, insecureLoopback }: Installer): void {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  const allowed = insecureLoopback ? protocol === 'http:' && loopbackHosts.test(hostname) : protocol === 'https:';
  if (!allowed) throw new Failure('invalidRequest', `This address is not allowed as a source: ${oneLine(url)}`);
}

/**
 * No user, no password, no path: nodeadm wants the proxy in files that all can read, and compares them with the
 * environment letter by letter, which fails for what systemd wants escaped. A POSIX extended expression, also for bash.
 */
export const proxyPattern = String.raw`^https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?/?$`;

/** Hosts, domains and networks that are reached without the proxy, separated by commas. */
const noProxyPattern = /^[A-Za-z0-9.,:*/_-]*$/;

export interface Proxy {
  /** `http://proxy.example.com:3128`, without user and password. */
  readonly url: string;
  /** As in `NO_PROXY`: `localhost,.example.com,10.0.0.0/8`. Default: what the machine has, or itself. */
  readonly noProxy?: string;
}

/**
 * The values `proxy` and `unproxied`, empty for none.
 *
 * @throws Failure `invalidRequest` for a proxy with user and password, or what is none.
 */
export function proxyValues(proxy: Proxy | undefined): Readonly<Record<'proxy' | 'unproxied', string>> {
  if (!proxy) return { proxy: '', unproxied: '' };
  const { url, noProxy = '' } = proxy;
  if (!new RegExp(proxyPattern).test(url) || !noProxyPattern.test(noProxy)) {
    throw new Failure('invalidRequest', 'A proxy is http://HOST:PORT, without user and password.');
  }
  return { proxy: url, unproxied: noProxy };
}

// The parts of a program that all share. Messages are ASCII, because a fresh machine's console may be.

/** `say`, `note`, `problem`. */
export const tell = `
  problems=0
  say() { printf '%s\\n' "$*"; }
  note() { say "Note: $*"; }
  problem() {
    problems=$((problems + 1))
    say "PROBLEM: $*" >&2
  }
`;

/** `check_code`, of `expiryValues`. */
export const checkCode = `
  check_code() {
    if [[ $(date +%s) -ge $expires_at ]]; then
      problem "The activation code ran out at $expires_text, or this machine's clock is wrong: it says $(date -u '+%Y-%m-%d %H:%M UTC'). Register anew, or set the clock."
    fi
  }
`;

/** Ends the script when only checks were wanted, or problems stand in the way. Reads `check_only` and `force`. */
export const stopAtProblems = `
  if [[ $check_only ]]; then
    say "Checked only; nothing was changed. Problems: $problems."
    if [[ $problems -gt 0 ]]; then exit 1; fi
    exit 0
  fi
  if [[ $problems -gt 0 ]]; then
    if [[ ! $force ]]; then
      say 'STOPPED: nothing was changed, and no registration was used up. Solve the problems above, or go on despite them with --force.' >&2
      exit 1
    fi
    say 'Goes on despite the problems above (--force).'
  fi
`;

/** `fetch ADDRESS FILE`, of the values `loopback` and `proxy`. */
export const fetchFile = `
  fetch() {
    if [[ $loopback ]]; then
      curl --proto '=http' --noproxy '*' --globoff -fsS --max-time 60 -o "$2" "$1"
      return
    fi
    set -- --proto '=https' --tlsv1.2 -fsSL --retry 3 --retry-connrefused --connect-timeout 20 --max-time 600 -o "$2" "$1"
    if [[ $proxy ]]; then set -- --proxy "$proxy" "$@"; fi
    curl "$@"
  }
`;

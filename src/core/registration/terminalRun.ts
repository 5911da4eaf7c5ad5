import { Failure } from '../failure.ts';
import { oneLine } from '../text/label.ts';
import { isSshDestination } from './many/hosts.ts';

/**
 * How an integrated terminal runs a register script so that its activation code stays out of shell history, terminal
 * title and files, and of process arguments until AWS's installer starts, which takes the code no other way.
 */

export interface TerminalRun {
  readonly shellPath: string;
  readonly shellArgs: string[];
  readonly env: Record<string, string>;
}

const variable = 'EXTERNAL_INSTANCES_SCRIPT';

// The variable is gone before anything else is started, so that no child inherits it. An interrupt (Ctrl-C) ends the
// script, not this shell, which still has to tell how it went. `printf` is built in, so that its argument is nowhere
// to be seen.
const start = `
set -o pipefail
script=$${variable}
unset ${variable}
decoded() { printf %s "$script" | base64 --decode; }
trap : INT
`;

const end = `
status=$?
unset script
trap - INT
printf '\\nThe register script ended with exit status %s.\\n' "$status"
exec "\${SHELL:-/bin/bash}"
`;

// `sudo` asks for the password on the terminal itself.
const runHere = `
if [[ $1 == user || $(id -u) == 0 ]]; then
  decoded | bash -ps
elif command -v sudo >/dev/null; then
  decoded | sudo bash -ps
else
  echo 'This takes root, and there is no sudo here. Save the script and run it as root.' >&2
  false
fi
`;

/**
 * What to start a terminal with. It runs the script, through `sudo` where root is needed and the user is not root,
 * says its exit status, and becomes the user's ordinary shell. The terminal must not be kept for the next start of
 * VS Code (`isTransient`), since that would store `env`, and with it the code.
 *
 * The whole script must fit in one environment variable: below 96 KiB on Linux.
 */
export function runInTerminal(script: string, { needsRoot }: { readonly needsRoot: boolean }): TerminalRun {
  return terminalRun(script, runHere, [needsRoot ? 'root' : 'user']);
}

/**
 * What is given to `sh` on the host, each on one line without single quotes, since the user's shell there may be any.
 *
 * For a `sudo` that asks for a password, stdin must be the terminal, so that the script has to lie in a file there:
 * readable by its owner only, in memory where the host has such a place, in a folder of a name that no other can have
 * made before.
 */
const onHost = {
  look:
    'if ! command -v bash >/dev/null; then echo no-bash; elif [ "$(id -u)" = 0 ]; then echo root; ' +
    'elif sudo -n true 2>/dev/null; then echo sudo; elif command -v sudo >/dev/null; then echo password; else echo no-sudo; fi',
  store: `umask 077; ${eachFolder('if mkdir "$at" 2>/dev/null; then cat >"$at/script"; exit; fi')}`,
  // When the connection ends, this gets a hang-up, and goes on to delete the file.
  sudo: `trap : INT HUP TERM; ${eachFolder('if [ -f "$at/script" ]; then sudo bash "$at/script"; status=$?; rm -rf "$at"; exit "$status"; fi')}`,
  remove: eachFolder('rm -rf "$at"'),
} as const;

/** `NAME` stands for the name of the folder. It ends with 1 where `command` does not end it. */
function eachFolder(command: string): string {
  const folders = '"${XDG_RUNTIME_DIR:-/dev/shm}" /dev/shm "${TMPDIR:-/tmp}"';
  return `for at in ${folders}; do at=$at/NAME; ${command}; done; exit 1`;
}

// One connection for all, so that a password is asked for once. `ssh` asks on the terminal itself.
// No `$'` in braces: VS Code looks for variables of its own there, and mangles it.
const runThere = `
host=$2
newline='
'
stored='' interrupted=''
trap interrupted=yes INT
work=$(mktemp -d)
name=register-script-\${work##*[./]}-$RANDOM$RANDOM
connect() { ssh -S "$work/ssh" -o ControlMaster=auto -o ControlPersist=60 -o ConnectTimeout=20 -o ServerAliveInterval=30 "$@"; }
there() {
  local command=$1
  shift
  connect "$@" -- "$host" "sh -c '\${command//NAME/$name}'"
}
clean_up() {
  if [[ $stored ]]; then there "$remove" -T -o BatchMode=yes </dev/null >/dev/null 2>&1; fi
  ssh -S "$work/ssh" -O exit -- "$host" </dev/null >/dev/null 2>&1
  rm -rf -- "$work"
}
trap 'clean_up; exit 1' HUP TERM
register() {
  local how
  if ! how=$(there "$look" -T </dev/null); then
    printf 'ssh could not connect to %s. The register script was not run.\\n' "$host" >&2
    return 255
  fi
  # Files that the shell reads at its start may have said something before.
  how=\${how##*"$newline"}
  if [[ $how != no-bash && $1 == user ]]; then how=root; fi
  case $how in
    root) decoded | connect -T -- "$host" 'bash -s' ;;
    sudo) decoded | connect -T -- "$host" 'sudo -n bash -s' ;;
    password)
      stored=yes
      if ! decoded | there "$store" -T; then
        printf 'The register script could not be handed over to %s, and was not run.\\n' "$host" >&2
        return 1
      fi
      there "$sudo" -t
      ;;
    no-sudo)
      printf 'This takes root, and there is no sudo on %s. Log in there as root.\\n' "$host" >&2
      return 1
      ;;
    *)
      printf 'There is no bash on %s. The register script was not run.\\n' "$host" >&2
      return 1
      ;;
  esac
}
register "$1"
status=$?
clean_up
trap - HUP TERM
if [[ $interrupted ]]; then printf 'What has begun on %s may go on there.\\n' "$host"; fi
(exit "$status")
`;

const words = Object.entries(onHost)
  .map(([name, command]) => `${name}='${command}'`)
  .join('\n');

export interface SshRunOptions {
  /** A destination of `ssh`, as `isSshDestination` has it. */
  readonly host: string;
  /** Whether the script takes root there. */
  readonly needsRoot: boolean;
}

/**
 * As `runInTerminal`, but the script is run on another machine, over ssh: on the stdin of bash as root or where `sudo`
 * asks for no password, else from a file there that is deleted afterwards, so that `sudo` can ask in the terminal.
 *
 * @throws Failure `invalidRequest` for a host that ssh would not take.
 */
export function runOverSsh(script: string, { host, needsRoot }: SshRunOptions): TerminalRun {
  if (!isSshDestination(host)) {
    throw new Failure('invalidRequest', `This is not a host for ssh: ${oneLine(host)}`);
  }
  return terminalRun(script, `${words}\n${runThere}`, [needsRoot ? 'root' : 'user', host]);
}

function terminalRun(script: string, program: string, args: readonly string[]): TerminalRun {
  return {
    shellPath: 'bash',
    // Privileged (`-p`): takes no start-up file and no functions from the environment, which a workspace may have set.
    shellArgs: ['-pc', `${start.trim()}\n${program.trim()}\n${end.trim()}`, 'register', ...args],
    env: { [variable]: Buffer.from(script, 'utf8').toString('base64') },
  };
}

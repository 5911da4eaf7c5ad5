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
// to be seen; `sudo` asks for the password on the terminal itself.
const program = `
set -o pipefail
script=$${variable}
unset ${variable}
decoded() { printf %s "$script" | base64 --decode; }
trap : INT
if [[ $1 == user || $(id -u) == 0 ]]; then
  decoded | bash -s
elif command -v sudo >/dev/null; then
  decoded | sudo bash -s
else
  echo 'This takes root, and there is no sudo here. Save the script and run it as root.' >&2
  false
fi
status=$?
unset script
trap - INT
printf '\\nThe register script ended with exit status %s.\\n' "$status"
exec "\${SHELL:-/bin/bash}"
`.trim();

/**
 * What to start a terminal with. It runs the script, through `sudo` where root is needed and the user is not root,
 * says its exit status, and becomes the user's ordinary shell. The terminal must not be kept for the next start of
 * VS Code (`isTransient`), since that would store `env`, and with it the code.
 *
 * The whole script must fit in one environment variable: below 96 KiB on Linux.
 */
export function runInTerminal(script: string, { needsRoot }: { readonly needsRoot: boolean }): TerminalRun {
  return {
    shellPath: 'bash',
    shellArgs: ['-c', program, 'register', needsRoot ? 'root' : 'user'],
    env: { [variable]: Buffer.from(script, 'utf8').toString('base64') },
  };
}

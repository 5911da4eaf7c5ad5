import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const hasShellCheck = spawnSync('shellcheck', ['--version']).status === 0;
/** For the titles of tests. */
export const shellCheckNote = hasShellCheck ? 'also to ShellCheck' : 'ShellCheck is not installed';

/** With `UPDATE_GOLDEN` set, the file is written instead. */
export function assertGolden(actual: string, file: URL): void {
  if (process.env.UPDATE_GOLDEN) writeFileSync(file, actual);
  assert.equal(actual, readFileSync(file, 'utf8'));
}

/** Valid to bash, and where it is installed (as in CI) also to ShellCheck, which takes a moment. */
export function assertBash(script: string, { shellCheck = true } = {}): void {
  checkWith('bash', ['-n'], script);
  if (shellCheck && hasShellCheck) checkWith('shellcheck', ['--shell=bash', '-'], script);
}

function checkWith(command: string, args: readonly string[], script: string): void {
  const { status, stdout, stderr } = spawnSync(command, args, { input: script, encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}${stderr}`);
}

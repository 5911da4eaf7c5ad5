import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

// Runs a script for real, in bash, on a machine made of stand-ins, and writes down what it calls: its commands are
// those given and no others, its files those below a folder of its own. Many can run at the same time.

export interface Machine {
  /** Below the root, without the leading slash; `undefined` for none. */
  readonly files?: Readonly<Record<string, string | undefined>>;
  /** Stand-ins, as the body of a bash script, which finds the machine's folder in `$SCRATCH`; `undefined` for none. */
  readonly commands?: Readonly<Record<string, string | undefined>>;
  /** Commands of the machine that the tests run on. */
  readonly realCommands: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly status: number | null;
  /** What it said, on both streams. */
  readonly output: string;
  /** Name and arguments of each call of a stand-in, in order. */
  readonly calls: readonly (readonly string[])[];
  /** Every file that is there afterwards, below the machine's folder: path to text, or `(long)`. */
  readonly files: Readonly<Record<string, string>>;
}

export interface Run {
  readonly script: string;
  readonly args?: readonly string[];
  /** Hands the script over on stdin. */
  readonly piped?: boolean;
  /** What runs it, out of the machine's real commands; bash without. */
  readonly shell?: readonly [command: string, ...args: readonly string[]];
}

export async function runOn(machine: Machine, { script, args = [], piped, shell = ['bash'] }: Run): Promise<Outcome> {
  const scratch = await mkdtemp(join(tmpdir(), 'recording-machine-'));
  try {
    await build(scratch, machine);
    await writeFile(join(scratch, 'script.sh'), script);
    const [command, ...options] = shell;
    const given = piped ? ['-s', '--', ...args] : [join(scratch, 'script.sh'), ...args];
    const child = spawn(command, [...options, ...given], {
      cwd: scratch,
      env: {
        PATH: join(scratch, 'bin'),
        REGISTER_ROOT: join(scratch, 'root'),
        SCRATCH: scratch,
        TMPDIR: join(scratch, 'tmp'),
        ...machine.env,
      },
    });
    // A script that ends early does not read all of it.
    child.stdin.on('error', () => undefined).end(piped ? script : '');
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { status, output: stdout + stderr, calls: await calls(scratch), files: await files(scratch) };
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function build(scratch: string, machine: Machine): Promise<void> {
  await Promise.all(['bin', 'calls', 'tmp', 'root'].map((folder) => mkdir(join(scratch, folder))));
  const commands = Object.entries(machine.commands ?? {}).map(async ([name, body]) => {
    if (body === undefined) return;
    const file = join(scratch, 'bin', name);
    await writeFile(
      file,
      `#!${onPath('bash')}\nprintf '%s\\0' "\${0##*/}" "$@" $'\\n' >>"$SCRATCH/calls/$$"\n${body}\n`,
    );
    await chmod(file, 0o755);
  });
  const links = machine.realCommands.map((name) => symlink(onPath(name), join(scratch, 'bin', name)));
  const written = Object.entries(machine.files ?? {}).map(async ([path, content]) => {
    if (content === undefined) return;
    await mkdir(dirname(join(scratch, 'root', path)), { recursive: true });
    await writeFile(join(scratch, 'root', path), content);
  });
  await Promise.all([...commands, ...links, ...written]);
}

function onPath(command: string): string {
  const found = (process.env.PATH ?? '').split(delimiter).find((folder) => existsSync(join(folder, command)));
  assert.ok(found, `${command} is not on PATH`);
  return join(found, command);
}

/** A file each, since bash writes line by line, and calls may happen at the same time. */
async function calls(scratch: string): Promise<readonly (readonly string[])[]> {
  const paths = (await readdir(join(scratch, 'calls'))).map((name) => join(scratch, 'calls', name));
  const written = await Promise.all(
    paths.map(async (path) => ({
      at: (await stat(path, { bigint: true })).mtimeNs,
      words: (await readFile(path, 'utf8')).split('\0'),
    })),
  );
  written.sort((a, b) => (a.at < b.at ? -1 : 1));
  const all: string[][] = [[]];
  for (const word of written.flatMap(({ words }) => words.slice(0, -1))) {
    if (word === '\n') all.push([]);
    else all.at(-1)?.push(word);
  }
  return all.slice(0, -1);
}

async function files(scratch: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(scratch, { recursive: true, withFileTypes: true });
  const own = entries.filter((entry) => entry.isFile() && entry.name !== 'script.sh');
  const paths = own.map((entry) => join(entry.parentPath, entry.name));
  const read = paths.map(async (path) => {
    const { size } = await stat(path);
    return [path.slice(scratch.length + 1), size > 100_000 ? '(long)' : await readFile(path, 'utf8')] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

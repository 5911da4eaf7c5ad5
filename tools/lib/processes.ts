import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';

/** A running child process that ends, with all that it has started, no later than this process does. */
export interface OwnedProcess {
  readonly child: ChildProcess;
  /** Its exit code; `undefined` when a signal ended it. Rejects when it could not be started. */
  readonly exited: Promise<number | undefined>;
  /** Asks it to end, and insists after three seconds. */
  stop(): Promise<void>;
}

/** Told to a child that leads a process group: what it starts stays in that group, which we end as a whole. */
const insideGroup = 'OWNED_PROCESS_GROUP';

const owned = new Map<ChildProcess, { isGroup: boolean }>();
const cleanups: (() => Promise<void> | void)[] = [];
let watching = false;
let interrupted = false;
const parent = process.ppid;

/** Starts a process of which nothing is left when this one ends, however it ends (bar SIGKILL). */
export function startOwned(command: string, args: readonly string[], options: SpawnOptions = {}): OwnedProcess {
  watchForTheEnd();
  const isGroup = process.platform !== 'win32' && process.env[insideGroup] === undefined;
  const env = { ...(options.env ?? process.env), [insideGroup]: '1' };
  const child = spawn(command, args, { ...options, env, detached: isGroup });
  owned.set(child, { isGroup });
  const exited = new Promise<number | undefined>((resolve, reject) => {
    child.once('error', (error) => {
      owned.delete(child);
      reject(error);
    });
    child.once('exit', (code) => {
      signalAll(child, 'SIGKILL'); // whatever it left behind
      owned.delete(child);
      resolve(code ?? undefined);
    });
  });
  exited.catch(() => undefined); // the caller may only care about the output
  const stop = async (): Promise<void> => {
    if (!owned.has(child)) return;
    signalAll(child, 'SIGTERM');
    const insist = setTimeout(() => signalAll(child, 'SIGKILL'), 3000);
    await exited.catch(() => undefined);
    clearTimeout(insist);
  };
  return { child, exited, stop };
}

export interface Finished {
  readonly code: number | undefined;
  /** Standard output and error, as they came. */
  readonly output: string;
}

/** Runs a process to its end and collects what it prints. */
export async function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Finished> {
  const { child, exited } = startOwned(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = new Promise((resolve) => child.once('close', resolve));
  const code = await exited;
  await closed;
  return { code, output: Buffer.concat(chunks).toString('utf8') };
}

/** Runs a process that must succeed. The error carries its whole output. */
export async function runOrThrow(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code ?? 'a signal'}\n${output}`);
  return output;
}

/** Does `cleanup` when this process is told to end by a signal; the last one added is done first. */
export function onInterrupt(cleanup: () => Promise<void> | void): void {
  watchForTheEnd();
  cleanups.unshift(cleanup);
}

/** Has a signal told this process to end? Then what it owns is being stopped. */
export function isEnding(): boolean {
  return interrupted;
}

function watchForTheEnd(): void {
  if (watching) return;
  watching = true;
  process.once('exit', endAllNow);
  process.on('SIGINT', () => interrupt(130));
  process.on('SIGTERM', () => interrupt(143));
  process.on('SIGHUP', () => interrupt(129));
  process.stdout.on('error', () => interrupt(1)); // nobody reads any more
  // npm and a run of ours may be killed without telling us. (Windows does not tell of it at all.)
  const hasParent = process.env.npm_lifecycle_event !== undefined || process.env[insideGroup] !== undefined;
  if (!hasParent) return;
  setInterval(() => {
    if (process.ppid !== parent) interrupt(129);
  }, 500).unref();
}

/** Only the first time: npm hands on a signal that a terminal has sent to all of us already. */
function interrupt(code: number): void {
  if (interrupted) return;
  interrupted = true;
  void endInOrder().finally(() => process.exit(code));
}

async function endInOrder(): Promise<void> {
  const limit = new Promise((resolve) => setTimeout(resolve, 8000).unref());
  await Promise.race([limit, cleanUp()]);
}

async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups) {
    try {
      await cleanup();
    } catch (error) {
      console.error(error);
    }
  }
}

function endAllNow(): void {
  for (const child of owned.keys()) signalAll(child, 'SIGKILL');
}

/** To the process and, where it leads a group, to all in it. */
function signalAll(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
    return;
  }
  try {
    process.kill(owned.get(child)?.isGroup ? -child.pid : child.pid, signal);
  } catch {
    // It has ended already.
  }
}

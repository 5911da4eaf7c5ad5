import { setFlagsFromString, queryObjects } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setTimeout as wait } from 'node:timers/promises';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Something whose instances are counted. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- what `queryObjects` takes
type Kind = Function;

export interface InUse {
  /** Bytes. */
  readonly heap: number;
  /** How many there are of each kind. */
  readonly counts: Readonly<Record<string, number>>;
  /** Timers, sockets, … that keep a process alive, by kind. */
  readonly resources: Readonly<Record<string, number>>;
}

/** What is held after all that can be thrown away was. */
export async function inUse(kinds: readonly Kind[]): Promise<InUse> {
  // What was ended a moment ago is let go in the turns after; finalizers run in turns of their own.
  for (let count = 0; count < 3; count++) {
    await wait(20);
    collect();
  }
  const resources: Record<string, number> = {};
  for (const each of process.getActiveResourcesInfo()) resources[each] = (resources[each] ?? 0) + 1;
  return {
    heap: process.memoryUsage().heapUsed,
    counts: Object.fromEntries(kinds.map((kind) => [kind.name, queryObjects(kind, { format: 'count' })])),
    resources,
  };
}

import { Complaint } from '../lib/complaint.ts';
import type { Outcome, Part, RunContext } from './parts.ts';

export interface Finished {
  readonly name: string;
  readonly outcome: Outcome;
  readonly seconds: number;
}

/** The wanted parts with all that they need, in the order of `all`. */
export function withNeeds(all: readonly Part[], wanted: readonly string[]): Part[] {
  const names = new Set(wanted);
  // A part stands after what it needs, or before: go round until nothing is added.
  for (let size = 0; size !== names.size;) {
    size = names.size;
    for (const part of all) if (names.has(part.name)) part.needs.forEach((need) => names.add(need));
  }
  return all.filter((part) => names.has(part.name));
}

/** Runs parts, at most `lanes` at once, each when what it needs has succeeded; tells of each as it ends. */
export async function runParts(
  parts: readonly Part[],
  lanes: number,
  context: RunContext,
  onFinished: (finished: Finished) => void,
): Promise<void> {
  const waiting = [...parts];
  const finished = new Map<string, Outcome>();
  const running = new Set<Promise<void>>();
  const runOne = async (part: Part): Promise<void> => {
    const started = Date.now();
    const outcome = await outcomeOf(part, finished, context);
    finished.set(part.name, outcome);
    onFinished({ name: part.name, outcome, seconds: (Date.now() - started) / 1000 });
  };
  while (waiting.length + running.size > 0) {
    const next = waiting.findIndex((part) => part.needs.every((need) => finished.has(need)));
    const [part] = running.size < lanes && next >= 0 ? waiting.splice(next, 1) : [];
    if (part === undefined) {
      if (running.size === 0)
        throw new Error(`Parts that need each other: ${waiting.map(({ name }) => name).join(', ')}`);
      await Promise.race(running);
      continue;
    }
    const promise = runOne(part).finally(() => running.delete(promise));
    running.add(promise);
  }
}

async function outcomeOf(part: Part, finished: ReadonlyMap<string, Outcome>, context: RunContext): Promise<Outcome> {
  const missing = part.needs.filter((need) => finished.get(need)?.failed !== 0);
  if (missing.length > 0) return { passed: 0, failed: 1, output: `Not run: ${missing.join(' and ')} failed.\n` };
  try {
    return await part.run(context);
  } catch (error) {
    const unexpected = error instanceof Error && !(error instanceof Complaint);
    return { passed: 0, failed: 1, output: unexpected ? (error.stack ?? error.message) : String(error) };
  }
}

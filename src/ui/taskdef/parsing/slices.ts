import { turn } from '../../../core/turns.ts';

/** Of work on the extension host's thread, after which others have their turn; in milliseconds. */
const slice = 4;

/** Does work step by step. It takes a turn of the event loop at least as often as a slice and a step are over. */
export async function inSlices<Result>(steps: Iterator<unknown, Result>): Promise<Result> {
  for (let start = performance.now(); ;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - start < slice) continue;
    await turn();
    start = performance.now();
  }
}

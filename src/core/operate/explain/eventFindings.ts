import type { ServiceEvent } from '../ecsOperations.ts';
import type { Explanation } from './explanation.ts';
import { explainEvent } from './serviceEvents.ts';

/** Something that went wrong with a service, by its events. */
export interface EventFinding extends Explanation {
  readonly count: number;
  readonly lastAt: number;
  /** It was not steady again since then. */
  readonly isCurrent: boolean;
}

/**
 * What the events say of what is wrong, each thing once, the newest first.
 *
 * @param events the newest first
 */
export function eventFindings(events: readonly ServiceEvent[]): readonly EventFinding[] {
  const found = new Map<string, EventFinding>();
  let isCurrent = true;
  for (const event of events) {
    if (isCurrent && /\bhas reached a steady state\b/i.test(event.message)) isCurrent = false;
    const explanation = explainEvent(event);
    if (!explanation) continue;
    const { template } = explanation.means;
    const known = found.get(template);
    if (known) found.set(template, { ...known, count: known.count + 1 });
    else found.set(template, { ...explanation, count: 1, lastAt: event.at, isCurrent });
  }
  return [...found.values()];
}

/** Those about a task, which they name by its id. */
export function eventsAbout(events: readonly ServiceEvent[], taskId: string): readonly ServiceEvent[] {
  return taskId === '' ? [] : events.filter(({ message }) => message.includes(taskId));
}

import { Failure } from '../failure.ts';
import { taskCpu, taskMemory } from '../taskdef/cost/taskSize.ts';
import type { TaskGateway, TaskRevision } from './gateway.ts';
import type { RegisterInput, TaskValue } from './registerInput.ts';
import { isList, nodeOf } from './values.ts';

export interface Registered {
  readonly revision: TaskRevision;
  /** AWS's answer was lost, and the revision found afterwards. */
  readonly answerWasLost: boolean;
}

/**
 * Registers a revision, once. After a lost answer it looks for one that came since and says the same; where there is none
 * it rejects with the `Failure` of the call, for nobody can tell then whether it was registered.
 *
 * @param newest the newest revision of the family before the call
 */
export async function registerRevision(
  gateway: Pick<TaskGateway, 'register' | 'revision'>,
  input: RegisterInput,
  newest: TaskRevision | undefined,
  signal?: AbortSignal,
): Promise<Registered> {
  try {
    return { revision: await gateway.register(input, signal), answerWasLost: false };
  } catch (error) {
    if (!answerMayBeLost(error)) throw error;
    const found = await gateway.revision(input.family, signal).catch(() => undefined);
    if (!found || found.revision <= (newest?.revision ?? 0) || !saysAllOf(found.definition, input)) throw error;
    return { revision: found, answerWasLost: true };
  }
}

/** Whether AWS may have acted all the same. */
export function answerMayBeLost(error: unknown): error is Failure {
  return Failure.is(error) && ['network', 'timedOut', 'service'].includes(error.reason);
}

/** Whether a registered definition has all that was sent; what ECS adds, and the order in which it lists, don't count. */
function saysAllOf(registered: TaskRevision['definition'], input: RegisterInput): boolean {
  return Object.entries(input).every(([name, value]) => {
    // Tags are not part of a definition.
    if (name === 'tags') return true;
    const other = registered[name];
    if (name === 'cpu') return taskCpu(nodeOf(value)) === taskCpu(nodeOf(other ?? null));
    if (name === 'memory') return taskMemory(nodeOf(value)) === taskMemory(nodeOf(other ?? null));
    return has(other, value);
  });
}

function has(whole: TaskValue | undefined, part: TaskValue): boolean {
  if (typeof part !== 'object' || part === null) return whole === part;
  if (isList(part)) {
    if (part.length === 0) return whole === undefined || (isArray(whole) && whole.length === 0);
    return isArray(whole) && whole.length === part.length && part.every((each) => whole.some((one) => has(one, each)));
  }
  if (typeof whole !== 'object' || whole === null || isList(whole)) return false;
  return Object.entries(part).every(([name, each]) => has(whole[name], each));
}

function isArray(value: TaskValue | undefined): value is readonly TaskValue[] {
  return value !== undefined && isList(value);
}

import type { AnswerOf } from '../../core/agents/answer.ts';
import { findingsAnswer } from '../../core/agents/findingsAnswer.ts';
import type { AgentInput } from '../../core/agents/input.ts';
import { checkSteps } from '../../core/taskdef/check.ts';
import { inSlices } from '../taskdef/parsing/slices.ts';
import type { AgentNeeds } from './agentNeeds.ts';
import { taskTextAsked } from './taskText.ts';

/** By the text alone, as `npm run hints` does it: nobody is asked. */
export async function checkTaskDefinition(
  needs: AgentNeeds,
  input: AgentInput,
  signal: AbortSignal,
): Promise<AnswerOf> {
  const { text, document, severities, file } = await taskTextAsked(needs, input);
  signal.throwIfAborted();
  const failedRules: string[] = [];
  const findings = await inSlices(
    checkSteps(text, document, {}, { severities }, (rule, error) => {
      failedRules.push(rule);
      needs.failed(`Rule ${rule}`, error);
    }),
  );
  return findingsAnswer({ text, file, document, findings, failedRules });
}

import { AgentError, type AnswerOf } from '../../core/agents/answer.ts';
import { costAnswer } from '../../core/agents/costAnswer.ts';
import { textIn, wholeNumberIn, type AgentInput } from '../../core/agents/input.ts';
import type { AgentNeeds } from './agentNeeds.ts';
import { taskTextAsked } from './taskText.ts';

/** Where no account tells, prices are those of the Region that most have. */
const usualRegion = 'us-east-1';

/** By the prices that are known here: nobody is asked. */
export async function estimateTaskCost(needs: AgentNeeds, input: AgentInput): Promise<AnswerOf> {
  const hosts = wholeNumberIn(input, 'hosts', 1, 10_000, 1);
  const region = textIn(input, 'region', 50)?.trim() ?? needs.fleet.accounts[0]?.ref.region ?? usualRegion;
  const { document } = await taskTextAsked(needs, input);
  if (document.definitions.length === 0) {
    throw new AgentError('It holds no ECS task definition, of which alone costs are known.');
  }
  const prices = await needs.prices();
  return costAnswer(document.definitions, { prices, region, hoursPerMonth: needs.hoursPerMonth(), hosts });
}

import { AgentError, type AnswerOf } from '../../core/agents/answer.ts';
import { hostsAnswer } from '../../core/agents/hostsAnswer.ts';
import { flagIn, textIn, type AgentInput } from '../../core/agents/input.ts';
import { parseHostFilter } from '../../core/fleet/filter.ts';
import { messageText } from '../../core/text/message.ts';
import { accountsAsked, hostsOf } from './accountsAsked.ts';
import type { AgentNeeds } from './agentNeeds.ts';

export async function listExternalHosts(needs: AgentNeeds, input: AgentInput, signal: AbortSignal): Promise<AnswerOf> {
  const filter = parseHostFilter(textIn(input, 'filter') ?? '');
  if ('problem' in filter) throw new AgentError(`The filter can't be used. ${messageText(filter.problem)}`);
  const accounts = await accountsAsked(needs, input);
  if (flagIn(input, 'refresh')) await needs.fleet.renew();
  const read = await Promise.all(accounts.map((account) => hostsOf(account, needs, signal)));
  return hostsAnswer(read, filter.matches);
}

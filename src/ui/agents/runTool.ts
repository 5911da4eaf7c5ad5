import { AgentError, boundedText, type AnswerOf } from '../../core/agents/answer.ts';
import { inputOf, type AgentInput } from '../../core/agents/input.ts';
import { Failure, type FailureReason } from '../../core/failure.ts';
import { tools, type ToolId } from '../ids.ts';
import type { AgentNeeds } from './agentNeeds.ts';
import { problemOf } from './accountsAsked.ts';
import type { ScriptPlan } from './createRegisterScript.ts';

/** Who asks. */
export interface AgentCall {
  readonly signal: AbortSignal;
  /** Whether the user agrees to what would be made. Asked at most once, and before anything is made. */
  readonly agree: (plan: ScriptPlan) => Promise<boolean>;
  /** Whether a text is short enough for who asked. */
  readonly fits?: (text: string) => boolean | PromiseLike<boolean>;
}

/** Runs a tool. @throws AgentError with a sentence for the model, whatever went wrong */
export async function runTool(needs: AgentNeeds, tool: ToolId, given: unknown, call: AgentCall): Promise<string> {
  try {
    call.signal.throwIfAborted();
    const answer = await answerOf(needs, tool, inputOf(given), call);
    return await boundedText(answer, call.fits);
  } catch (error) {
    throw toAgentError(needs, tool, error, call.signal);
  }
}

async function answerOf(needs: AgentNeeds, tool: ToolId, input: AgentInput, call: AgentCall): Promise<AnswerOf> {
  const { signal } = call;
  switch (tool) {
    case tools.listExternalHosts:
      return (await import('./listExternalHosts.ts')).listExternalHosts(needs, input, signal);
    case tools.explainHostState:
      return (await import('./explainHostState.ts')).explainHostState(needs, input, signal);
    case tools.estimateTaskCost:
      return (await import('./estimateTaskCost.ts')).estimateTaskCost(needs, input);
    case tools.checkTaskDefinition:
      return (await import('./checkTaskDefinition.ts')).checkTaskDefinition(needs, input, signal);
    case tools.createRegisterScript: {
      const { planRegisterScript, createRegisterScript } = await import('./createRegisterScript.ts');
      const plan = await planRegisterScript(needs, input, signal);
      if (!(await call.agree(plan))) throw new AgentError('The user did not agree. Nothing was made.');
      signal.throwIfAborted();
      return createRegisterScript(needs, plan);
    }
  }
}

/** What a model, or the user it works for, can do next. */
const remedies: Readonly<Partial<Record<FailureReason, string>>> = {
  noCredentials: 'The user chooses an account with the command "Select Account…".',
  expiredCredentials: 'The user signs in again with the command "Sign In…", or in a terminal.',
  invalidCredentials: 'The user chooses another account with the command "Select Account…".',
  accessDenied: 'The command "Copy IAM Policy…" gives the permissions that are needed.',
  regionDisabled: 'The user enables the Region for the account, or chooses another.',
  malformedConfig: 'The user mends the AWS config file.',
  network: 'Try again when the network is there.',
  timedOut: 'Try again in a moment.',
  throttled: 'Try again in a minute.',
  clockSkew: "The user sets this computer's clock.",
  notFound: 'Ask again with "refresh": true in list_external_hosts.',
};

function toAgentError(needs: AgentNeeds, tool: ToolId, error: unknown, signal: AbortSignal): AgentError {
  if (error instanceof AgentError) return error;
  if (signal.aborted) return new AgentError('Cancelled.');
  needs.failed(tool, error);
  const failure = Failure.from(error);
  const remedy = remedies[failure.reason] ?? 'The log of the extension has the details (command "Show Log").';
  return new AgentError(`${problemOf(failure)}. ${remedy}`);
}

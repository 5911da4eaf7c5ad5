import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { inputOf } from '../../core/agents/input.ts';
import { escapeMarkdown } from '../../core/text/markdown.ts';
import { tools, type ToolId } from '../ids.ts';
import type { Services } from '../services.ts';
import type { AgentNeeds } from './agentNeeds.ts';
import { McpService } from './mcp/mcpService.ts';
import { agentNeeds } from './needs.ts';
import { agreementTitle, agreementWords } from './agreement.ts';
import { runTool } from './runTool.ts';
import { planRegisterScript, type ScriptPlan } from './createRegisterScript.ts';

/** What the agreements that are not used yet can be, lest questions that nobody answers pile up. */
const mostAgreements = 50;

/** The tools as VS Code's own chat calls them. It asks the user before those that make something. */
export class LanguageModelTools {
  readonly #needs: AgentNeeds;
  /** What the user was asked, by the input: what is made must be that. */
  readonly #asked = new Map<string, string>();

  /** The same tools for agents of other programs. */
  readonly mcp: McpService;

  constructor(services: Services) {
    this.#needs = agentNeeds(services);
    this.mcp = new McpService(services);
  }

  async prepare(
    tool: ToolId,
    input: unknown,
    token: vscode.CancellationToken,
  ): Promise<vscode.PreparedToolInvocation | undefined> {
    if (tool !== tools.createRegisterScript) return undefined;
    const plan = await this.#plan(input, token);
    if (!plan) return undefined;
    const words = agreementWords(plan);
    const [oldest] = this.#asked.keys();
    if (this.#asked.size >= mostAgreements && oldest !== undefined) this.#asked.delete(oldest);
    this.#asked.set(keyOf(input), words.join('\n'));
    return {
      invocationMessage: l10n.t('Creating the activation'),
      confirmationMessages: {
        title: agreementTitle(),
        message: new vscode.MarkdownString(words.map((line) => `- ${escapeMarkdown(line)}`).join('\n')),
      },
    };
  }

  /** Why it can't be made is said when it is invoked, where the model hears it. */
  async #plan(input: unknown, token: vscode.CancellationToken): Promise<ScriptPlan | undefined> {
    const ended = signalOf(token);
    try {
      return await planRegisterScript(this.#needs, inputOf(input), ended.signal);
    } catch {
      return undefined;
    } finally {
      ended.dispose();
    }
  }

  async invoke(
    tool: ToolId,
    { input, tokenizationOptions }: vscode.LanguageModelToolInvocationOptions<unknown>,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const ended = signalOf(token);
    try {
      const text = await runTool(this.#needs, tool, input, {
        signal: ended.signal,
        agree: (plan) => Promise.resolve(this.#wasAgreed(input, plan)),
        ...(tokenizationOptions && {
          fits: async (each) => (await tokenizationOptions.countTokens(each, token)) <= tokenizationOptions.tokenBudget,
        }),
      });
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    } finally {
      ended.dispose();
    }
  }

  /** VS Code invokes only what the user agreed to; meanwhile the account may have become another one. */
  #wasAgreed(input: unknown, plan: ScriptPlan): boolean {
    const key = keyOf(input);
    const words = this.#asked.get(key);
    this.#asked.delete(key);
    return words === agreementWords(plan).join('\n');
  }
}

function keyOf(input: unknown): string {
  return JSON.stringify(input ?? {});
}

interface Ended {
  readonly signal: AbortSignal;
  dispose(): void;
}

function signalOf(token: vscode.CancellationToken): Ended {
  const end = new AbortController();
  if (token.isCancellationRequested) end.abort();
  const subscription = token.onCancellationRequested(() => end.abort());
  return { signal: end.signal, dispose: () => void subscription.dispose() };
}

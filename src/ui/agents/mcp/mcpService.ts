import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { AgentError } from '../../../core/agents/answer.ts';
import { settings, tools } from '../../ids.ts';
import { logFailure } from '../../log.ts';
import type { Services } from '../../services.ts';
import { agreementTitle, agreementWords } from '../agreement.ts';
import type { ScriptPlan } from '../createRegisterScript.ts';
import { agentNeeds } from '../needs.ts';
import { runTool } from '../runTool.ts';
import type { RunningMcp } from './mcpServer.ts';
import { toolList } from './toolList.ts';

/** The MCP server of this window: runs as long as the setting says so. */
export class McpService implements vscode.Disposable {
  readonly #services: Services;
  /** One start or stop after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #running: RunningMcp | undefined;
  #isAsking = false;
  #isDisposed = false;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Starts or stops it as the setting says now. @returns it, where it runs then */
  follow(): Promise<RunningMcp | undefined> {
    const turn = this.#turn.then(() => this.#follow());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #follow(): Promise<RunningMcp | undefined> {
    const isOn = vscode.workspace.getConfiguration().get<unknown>(settings.mcpEnabled) === true && !this.#isDisposed;
    if (isOn === (this.#running !== undefined)) return this.#running;
    if (!isOn) {
      const running = this.#running;
      this.#running = undefined;
      await running?.close();
      this.#services.log.info('The MCP server has stopped');
      return undefined;
    }
    this.#running = await this.#start();
    this.#services.log.info(`The MCP server listens at ${this.#running.url}`);
    return this.#running;
  }

  async #start(): Promise<RunningMcp> {
    const { context, log } = this.#services;
    const needs = agentNeeds(this.#services);
    const { startMcpServer } = await import('./mcpServer.ts');
    const manifest = context.extension.packageJSON as { readonly version: string };
    return startMcpServer({
      version: manifest.version,
      tools: toolList(manifest).map((tool) => ({ ...tool })),
      run: async (name, input, signal) => {
        const tool = Object.values(tools).find((each) => each === name);
        if (!tool) throw new AgentError('There is no such tool.');
        return runTool(needs, tool, input, { signal, agree: (plan) => this.#agree(plan, signal) });
      },
      failed: (what, error) => logFailure(log, what, error),
    });
  }

  /** By a question that can't be overlooked. */
  async #agree(plan: ScriptPlan, signal: AbortSignal): Promise<boolean> {
    if (this.#isAsking) throw new AgentError('The user is being asked about another one. Try again after that.');
    this.#isAsking = true;
    try {
      const create = l10n.t('Create Activation');
      const detail = agreementWords(plan).join('\n');
      const answer = await vscode.window.showWarningMessage(agreementTitle(), { modal: true, detail }, create);
      return answer === create && !signal.aborted && !this.#isDisposed;
    } finally {
      this.#isAsking = false;
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    void this.follow().catch((error: unknown) => logFailure(this.#services.log, 'MCP server', error));
  }
}

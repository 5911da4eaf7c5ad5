import * as vscode from 'vscode';
import { settings, tools } from '../ids.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import type { LanguageModelTools } from './languageModelTools.ts';
import type { McpService } from './mcp/mcpService.ts';

/** What agents are offered, as much of it as is loaded at the start: the rest comes with the first that asks. */
export class AgentParts implements vscode.Disposable {
  readonly #services: Services;
  readonly #subscriptions: { dispose(): void }[];
  #loaded: Promise<LanguageModelTools> | undefined;

  constructor(services: Services) {
    this.#services = services;
    this.#subscriptions = [
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settings.mcpEnabled)) this.#follow();
      }),
    ];
    this.#follow();
    // Not all editors that take extensions of VS Code have it.
    if (!(vscode.lm as Partial<typeof vscode.lm> | undefined)?.registerTool) return;
    for (const tool of Object.values(tools)) {
      const registered = vscode.lm.registerTool<unknown>(tool, {
        prepareInvocation: async ({ input }, token) => (await this.#load()).prepare(tool, input, token),
        invoke: async (options, token) => (await this.#load()).invoke(tool, options, token),
      });
      this.#subscriptions.push(registered);
    }
  }

  async mcp(): Promise<McpService> {
    return (await this.#load()).mcp;
  }

  #follow(): void {
    if (!this.#loaded && vscode.workspace.getConfiguration().get<unknown>(settings.mcpEnabled) !== true) return;
    this.#load()
      .then(({ mcp }) => mcp.follow())
      .catch((error: unknown) => logFailure(this.#services.log, 'MCP server', error));
  }

  #load(): Promise<LanguageModelTools> {
    this.#loaded ??= import('./languageModelTools.ts').then((module) => new module.LanguageModelTools(this.#services));
    // The next one tries again.
    this.#loaded.catch(() => (this.#loaded = undefined));
    return this.#loaded;
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
    this.#loaded?.then(({ mcp }) => mcp.dispose()).catch(() => undefined);
  }
}

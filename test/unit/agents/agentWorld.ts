import { AgentError } from '../../../src/core/agents/answer.ts';
import { shippedPrices } from '../../../src/core/cost/shippedPrices.ts';
import { Fleet } from '../../../src/core/fleet/fleet.ts';
import type { AccountRef } from '../../../src/core/fleet/model.ts';
import { activationRequest, type ActivationRequest } from '../../../src/core/registration/activation.ts';
import { noTasks } from '../../../src/core/taskdef/document.ts';
import { parseDocument } from '../../../src/core/taskdef/parse/parseDocument.ts';
import { looksLikeTaskDefinition, syntaxOf } from '../../../src/core/taskdef/parse/sniff.ts';
import type { World } from '../../../src/demo/world.ts';
import { homeWorld } from '../../../src/demo/worlds/homeWorld.ts';
import type { AgentNeeds, WorkspaceText } from '../../../src/ui/agents/agentNeeds.ts';
import type { ScriptPlan } from '../../../src/ui/agents/createRegisterScript.ts';
import { runTool } from '../../../src/ui/agents/runTool.ts';
import type { ToolId } from '../../../src/ui/ids.ts';
import { connectTo, type DemoConnection } from '../demoConnection.ts';
import { hclParser } from '../hcl.ts';

/** What answers hold, of whichever tool. */
export interface Answer {
  readonly accounts: readonly { readonly isDemo?: boolean; readonly accountId?: string; readonly asOf: string }[];
  readonly hostsInAll: number;
  readonly hostsMatching: number;
  readonly hostsNotShown: number;
  readonly matchingByState: Readonly<Record<string, number>>;
  readonly hosts: readonly HostAnswer[];
  readonly host: HostAnswer;
  readonly disconnection: { readonly what: string };
  readonly findings: readonly FindingAnswer[];
  readonly errors: number;
  readonly file: string;
  readonly next: string;
  readonly region: string;
  readonly taskDefinitions: readonly {
    readonly taskDefinition: string;
    readonly cpuUnits: number;
    readonly places: readonly {
      readonly usdPerMonth: number;
      readonly prices: readonly { readonly rate: string; readonly source: string; readonly asOf: string }[];
    }[];
  }[];
  readonly created: boolean;
  readonly activationId: string;
}

interface HostAnswer {
  readonly name: string;
  readonly id: string;
  readonly state: string;
  readonly freeCpuUnits?: number;
  readonly freeMemoryMiB?: number;
}

interface FindingAnswer {
  readonly rule: string;
  readonly severity: string;
  readonly line: number;
  readonly detail: readonly string[];
  readonly commandsOnTheHost: readonly string[];
  readonly sources: readonly string[];
}

export interface AgentWorld {
  readonly connection: DemoConnection;
  readonly needs: AgentNeeds;
  /** May be changed by a test. */
  readonly state: { isReadOnly: boolean; isTrusted: boolean; files: Record<string, WorkspaceText> };
  /** Activations that were made, with their codes. */
  readonly made: { readonly request: ActivationRequest; readonly code: string }[];
  /** What the user was asked. */
  readonly asked: ScriptPlan[];
  readonly failures: unknown[];
  ask(tool: ToolId, input?: unknown, more?: { agrees?: boolean; signal?: AbortSignal }): Promise<Answer>;
  close(): Promise<void>;
}

/** Tools, with a demo account behind the unmodified SDK. */
export async function agentWorld(world: World = homeWorld()): Promise<AgentWorld> {
  const connection = await connectTo(world, { unpaced: true });
  const ref: AccountRef = { source: { kind: 'demo' }, region: connection.demo.region };
  const fleet = new Fleet(() => connection.fleet);
  const state: AgentWorld['state'] = { isReadOnly: false, isTrusted: true, files: {} };
  const made: { request: ActivationRequest; code: string }[] = [];
  const asked: ScriptPlan[] = [];
  const failures: unknown[] = [];
  const needs: AgentNeeds = {
    fleet,
    ensureShown: async () => {
      if (fleet.accounts.length === 0) await fleet.show([ref]);
    },
    registration: () => Promise.resolve({ gateway: connection.registration, roles: connection.roles }),
    create: async (registration) => {
      const { account, cluster, role, plan, instanceName, registrationLimit, lifetimeMs, tags } = registration;
      const options = { role: role.name, instanceName, registrationLimit, lifetimeMs, tags };
      const request = activationRequest({ ...options, ...(cluster && { clusterArn: cluster.arn }) }, Date.now());
      const { id, code } = await connection.registration.createActivation(request);
      made.push({ request, code });
      const { expiresAt } = request;
      const record = { id, account: account.ref, plan, registrationLimit, createdAt: Date.now(), expiresAt };
      return { ...record, ...(cluster && { cluster: { arn: cluster.arn, name: cluster.name } }) };
    },
    severities: () => ({}),
    readFile: (path) => {
      const file = state.files[path];
      return file ? Promise.resolve(file) : Promise.reject(new AgentError('There is no such file.'));
    },
    parse: async (input) => {
      if (!looksLikeTaskDefinition(input)) return noTasks;
      return parseDocument(input, syntaxOf(input) === 'terraform' ? await hclParser() : undefined);
    },
    prices: () => Promise.resolve(shippedPrices),
    hoursPerMonth: () => 730,
    isReadOnly: () => state.isReadOnly,
    isTrusted: () => state.isTrusted,
    now: Date.now,
    failed: (_, error) => failures.push(error),
  };
  return {
    connection,
    needs,
    state,
    made,
    asked,
    failures,
    ask: async (tool, input, { agrees = true, signal = new AbortController().signal } = {}) => {
      const agree = (plan: ScriptPlan): Promise<boolean> => {
        asked.push(plan);
        return Promise.resolve(agrees);
      };
      return JSON.parse(await runTool(needs, tool, input, { signal, agree })) as Answer;
    },
    close: async () => {
      fleet.dispose();
      await connection.close();
    },
  };
}

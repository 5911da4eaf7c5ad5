import { randomBytes } from 'node:crypto';
import type { CommandInvocation, SendCommandCommandInput, SSMClient } from '@aws-sdk/client-ssm';
import {
  CancelCommandCommand,
  GetCommandInvocationCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  SendCommandCommand,
} from '@aws-sdk/client-ssm';
import { compact } from '../../core/compact.ts';
import { Failure } from '../../core/failure.ts';
import type { CommandGateway, CommandOutput, CommandResult, CommandStatus } from '../../core/operate/commands.ts';
import { answerMayBeLost } from '../../core/tasks/register.ts';
import { listAll } from '../requests/batches.ts';
import { mapped, text } from '../requests/narrow.ts';
import { retrying } from '../requests/retrying.ts';

export interface CommandGatewayOptions {
  /** A client that tries each call once, for the one that must not be sent again after a lost answer. */
  readonly once: () => Promise<SSMClient>;
  /** Milliseconds between attempts that SSM refused without acting, and between looks for what it may have taken. */
  readonly waits: readonly number[];
}

/** The most that each list gives at once. */
const pageSize = 50;
const commentLimit = 100;

export function commandGateway(client: () => Promise<SSMClient>, options: CommandGatewayOptions): CommandGateway {
  const send = sender(client, options);
  return {
    send: ({ nodeIds, script, comment, timeoutSeconds, shell }, signal) => {
      const input = {
        DocumentName: shell === 'bash' ? 'AWS-RunShellScript' : 'AWS-RunPowerShellScript',
        InstanceIds: [...new Set(nodeIds)],
        Parameters: { commands: [...script] },
        ...(timeoutSeconds !== undefined && { TimeoutSeconds: timeoutSeconds }),
      };
      return send(input, comment, signal);
    },

    updateSsmAgent: (nodeIds, signal) =>
      send({ DocumentName: 'AWS-UpdateSSMAgent', InstanceIds: [...new Set(nodeIds)] }, 'Update SSM Agent', signal),

    async results(commandId, signal) {
      const found: CommandResult[] = [];
      const pages = listAll(async (nextToken, abortSignal) => {
        const ssm = await client();
        const command = new ListCommandInvocationsCommand({
          CommandId: commandId,
          Details: true,
          MaxResults: pageSize,
          NextToken: nextToken,
        });
        const page = await ssm.send(command, { abortSignal });
        return { items: mapped(page.CommandInvocations, toResult), nextToken: page.NextToken };
      }, signal);
      for await (const page of pages) found.push(...page);
      return found;
    },

    async output(commandId, nodeId, signal) {
      const ssm = await client();
      const command = new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: nodeId });
      const answer = await ssm.send(command, signal && { abortSignal: signal });
      return toOutput(answer.StandardOutputContent ?? '', answer.StandardErrorContent ?? '', answer.ResponseCode);
    },

    async cancel(commandId, signal) {
      const ssm = await client();
      await ssm.send(new CancelCommandCommand({ CommandId: commandId }), signal && { abortSignal: signal });
    },
  };
}

type Document = SendCommandCommandInput & { readonly DocumentName: string };
type Send = (input: Document, comment: string, signal: AbortSignal | undefined) => Promise<string>;

/** Sends a command once; a lost answer is looked for by the comment. */
function sender(client: () => Promise<SSMClient>, { once, waits }: CommandGatewayOptions): Send {
  /** The command with this comment, which no other has. */
  const find = async (
    documentName: string,
    comment: string,
    since: number,
    signal: AbortSignal | undefined,
  ): Promise<string | undefined> => {
    const pages = listAll(async (nextToken, abortSignal) => {
      const ssm = await client();
      const command = new ListCommandsCommand({
        Filters: [
          // To the second, and by this machine's clock, which may be some minutes off.
          { key: 'InvokedAfter', value: `${new Date(since - clockTolerance).toISOString().slice(0, 19)}Z` },
          { key: 'DocumentName', value: documentName },
        ],
        MaxResults: pageSize,
        NextToken: nextToken,
      });
      const page = await ssm.send(command, { abortSignal });
      return { items: page.Commands ?? [], nextToken: page.NextToken };
    }, signal);
    for await (const page of pages) {
      const found = page.find(({ Comment }) => Comment === comment)?.CommandId;
      if (found !== undefined) return found;
    }
    return undefined;
  };

  return async (input, comment, signal) => {
    const marked = markedComment(comment);
    const sentAt = Date.now();
    const ssm = await once();
    try {
      const { Command } = await retrying(
        () => ssm.send(new SendCommandCommand({ ...input, Comment: marked }), signal && { abortSignal: signal }),
        { isWorthIt: ({ reason }) => reason === 'throttled', waits, signal },
      );
      if (Command?.CommandId !== undefined) return Command.CommandId;
      throw new Failure('service', 'SSM answered without a command id.', { service: 'SSM', operation: 'SendCommand' });
    } catch (error) {
      if (!answerMayBeLost(error)) throw error;
      const look = async (): Promise<string> => {
        const found = await find(input.DocumentName, marked, sentAt, signal);
        if (found === undefined) throw notThere();
        return found;
      };
      // It may be on its way yet, so one look is not enough to say that it is not there.
      const isWorthIt = (failure: Failure): boolean => failure.reason === 'notFound';
      return retrying(look, { isWorthIt, waits: waits.slice(0, 2), signal }).catch((lookFailure: unknown) => {
        if (Failure.is(lookFailure) && lookFailure.reason === 'cancelled') throw lookFailure;
        throw error;
      });
    }
  };
}

const clockTolerance = 60 * 60_000;

function notThere(): Failure {
  return new Failure('notFound', 'SSM does not list the command.', { service: 'SSM', operation: 'ListCommands' });
}

/** A random end makes it one that no other command has; that of a lost one can be told from an earlier one of the same words. */
function markedComment(comment: string): string {
  const mark = ` [${randomBytes(5).toString('hex')}]`;
  return `${comment.slice(0, commentLimit - mark.length)}${mark}`;
}

export function toResult(invocation: CommandInvocation): CommandResult | undefined {
  const { InstanceId: nodeId, Status, StatusDetails, CommandPlugins = [] } = invocation;
  if (!nodeId) return undefined;
  // A document of several steps: the first that failed tells most.
  const plugin = CommandPlugins.find(({ Status: each }) => each === 'Failed') ?? CommandPlugins.at(-1);
  return compact({
    nodeId,
    status: toStatus(Status, StatusDetails),
    statusDetails: text(StatusDetails),
    output: text(CommandPlugins.map(({ Output = '' }) => Output).join('')),
    exitCode: exitCodeOf(plugin?.ResponseCode),
  });
}

/** SSM has -1 for what did not end. */
function exitCodeOf(code: number | undefined): number | undefined {
  return code === undefined || code < 0 ? undefined : code;
}

/**
 * The details tell apart what one status stands for; SSM writes them with and without spaces.
 * Source: Systems Manager User Guide, "Understanding command statuses".
 */
export function toStatus(status: string | undefined, details: string | undefined): CommandStatus {
  switch ((details ?? '').replaceAll(' ', '')) {
    case 'Undeliverable':
    case 'DeliveryTimedOut':
      return 'undeliverable';
    // The command was ended as it failed on too many others.
    case 'Terminated':
      return 'cancelled';
  }
  switch (status) {
    case 'Success':
      return 'success';
    case 'Failed':
      return 'failed';
    case 'TimedOut':
      return 'timedOut';
    case 'Cancelled':
      return 'cancelled';
    case 'InProgress':
    case 'Cancelling':
      return 'running';
    default:
      return 'pending';
  }
}

/** What AWS keeps of each. Source: API reference of `GetCommandInvocation`. */
const kept = { stdout: 24_000, stderr: 8_000 } as const;

function toOutput(stdout: string, stderr: string, code: number | undefined): CommandOutput {
  const isCut = stdout.length >= kept.stdout || stderr.length >= kept.stderr || truncated.test(stdout);
  return compact({ stdout, stderr, isCut, exitCode: exitCodeOf(code) });
}

/** What the agent writes where it cut. */
const truncated = /--output truncated--\s*$/i;

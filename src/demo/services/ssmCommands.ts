import type {
  CancelCommandCommandOutput,
  Command,
  CommandInvocation,
  CommandPlugin,
  GetCommandInvocationCommandOutput,
  ListCommandInvocationsCommandOutput,
  ListCommandsCommandOutput,
  SendCommandCommandOutput,
} from '@aws-sdk/client-ssm';
import type { Progress, RunCommand } from '../hosts/runCommand.ts';
import { deliveryTime, progressOf } from '../hosts/runCommand.ts';
import { AwsError } from '../wire/awsError.ts';
import { boolean, integer, list, mapOf, required, string, structure } from '../wire/shapes.ts';
import { wireTime } from '../wire/wire.ts';
import type { Wire } from '../wire/wire.ts';
import { nextNumber, uuid } from '../world.ts';
import type { ManagedNode, World } from '../world.ts';
import { operation, pageOf } from './operation.ts';
import type { Call, Empty, Operations } from './operation.ts';
import { invalidNextToken } from './ssmNodes.ts';

/** Run Command. Sources: API reference of Systems Manager; user guide, "Understanding command statuses". */

/** Documents that hosts here know, by the names of their steps. */
const documents: Readonly<Record<string, { readonly plugin: string; readonly step: string }>> = {
  'AWS-RunShellScript': { plugin: 'aws:runShellScript', step: 'aws:runShellScript' },
  'AWS-RunPowerShellScript': { plugin: 'aws:runPowerShellScript', step: 'aws:runPowerShellScript' },
  'AWS-UpdateSSMAgent': { plugin: 'aws:updateSsmAgent', step: 'updateSsmAgent' },
};

const nodeIds = string({ pattern: /^(i-(\w{8}|\w{17})|mi-\w{17})$/ });
const commandId = string({ min: 36, max: 36 });
const hour = 3600;
const shown = { stdout: 24_000, stderr: 8_000, both: 2_500 } as const;

const sendCommand = structure({
  InstanceIds: list(nodeIds, { max: 50 }),
  DocumentName: required(string({ min: 1 })),
  Comment: string({ max: 100 }),
  Parameters: mapOf(list(string())),
  TimeoutSeconds: integer({ min: 30, max: 2_592_000 }),
});

/** @throws {AwsError} */
function reachableNodes(world: World, ids: readonly string[]): readonly ManagedNode[] {
  if (new Set(ids).size < ids.length) {
    throw new AwsError('DuplicateInstanceId', 'Each target instance ID must be unique.');
  }
  const nodes = ids.map((id) => world.nodes.get(id));
  // What has never been heard of can't be sent to, what is offline can.
  const found = nodes.filter((node) => node?.report !== undefined) as readonly ManagedNode[];
  if (ids.length === 0 || found.length < ids.length) {
    const unknown = ids.filter((id) => world.nodes.get(id)?.report === undefined);
    const message = `Instances [[${unknown.join(', ')}]] not in a valid state for account ${world.accountId}`;
    throw new AwsError('InvalidInstanceId', message);
  }
  return found;
}

function findCommand(world: World, id: string): RunCommand {
  const command = world.commands.get(id);
  if (command === undefined) throw new AwsError('InvalidCommandId', "The specified command ID isn't valid.");
  return command;
}

interface Status {
  readonly Status: 'Pending' | 'InProgress' | 'Success' | 'Failed' | 'TimedOut' | 'Cancelled';
  readonly StatusDetails: string;
}

function statusOf(progress: Progress): Status {
  switch (progress.status) {
    case 'Ended': {
      const word = progress.result.exitCode === 0 ? 'Success' : 'Failed';
      return { Status: word, StatusDetails: word };
    }
    case 'DeliveryTimedOut':
      return { Status: 'TimedOut', StatusDetails: 'DeliveryTimedOut' };
    case 'Undeliverable':
      return { Status: 'Failed', StatusDetails: 'Undeliverable' };
    default:
      return { Status: progress.status, StatusDetails: progress.status };
  }
}

const unended = new Set(['Pending', 'InProgress']);

/** Of a command whose hosts differ, the worst that is over counts, and only when all are over. */
function statusOfAll(all: readonly Status[]): Status {
  const inOrder = ['InProgress', 'Pending', 'Failed', 'TimedOut', 'Cancelled'] as const;
  if (all.some(({ Status }) => unended.has(Status)) && !all.every(({ Status }) => Status === 'Pending')) {
    return { Status: 'InProgress', StatusDetails: 'InProgress' };
  }
  const worst = inOrder.find((word) => all.some(({ Status }) => Status === word));
  return all.find(({ Status }) => Status === worst) ?? { Status: 'Success', StatusDetails: 'Success' };
}

function describeCommand(world: World, command: RunCommand): Wire<Command> {
  const ids = [...command.invocations.keys()];
  const statuses = ids.map((id) => statusOf(progressOf(world, command, id)));
  const count = (word: Status['Status']): number => statuses.filter(({ Status }) => Status === word).length;
  return {
    CommandId: command.id,
    DocumentName: command.documentName,
    DocumentVersion: '$DEFAULT',
    Comment: command.comment,
    ExpiresAfter: wireTime(command.requestedAt + (command.timeoutSeconds + hour) * 1000),
    Parameters: Object.fromEntries(Object.entries(command.parameters).map(([name, values]) => [name, [...values]])),
    InstanceIds: ids,
    Targets: [],
    RequestedDateTime: wireTime(command.requestedAt),
    ...statusOfAll(statuses),
    OutputS3Region: world.region,
    OutputS3BucketName: '',
    OutputS3KeyPrefix: '',
    MaxConcurrency: '50',
    MaxErrors: '0',
    TargetCount: ids.length,
    CompletedCount: statuses.filter(({ Status }) => !unended.has(Status)).length,
    ErrorCount: count('Failed'),
    DeliveryTimedOutCount: count('TimedOut'),
    TimeoutSeconds: command.timeoutSeconds,
  };
}

function describeInvocation(
  world: World,
  command: RunCommand,
  nodeId: string,
  withDetails: boolean,
): Wire<CommandInvocation> {
  const progress = progressOf(world, command, nodeId);
  const node = world.nodes.get(nodeId);
  return {
    CommandId: command.id,
    InstanceId: nodeId,
    InstanceName: node?.name ?? node?.report?.computerName ?? '',
    Comment: command.comment,
    DocumentName: command.documentName,
    DocumentVersion: '$DEFAULT',
    RequestedDateTime: wireTime(command.requestedAt),
    ...statusOf(progress),
    StandardOutputUrl: '',
    StandardErrorUrl: '',
    CommandPlugins: withDetails ? pluginsOf(command, progress) : [],
    ServiceRole: '',
  };
}

/** A host that has not taken the command says nothing of its steps. */
function pluginsOf(command: RunCommand, progress: Progress): Wire<CommandPlugin>[] {
  if (progress.status !== 'InProgress' && progress.status !== 'Ended') return [];
  const { Status, StatusDetails } = statusOf(progress);
  const isOver = progress.status === 'Ended';
  return [
    {
      Name: documents[command.documentName]?.plugin,
      Status: Status,
      StatusDetails,
      ResponseCode: isOver ? progress.result.exitCode : -1,
      ResponseStartDateTime: wireTime(progress.startedAt),
      ...(isOver ? { ResponseFinishDateTime: wireTime(progress.endedAt), Output: bothOutputs(progress.result) } : {}),
      StandardOutputUrl: '',
      StandardErrorUrl: '',
    },
  ];
}

function bothOutputs({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  const all = stderr === '' ? stdout : `${stdout}\n----------ERROR-------\n${stderr}`;
  return all.slice(0, shown.both);
}

/** SSM writes these times as texts. */
function textTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function describeOutput(
  command: RunCommand,
  nodeId: string,
  progress: Progress,
): Wire<GetCommandInvocationCommandOutput> {
  const result = progress.status === 'Ended' ? progress.result : undefined;
  const seconds = progress.status === 'Ended' ? (progress.endedAt - progress.startedAt) / 1000 : undefined;
  return {
    CommandId: command.id,
    InstanceId: nodeId,
    Comment: command.comment,
    DocumentName: command.documentName,
    DocumentVersion: '$DEFAULT',
    PluginName: documents[command.documentName]?.step,
    ResponseCode: result?.exitCode ?? -1,
    ExecutionStartDateTime: 'startedAt' in progress ? textTime(progress.startedAt) : '',
    ExecutionElapsedTime: seconds === undefined ? '' : `PT${seconds}S`,
    ExecutionEndDateTime: progress.status === 'Ended' ? textTime(progress.endedAt) : '',
    ...statusOf(progress),
    StandardOutputContent: result?.stdout.slice(0, shown.stdout) ?? '',
    StandardOutputUrl: '',
    StandardErrorContent: result?.stderr.slice(0, shown.stderr) ?? '',
    StandardErrorUrl: '',
  };
}

const filters = list(structure({ key: required(string()), value: required(string({ min: 1, max: 128 })) }), { max: 5 });
type Filters = readonly { readonly key: string; readonly value: string }[];

/** @throws {AwsError} `InvalidFilterKey` */
function commandFilter(world: World, all: Filters): (command: RunCommand) => boolean {
  const tests = all.map(({ key, value }): ((command: RunCommand) => boolean) => {
    switch (key) {
      case 'InvokedAfter':
        return ({ requestedAt }) => requestedAt >= Date.parse(value);
      case 'InvokedBefore':
        return ({ requestedAt }) => requestedAt < Date.parse(value);
      case 'DocumentName':
        return ({ documentName }) => documentName === value;
      case 'Status':
        return (command) => describeCommand(world, command).Status === value;
      default:
        throw new AwsError('InvalidFilterKey', "The specified key isn't valid.");
    }
  });
  return (command) => tests.every((test) => test(command));
}

/** Newest first. */
function commandsOf({ world }: Call, id: string | undefined, nodeId: string | undefined): readonly RunCommand[] {
  const all = id === undefined ? [...world.commands.values()].reverse() : [findCommand(world, id)];
  return nodeId === undefined ? all : all.filter(({ invocations }) => invocations.has(nodeId));
}

const paging = { MaxResults: integer({ min: 1, max: 50 }), NextToken: string() };

export const ssmCommands: Operations = {
  SendCommand: operation(sendCommand, (input, { world }): Wire<SendCommandCommandOutput> => {
    const { DocumentName: documentName, Parameters: parameters = {} } = input;
    if (!Object.hasOwn(documents, documentName)) {
      throw new AwsError('InvalidDocument', `Document with name ${documentName} does not exist.`);
    }
    if (documentName.startsWith('AWS-Run') && parameters.commands === undefined) {
      throw new AwsError('InvalidParameters', 'Parameter "commands" requires argument value.');
    }
    const nodes = reachableNodes(world, input.InstanceIds ?? []);
    const requestedAt = world.clock();
    const command: RunCommand = {
      number: nextNumber(world),
      id: uuid(),
      documentName,
      comment: input.Comment ?? '',
      parameters,
      invocations: new Map(
        nodes.map((node) => [node.id, node.online ? { deliveredAt: deliveryTime(node, requestedAt) } : {}]),
      ),
      requestedAt,
      timeoutSeconds: input.TimeoutSeconds ?? hour,
    };
    world.commands.set(command.id, command);
    return { Command: describeCommand(world, command) };
  }),

  ListCommands: operation(
    structure({ ...paging, CommandId: commandId, InstanceId: nodeIds, Filters: filters }),
    (input, call): Wire<ListCommandsCommandOutput> => {
      const page = pageOf(commandsOf(call, input.CommandId, input.InstanceId), call, {
        token: input.NextToken,
        limit: input.MaxResults ?? 50,
        badToken: invalidNextToken,
        where: commandFilter(call.world, input.Filters ?? []),
        descending: true,
      });
      return { Commands: page.items.map((each) => describeCommand(call.world, each)), NextToken: page.nextToken };
    },
  ),

  ListCommandInvocations: operation(
    structure({ ...paging, CommandId: commandId, InstanceId: nodeIds, Filters: filters, Details: boolean() }),
    (input, call): Wire<ListCommandInvocationsCommandOutput> => {
      const chosen = commandFilter(call.world, input.Filters ?? []);
      const all = commandsOf(call, input.CommandId, input.InstanceId)
        .filter(chosen)
        .flatMap((command) => [...command.invocations.keys()].map((nodeId) => ({ command, nodeId })))
        .filter(({ nodeId }) => input.InstanceId === undefined || nodeId === input.InstanceId)
        .map((each, index) => ({ number: index + 1, ...each }));
      const limit = input.MaxResults ?? 50;
      const page = pageOf(all, call, { token: input.NextToken, limit, badToken: invalidNextToken });
      return {
        CommandInvocations: page.items.map(({ command, nodeId }) =>
          describeInvocation(call.world, command, nodeId, input.Details === true),
        ),
        NextToken: page.nextToken,
      };
    },
  ),

  GetCommandInvocation: operation(
    structure({ CommandId: required(commandId), InstanceId: required(nodeIds), PluginName: string({ min: 4 }) }),
    ({ CommandId, InstanceId }, { world }): Wire<GetCommandInvocationCommandOutput> => {
      const command = world.commands.get(CommandId);
      if (command?.invocations.has(InstanceId) !== true) throw new AwsError('InvocationDoesNotExist', '');
      return describeOutput(command, InstanceId, progressOf(world, command, InstanceId));
    },
  ),

  CancelCommand: operation(
    structure({ CommandId: required(commandId), InstanceIds: list(nodeIds, { max: 50 }) }),
    ({ CommandId }, { world }): Wire<CancelCommandCommandOutput> & Empty => {
      const command = findCommand(world, CommandId);
      // What has ended by now has ended, and did what it does.
      for (const nodeId of command.invocations.keys()) progressOf(world, command, nodeId);
      command.cancelledAt ??= world.clock();
      return {};
    },
  ),
};

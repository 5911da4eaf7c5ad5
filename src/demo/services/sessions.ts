import { randomBytes } from 'node:crypto';
import type { ExecuteCommandCommandOutput } from '@aws-sdk/client-ecs';
import type { StartSessionCommandOutput, TerminateSessionCommandOutput } from '@aws-sdk/client-ssm';
import { AwsError } from '../wire/awsError.ts';
import { boolean, list, mapOf, required, string, structure } from '../wire/shapes.ts';
import type { Wire } from '../wire/wire.ts';
import { hexId } from '../world.ts';
import { findCluster, findTask } from './ecsLookup.ts';
import { describeTask } from './ecsViews.ts';
import { invalidParameter, operation } from './operation.ts';
import type { Operations } from './operation.ts';

/**
 * Shells on hosts and in containers, up to their beginning: the demo account speaks no WebSocket, so nobody can be
 * connected to what is answered here. The address is the demo account's own, so that no plug-in bothers AWS with it.
 */

interface Opened {
  readonly sessionId: string;
  readonly streamUrl: string;
  readonly tokenValue: string;
}

function open(endpoint: string, prefix: string): Opened {
  const sessionId = `${prefix}-${hexId(17)}`;
  const streamUrl = `${endpoint.replace(/^http/, 'ws')}/v1/data-channel/${sessionId}?role=publish_subscribe`;
  return { sessionId, streamUrl, tokenValue: `AAEAA${randomBytes(192).toString('base64')}` };
}

const tier = '/ssm/managed-instance/activation-tier';

export const ssmSessions: Operations = {
  StartSession: operation(
    structure({
      Target: required(string({ min: 1, max: 400 })),
      DocumentName: string(),
      Reason: string({ min: 1, max: 256 }),
      Parameters: mapOf(list(string())),
    }),
    ({ Target }, { world, endpoint }): Wire<StartSessionCommandOutput> => {
      const node = world.nodes.get(Target);
      if (node?.online !== true) throw new AwsError('TargetNotConnected', `${Target} is not connected.`);
      if (node.resourceType === 'ManagedInstance' && world.serviceSettings.get(tier) !== 'advanced') {
        const message = 'Enable advanced-instances tier to use Session Manager with your on-premises instances';
        throw new AwsError('BadRequest', message);
      }
      const { sessionId, streamUrl, tokenValue } = open(endpoint, 'demo');
      return { SessionId: sessionId, StreamUrl: streamUrl, TokenValue: tokenValue };
    },
  ),

  TerminateSession: operation(
    structure({ SessionId: required(string({ min: 1, max: 96 })) }),
    ({ SessionId }): Wire<TerminateSessionCommandOutput> => ({ SessionId }),
  ),
};

const notEnabled =
  "The execute command failed because execute command was not enabled when the task was run or the execute command agent isn't running. Wait and try again or run a new task with execute command enabled and try again.";

export const ecsExec: Operations = {
  ExecuteCommand: operation(
    structure({
      cluster: string(),
      container: string(),
      command: required(string()),
      interactive: required(boolean()),
      task: required(string()),
    }),
    (input, { world, endpoint }): Wire<ExecuteCommandCommandOutput> => {
      const cluster = findCluster(world, input.cluster);
      const task = findTask(cluster, input.task);
      if (task === undefined) throw invalidParameter('The referenced task was not found.');
      if (!input.interactive) throw invalidParameter('Interactive is the only mode supported currently.');
      const { containers = [] } = describeTask(task, cluster.arn, new Set());
      if (input.container === undefined && containers.length > 1) throw invalidParameter('Container name is missing.');
      const container = containers.find(({ name }) => input.container === undefined || name === input.container);
      if (container === undefined) throw invalidParameter('The specified container was not found.');
      if (task.hasExec !== true || task.lastStatus !== 'RUNNING') throw invalidParameter(notEnabled);
      if (task.instance?.agentConnected === false) {
        const message = 'The execute command failed due to an internal error. Try again later.';
        throw new AwsError('TargetNotConnectedException', message);
      }
      return {
        clusterArn: cluster.arn,
        containerArn: container.containerArn,
        containerName: container.name,
        interactive: true,
        session: open(endpoint, 'ecs-execute-command'),
        taskArn: task.arn,
      };
    },
  ),
};

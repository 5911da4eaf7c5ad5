import type { ECSClient } from '@aws-sdk/client-ecs';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { OperateAccess } from '../../core/operate/operate.ts';
import type { LogsClientSources } from '../clients/logsClients.ts';
import type { MetricsClients } from './metricsGateway.ts';
import { once } from '../requests/once.ts';

export interface OperateClients {
  readonly ssm: () => Promise<SSMClient>;
  readonly ecs: () => Promise<ECSClient>;
  /** Try each call once. */
  readonly ssmOnce: () => Promise<SSMClient>;
  readonly ecsOnce: () => Promise<ECSClient>;
  readonly logs: LogsClientSources;
  readonly metrics: MetricsClients;
}

/** Gateways of what is done on hosts. Each is loaded by the first call of it. */
export function lazyOperate(clients: OperateClients, region: string, waits: readonly number[]): OperateAccess {
  const commands = once(async () => {
    const { commandGateway } = await import('./commandGateway.ts');
    return commandGateway(clients.ssm, { once: clients.ssmOnce, waits });
  });
  const sessions = once(async () => (await import('./sessionGateway.ts')).sessionGateway(clients, region));
  const logs = once(async () => (await import('./logsGateway.ts')).logsGateway(clients.logs));
  const metrics = once(async () => (await import('./metricsGateway.ts')).metricsGateway(clients.metrics));
  const operations = once(async () => (await import('./ecsOperations.ts')).ecsOperations(clients.ecs, clients.ssm));
  return {
    commands: {
      send: async (request, signal) => (await commands()).send(request, signal),
      results: async (id, signal) => (await commands()).results(id, signal),
      output: async (id, nodeId, signal) => (await commands()).output(id, nodeId, signal),
      cancel: async (id, signal) => (await commands()).cancel(id, signal),
      updateSsmAgent: async (nodeIds, signal) => (await commands()).updateSsmAgent(nodeIds, signal),
    },
    sessions: {
      start: async (nodeId, signal) => (await sessions()).start(nodeId, signal),
      exec: async (cluster, task, container, command, signal) =>
        (await sessions()).exec(cluster, task, container, command, signal),
      end: async (id, signal) => (await sessions()).end(id, signal),
      advancedTier: async (signal) => (await sessions()).advancedTier(signal),
    },
    logs: {
      newest: async (place, limit, signal) => (await logs()).newest(place, limit, signal),
      after: async (place, next, signal) => (await logs()).after(place, next, signal),
    },
    metrics: {
      find: async (search, signal) => (await metrics()).find(search, signal),
      points: async (metric, window, signal) => (await metrics()).points(metric, window, signal),
    },
    ecs: {
      stopTask: async (cluster, task, reason, signal) => (await operations()).stopTask(cluster, task, reason, signal),
      async *services(cluster, signal) {
        yield* (await operations()).services(cluster, signal);
      },
      service: async (cluster, service, signal) => (await operations()).service(cluster, service, signal),
      async *tasksLike(cluster, filter, signal) {
        yield* (await operations()).tasksLike(cluster, filter, signal);
      },
      task: async (cluster, task, signal) => (await operations()).task(cluster, task, signal),
      putAttributes: async (cluster, instance, attributes, signal) =>
        (await operations()).putAttributes(cluster, instance, attributes, signal),
      deleteAttributes: async (cluster, instance, names, signal) =>
        (await operations()).deleteAttributes(cluster, instance, names, signal),
      attributes: async (cluster, instance, signal) => (await operations()).attributes(cluster, instance, signal),
      tags: async (arn, signal) => (await operations()).tags(arn, signal),
      setTags: async (arn, tags, signal) => (await operations()).setTags(arn, tags, signal),
      removeTags: async (arn, keys, signal) => (await operations()).removeTags(arn, keys, signal),
      nodeTags: async (id, signal) => (await operations()).nodeTags(id, signal),
      setNodeTags: async (id, tags, signal) => (await operations()).setNodeTags(id, tags, signal),
      removeNodeTags: async (id, keys, signal) => (await operations()).removeNodeTags(id, keys, signal),
    },
  };
}

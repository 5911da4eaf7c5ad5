import type { ContainerInstance, ECSClient } from '@aws-sdk/client-ecs';
import {
  DeregisterContainerInstanceCommand,
  DescribeContainerInstancesCommand,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { DeregisterManagedInstanceCommand } from '@aws-sdk/client-ssm';
import { compact } from '../../core/compact.ts';
import { Failure } from '../../core/failure.ts';
import type { LeavingGateway } from '../../core/leaving/gateway.ts';
import { mapped } from '../requests/narrow.ts';

export function leavingGateway(ecs: () => Promise<ECSClient>, ssm: () => Promise<SSMClient>): LeavingGateway {
  return {
    async setStatus(cluster, instanceArns, status, signal) {
      const client = await ecs();
      const command = new UpdateContainerInstancesStateCommand({
        cluster,
        containerInstances: [...instanceArns],
        status,
      });
      const { failures = [] } = await client.send(command, signal && { abortSignal: signal });
      const refused = failures.find(({ reason }) => reason !== 'MISSING' && reason !== 'INACTIVE');
      if (refused) {
        const message = `${refused.reason ?? 'Refused'}${refused.detail ? `: ${refused.detail}` : ''}`;
        throw new Failure('invalidRequest', message, { service: 'ECS', operation: 'UpdateContainerInstancesState' });
      }
      return mapped(failures, ({ arn }) => arn);
    },

    async runningTasks(cluster, instanceArn, signal) {
      const client = await ecs();
      const command = new DescribeContainerInstancesCommand({ cluster, containerInstances: [instanceArn] });
      const { containerInstances = [] } = await client.send(command, signal && { abortSignal: signal });
      const [instance] = containerInstances;
      if (!instance || instance.status === 'INACTIVE') {
        const message = `The container instance ${instanceArn} is not registered.`;
        throw new Failure('notFound', message, { service: 'ECS', operation: 'DescribeContainerInstances' });
      }
      return tasksOn(instance);
    },

    async runningTasksOn(cluster, instanceArns, signal) {
      const client = await ecs();
      const command = new DescribeContainerInstancesCommand({ cluster, containerInstances: [...instanceArns] });
      const { containerInstances = [] } = await client.send(command, signal && { abortSignal: signal });
      return containerInstances.reduce((sum, each) => sum + (each.status === 'INACTIVE' ? 0 : tasksOn(each)), 0);
    },

    async deregisterInstance(cluster, containerInstance, force, signal) {
      const client = await ecs();
      const command = new DeregisterContainerInstanceCommand({ cluster, containerInstance, force });
      try {
        await client.send(command, signal && { abortSignal: signal });
      } catch (error) {
        if (!isGone(error)) throw error;
        const { message, service, operation, requestId, code } = error;
        throw new Failure('notFound', message, compact({ service, operation, requestId, code, cause: error }));
      }
    },

    async deregisterNode(nodeId, signal) {
      const client = await ssm();
      const command = new DeregisterManagedInstanceCommand({ InstanceId: nodeId });
      await client.send(command, signal && { abortSignal: signal });
    },
  };
}

function tasksOn({ runningTasksCount = 0, pendingTasksCount = 0 }: ContainerInstance): number {
  return runningTasksCount + pendingTasksCount;
}

/** ECS has no error code of its own for a container instance that is not there. */
function isGone(error: unknown): error is Failure {
  return (
    Failure.is(error) &&
    (error.code === 'InvalidParameterException' || error.code === 'ClientException') &&
    /instance not found|inactive/i.test(error.message)
  );
}

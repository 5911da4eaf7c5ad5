import { ListContainerInstancesCommand } from '@aws-sdk/client-ecs';
import { ListClustersCommand } from '@aws-sdk/client-eks';
import { paginateDescribeInstanceInformation, type InstanceInformation } from '@aws-sdk/client-ssm';
import { clientsOf } from '../unit/demoClients.ts';

/** What a demo account's services say, asked without the extension. */
export interface DemoAccess {
  /** Names of the managed nodes that SSM knows, or the ids of those without. */
  managedNodes(): Promise<readonly string[]>;
  /** ARNs of the container instances that are registered in an ECS cluster. */
  containerInstances(cluster: string): Promise<readonly string[]>;
  /** Names of the EKS clusters, connected ones among them. */
  eksClusters(): Promise<readonly string[]>;
}

/** The account that a register script is for: in the demo account, it fetches from that account's own address. */
export function demoAccessOf(script: string): DemoAccess {
  const endpoint = /http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}/.exec(script)?.[0];
  // In a loop over ssh, it stands in quotes of its own.
  const region = /^ *region='(?:\\'')?([a-z0-9-]+)'/m.exec(script)?.[1];
  if (endpoint === undefined || region === undefined) throw new Error('This is no register script of a demo account.');
  const { ecs, eks, ssm } = clientsOf({ endpoint, region });
  return {
    async managedNodes() {
      const all: InstanceInformation[] = [];
      for await (const { InstanceInformationList = [] } of paginateDescribeInstanceInformation({ client: ssm }, {})) {
        all.push(...InstanceInformationList);
      }
      return all.map(({ Name, InstanceId = '' }) => Name ?? InstanceId);
    },
    async containerInstances(cluster) {
      return (await ecs.send(new ListContainerInstancesCommand({ cluster }))).containerInstanceArns ?? [];
    },
    async eksClusters() {
      return (await eks.send(new ListClustersCommand({ include: ['all'] }))).clusters ?? [];
    },
  };
}

import { ClusterQueryError, matches, parseClusterQuery } from '../../../fleet/clusterQuery.ts';
import type { ContainerInstance } from '../../../fleet/model.ts';
import { imageArchitecture } from '../../images/imageSize.ts';
import { memberExpressions } from '../../placement/placement.ts';
import type { DefinitionContext } from '../../rule.ts';

/** Architectures, as images name them, of the hosts that the constraints of the task and its services leave. */
export function hostArchitectures({ definition, services, facts }: DefinitionContext): readonly string[] {
  const expressions = [definition, ...services].flatMap(({ root }) => memberExpressions(root));
  const hosts = (facts.hosts ?? []).filter((host) => expressions.every((each) => meets(host, each)));
  return [...new Set(hosts.flatMap((host) => imageArchitecture(host.attributes['ecs.cpu-architecture'] ?? '') ?? []))];
}

/** What can't be read, or is about tasks, leaves every host. */
function meets(host: ContainerInstance, expression: string): boolean {
  if (expression.includes('task:group')) return true;
  try {
    return matches(parseClusterQuery(expression), {
      ...host,
      ec2InstanceId: host.managedNodeId,
      runningTasksCount: host.runningTaskCount,
      attribute: (name) => (Object.hasOwn(host.attributes, name) ? host.attributes[name] : undefined),
      taskGroups: () => [],
    });
  } catch (error) {
    if (error instanceof ClusterQueryError) return true;
    throw error;
  }
}

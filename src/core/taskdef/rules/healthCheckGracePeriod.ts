import { property, type ObjectNode } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { exampleWith, serviceExample } from './support/examples.ts';
import { serviceFixes } from './support/fixes.ts';
import { containersOf, has, keyOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const healthCheckGracePeriod: Rule = {
  id: 'health-check-grace-period',
  severity: 'info',
  title: 'Grace period without a health check',
  docs: `\`healthCheckGracePeriodSeconds\` is the time after a task's start in which failed health checks are ignored. External
instances have no load balancer, and no container of the task has a health check, so that it is not used.

Remove it, or give a container a \`healthCheck\`.`,
  source: apiReference('CreateService'),
  good: exampleWith(
    ['RequiresCompatibilities: [EXTERNAL]'],
    ['Image: nginx:1.29', 'Memory: 128', 'HealthCheck:', '  Command: [CMD-SHELL, curl -f http://localhost/]'],
    ['LaunchType: EXTERNAL', 'HealthCheckGracePeriodSeconds: 60'],
  ),
  bad: serviceExample('LaunchType: EXTERNAL', 'HealthCheckGracePeriodSeconds: 60'),
  checkService(service, context, report) {
    const { root } = service;
    const name = 'healthCheckGracePeriodSeconds';
    if (context.external !== true || context.definition === undefined || property(root, name)?.kind !== 'scalar')
      return;
    const containers = property(context.definition.root, 'containerDefinitions');
    const areKnown = containers?.kind === 'array' && containers.items.every((item) => item.kind === 'object');
    if (!areKnown || containersOf(context.definition).some(hasHealthCheck) || hasTraffic(root)) return;
    const text = message('No container of the task has a health check, so this has no effect');
    report(keyOf(root, name), text, serviceFixes(service, context).remove(root, name));
  },
};

function hasHealthCheck(container: ObjectNode): boolean {
  return has(container, 'healthCheck');
}

function hasTraffic(service: ObjectNode): boolean {
  return has(service, 'loadBalancers') || has(service, 'vpcLatticeConfigurations');
}

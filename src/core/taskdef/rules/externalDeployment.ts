import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { serviceExample } from './support/examples.ts';
import { serviceFixes } from './support/fixes.ts';
import { developerGuide } from './support/sources.ts';

const strategies: ReadonlySet<string | undefined> = new Set(['BLUE_GREEN', 'LINEAR', 'CANARY']);

export const externalDeployment: Rule = {
  id: 'external-deployment',
  severity: 'warning',
  title: 'Deployment that needs a load balancer',
  docs: `Blue/green, linear and canary deployments shift traffic with a load balancer or Service Connect, and the deployment
controller \`CODE_DEPLOY\` needs a load balancer. External instances support neither, which leaves rolling updates.

Use the strategy \`ROLLING\` and the controller \`ECS\`, which are the defaults.`,
  source: developerGuide('ecs_service-options'),
  good: serviceExample('LaunchType: EXTERNAL', 'DeploymentConfiguration:', '  Strategy: ROLLING'),
  bad: serviceExample(
    'LaunchType: EXTERNAL',
    'DeploymentConfiguration:',
    '  Strategy: BLUE_GREEN',
    '  BakeTimeInMinutes: 5',
  ),
  checkService(service, context, report) {
    if (context.external !== true) return;
    const strategy = property(property(service.root, 'deploymentConfiguration'), 'strategy');
    if (strategy !== undefined && strategies.has(textOf(strategy))) {
      const template =
        '{0} deployments need a load balancer or Service Connect, which external instances do not support';
      const text = message(template, textOf(strategy) ?? '');
      report(strategy, text, serviceFixes(service, context).replace(strategy, 'ROLLING'));
    }
    const controller = property(property(service.root, 'deploymentController'), 'type');
    if (controller !== undefined && textOf(controller) === 'CODE_DEPLOY') {
      const text = message('CODE_DEPLOY needs a load balancer, which external instances do not support');
      report(controller, text);
    }
  },
};

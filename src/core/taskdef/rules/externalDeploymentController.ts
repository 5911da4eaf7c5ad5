import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { serviceExample } from './support/examples.ts';
import { apiReference } from './support/sources.ts';

export const externalDeploymentController: Rule = {
  id: 'external-deployment-controller',
  severity: 'info',
  title: 'Deployment controller EXTERNAL',
  docs: `The deployment controller \`EXTERNAL\` leaves deployments to a tool of your own. It has nothing to do with the launch
type \`EXTERNAL\`, for which the usual controller, \`ECS\`, is right.

Remove it, unless such a tool makes the task sets of this service.`,
  source: apiReference('DeploymentController'),
  good: serviceExample('LaunchType: EXTERNAL'),
  bad: serviceExample('LaunchType: EXTERNAL', 'DeploymentController:', '  Type: EXTERNAL'),
  checkService(service, context, report) {
    const type = property(property(service.root, 'deploymentController'), 'type');
    if (context.external !== true || type === undefined || textOf(type) !== 'EXTERNAL') return;
    const text = message(
      'The deployment controller EXTERNAL leaves deployments to a tool of your own: external instances do not need it',
    );
    report(type, text);
  },
};

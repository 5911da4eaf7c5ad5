import type { ServiceSource } from '../document.ts';
import { numberOf, property, textOf, type ObjectNode } from '../node.ts';
import { fixedHostPorts } from '../placement/hostPorts.ts';
import type { Fix, Rule, RuleFacts, ServiceContext } from '../rule.ts';
import { message } from '../../text/message.ts';
import { portServiceExample } from './support/examples.ts';
import { serviceFixes } from './support/fixes.ts';
import { has, placeOfService } from './support/places.ts';
import { externalInstances } from './support/sources.ts';

export const fixedPortDeployment: Rule = {
  id: 'fixed-port-deployment',
  severity: 'warning',
  title: 'Deployment that waits for its own port',
  docs: `The service keeps its one task running until a new one has started (\`minimumHealthyPercent\`, 100 by default), and the
task takes a fixed port of the host. On a single host the new task can't start, as the old one still has the port, and the
deployment does not end. (This follows from how deployments work; AWS's own construct for such services has 0 and 100 as
its defaults.)

Set \`minimumHealthyPercent\` to 0 and \`maximumPercent\` to 100: the old task then stops first, and the service is away for
a moment. Or let Docker choose the port (\`hostPort: 0\`).`,
  source: externalInstances,
  good: portServiceExample(
    8080,
    'LaunchType: EXTERNAL',
    'DesiredCount: 1',
    'DeploymentConfiguration:',
    '  MinimumHealthyPercent: 0',
    '  MaximumPercent: 100',
  ),
  bad: portServiceExample(8080, 'LaunchType: EXTERNAL', 'DesiredCount: 1'),
  checkService(service, context, report) {
    const { definition, external, facts } = context;
    if (external !== true || definition === undefined || hasMoreHosts(facts) || !keepsItsOneTask(service)) return;
    const port = fixedHostPorts(definition.root)[0]?.first;
    if (port === undefined) return;
    const deployment = property(service.root, 'deploymentConfiguration');
    const text = message(
      'On a single host the next deployment waits for port {0}, which the running task still has',
      String(port),
    );
    report(property(deployment, 'minimumHealthyPercent') ?? placeOfService(service), text, fixes(service, context));
  },
};

function hasMoreHosts({ hosts }: RuleFacts): boolean {
  return hosts !== undefined && hosts.length > 1;
}

/** A service of one task, of which that one always has to run; values that are not known are no such service. */
function keepsItsOneTask({ root }: ServiceSource): boolean {
  if (numberOf(property(root, 'desiredCount')) !== 1 || hasOtherController(root)) return false;
  const strategy = property(root, 'schedulingStrategy');
  if (strategy !== undefined && textOf(strategy) !== 'REPLICA') return false;
  const deployment = property(root, 'deploymentConfiguration');
  if (deployment === undefined) return !has(root, 'deploymentConfiguration');
  if (deployment.kind !== 'object') return false;
  const minimum = property(deployment, 'minimumHealthyPercent');
  return minimum === undefined ? !has(deployment, 'minimumHealthyPercent') : (numberOf(minimum) ?? 0) > 0;
}

/** Another one than `ECS`, the default, does not deploy this way. */
function hasOtherController(root: ObjectNode): boolean {
  const controller = property(root, 'deploymentController');
  return has(root, 'deploymentController') && textOf(property(controller, 'type')) !== 'ECS';
}

function fixes(service: ServiceSource, context: ServiceContext): readonly Fix[] {
  const fix = serviceFixes(service, context);
  const title = message('Stop the old task before the new one starts');
  const deployment = property(service.root, 'deploymentConfiguration');
  if (deployment?.kind === 'object') {
    const minimum = property(deployment, 'minimumHealthyPercent');
    if (minimum !== undefined) return fix.replace(minimum, 0, title);
    return fix.set(deployment, 'minimumHealthyPercent', 0, title);
  }
  return fix.set(service.root, 'deploymentConfiguration', { minimumHealthyPercent: 0, maximumPercent: 100 }, title);
}

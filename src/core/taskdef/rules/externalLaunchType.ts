import type { ServiceSource, TaskDefinitionSource } from '../document.ts';
import { itemsOf, property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { serviceExample } from './support/examples.ts';
import { serviceFixes } from './support/fixes.ts';
import { has, placeOfService } from './support/places.ts';
import { developerGuide } from './support/sources.ts';

export const externalLaunchType: Rule = {
  id: 'external-launch-type',
  severity: 'warning',
  title: 'Service without the launch type EXTERNAL',
  docs: `The task definition is for external instances only, and the service does not ask for them. A service without a launch
type uses the capacity providers of its cluster, which external instances do not belong to; with another launch type it
looks for hosts elsewhere.

Set the launch type to \`EXTERNAL\`, always.`,
  source: developerGuide('service_definition_parameters'),
  good: serviceExample('LaunchType: EXTERNAL'),
  bad: serviceExample('DesiredCount: 1'),
  checkService(service, context, report) {
    if (!needsExternal(context.definition)) return;
    const { root } = service;
    const node = property(root, 'launchType');
    const type = textOf(node);
    const fixes = serviceFixes(service, context);
    const title = message('Set the launch type EXTERNAL');
    if (node !== undefined && type !== undefined && type !== '' && type !== 'EXTERNAL') {
      const text = message('The task definition is for external instances only, and this starts it on {0}', type);
      report(node, text, fixes.replace(node, 'EXTERNAL', title));
    } else if (leavesItOut(service)) {
      const text = message('Without the launch type EXTERNAL this service does not use external instances');
      report(placeOfService(service), text, fixes.set(root, 'launchType', 'EXTERNAL', title));
    }
  },
};

function leavesItOut({ root }: ServiceSource): boolean {
  return !has(root, 'launchType') && !has(root, 'capacityProviderStrategy');
}

function needsExternal(definition: TaskDefinitionSource | undefined): boolean {
  const wanted = itemsOf(property(definition?.root, 'requiresCompatibilities'));
  return wanted.length > 0 && wanted.every((each) => textOf(each) === 'EXTERNAL');
}

import { booleanOf, property } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { serviceExample } from './support/examples.ts';
import { serviceFixes } from './support/fixes.ts';
import { isWanted, keyOf } from './support/places.ts';
import { developerGuide } from './support/sources.ts';

const name = 'serviceConnectConfiguration';

export const externalServiceConnect: Rule = {
  id: 'external-service-connect',
  severity: 'error',
  title: 'Service Connect on external instances',
  docs: `External instances do not support Amazon ECS Service Connect, and their agent does not offer it: no host is found
for the service's tasks.

Remove it, and let clients reach the hosts by names of your own network.`,
  source: developerGuide('service-connect'),
  good: serviceExample('LaunchType: EXTERNAL'),
  bad: serviceExample('LaunchType: EXTERNAL', 'ServiceConnectConfiguration:', '  Enabled: true', '  Namespace: home'),
  checkService(service, context, report) {
    const node = property(service.root, name);
    const isOff = booleanOf(property(node, 'enabled')) === false;
    if (context.external !== true || !isWanted(node) || isOff) return;
    const text = message('External instances do not support Service Connect');
    report(keyOf(service.root, name), text, serviceFixes(service, context).remove(service.root, name));
  },
};

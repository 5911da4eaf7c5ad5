import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { serviceExample } from './support/examples.ts';
import { refuseInService } from './support/refuse.ts';
import { externalInstances } from './support/sources.ts';

export const externalServiceDiscovery: Rule = {
  id: 'external-service-discovery',
  severity: 'error',
  title: 'Service discovery on external instances',
  docs: `External instances do not support service discovery with AWS Cloud Map.

Remove \`serviceRegistries\`, and let clients reach the hosts by names of your own network.`,
  source: externalInstances,
  good: serviceExample('LaunchType: EXTERNAL'),
  bad: serviceExample(
    'LaunchType: EXTERNAL',
    'ServiceRegistries:',
    '  - RegistryArn: arn:aws:servicediscovery:eu-central-1:111122223333:service/srv-example',
  ),
  checkService: refuseInService(
    'serviceRegistries',
    message('External instances do not support service discovery (Cloud Map)'),
  ),
};

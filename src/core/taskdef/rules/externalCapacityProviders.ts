import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { serviceExample } from './support/examples.ts';
import { refuseInService } from './support/refuse.ts';
import { developerGuide } from './support/sources.ts';

export const externalCapacityProviders: Rule = {
  id: 'external-capacity-providers',
  severity: 'error',
  title: 'Capacity providers on external instances',
  docs: `External instances belong to no capacity provider.

Remove \`capacityProviderStrategy\` and set the launch type to \`EXTERNAL\`.`,
  source: developerGuide('service_definition_parameters'),
  good: serviceExample('LaunchType: EXTERNAL'),
  bad: serviceExample('CapacityProviderStrategy:', '  - CapacityProvider: home', '    Weight: 1'),
  checkService: refuseInService(
    'capacityProviderStrategy',
    message('External instances have no capacity providers: set the launch type EXTERNAL instead'),
  ),
};

import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { serviceExample } from './support/examples.ts';
import { refuseInService } from './support/refuse.ts';
import { apiReference } from './support/sources.ts';

export const externalNetworkConfiguration: Rule = {
  id: 'external-network-configuration',
  severity: 'error',
  title: 'Subnets or security groups on external instances',
  docs: `\`networkConfiguration\`, with its subnets, security groups and \`assignPublicIp\`, is for the network mode \`awsvpc\`
only, which external instances do not have.

Remove it. What may reach a task is up to the host's own firewall.`,
  source: apiReference('CreateService'),
  good: serviceExample('LaunchType: EXTERNAL'),
  bad: serviceExample(
    'LaunchType: EXTERNAL',
    'NetworkConfiguration:',
    '  AwsvpcConfiguration:',
    '    AssignPublicIp: ENABLED',
    '    Subnets: [subnet-0123456789abcdef0]',
  ),
  checkService: refuseInService(
    'networkConfiguration',
    message('External instances have no subnets, security groups or public addresses of AWS'),
  ),
};

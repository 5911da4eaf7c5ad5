import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { serviceExample } from './support/examples.ts';
import { refuseInService } from './support/refuse.ts';
import { externalInstances } from './support/sources.ts';

export const externalLoadBalancer: Rule = {
  id: 'external-load-balancer',
  severity: 'error',
  title: 'Load balancer on external instances',
  docs: `Services on external instances can't have an Elastic Load Balancing load balancer or target group.

Remove \`loadBalancers\`. Publish a port of the host (\`hostPort\`), with a reverse proxy or tunnel of your own in front.`,
  source: externalInstances,
  good: serviceExample('LaunchType: EXTERNAL'),
  bad: serviceExample(
    'LaunchType: EXTERNAL',
    'LoadBalancers:',
    '  - ContainerName: web',
    '    ContainerPort: 80',
    '    TargetGroupArn: arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/0123456789abcdef',
  ),
  checkService: refuseInService('loadBalancers', message('External instances do not support load balancers')),
};

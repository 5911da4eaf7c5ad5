import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { serviceExample } from './support/examples.ts';
import { refuseInService } from './support/refuse.ts';
import { apiReference } from './support/sources.ts';

export const externalPlatformVersion: Rule = {
  id: 'external-platform-version',
  severity: 'warning',
  title: 'Platform version, which only Fargate has',
  docs: `\`platformVersion\` is for tasks on AWS Fargate only. What a task on an external instance runs on is the host's own
operating system, Docker and agent.

Remove it.`,
  source: apiReference('CreateService'),
  good: serviceExample('LaunchType: EXTERNAL'),
  bad: serviceExample('LaunchType: EXTERNAL', 'PlatformVersion: LATEST'),
  checkService: refuseInService('platformVersion', message('Only services on Fargate have a platform version')),
};

import { message } from '../../text/message.ts';
import type { ServiceEvent } from '../ecsOperations.ts';
import { explainedBy, type Explanation, type Pattern } from './explanation.ts';

/** What an event of a service means, where something is wrong; undefined of those that say that all goes well. */
export function explainEvent({ message: text }: Pick<ServiceEvent, 'message'>): Explanation | undefined {
  return explainedBy(patterns, text);
}

/**
 * The most telling one first: that there is no host says of the closest one what it lacks.
 * Source: Amazon ECS Developer Guide, "Viewing Amazon ECS service event messages".
 */
const patterns: readonly Pattern[] = [
  {
    pattern: /no container instances were found in your cluster/i,
    means: message('The cluster has no host that takes tasks'),
    fix: message('Register a host in it, or activate one that is draining'),
  },
  {
    pattern: /missing an attribute required by your task/i,
    means: message('A host lacks a capability or an attribute that the task definition needs'),
    fix: message(
      'Open the task definition: external hosts have no awsvpc networking, no EFS and no Service Connect. An attribute of your own can be set on a host, or the placement constraint changed',
    ),
  },
  {
    pattern: /already using a port required by your task/i,
    means: message('The host port that the task wants is taken on each host that would fit'),
    fix: message(
      'Use hostPort 0 for a port that Docker picks, or let the service run fewer while it deploys: a minimum healthy percent of 0 and a maximum of 100 stop the old task before the new one starts',
    ),
  },
  {
    pattern: /insufficient memory/i,
    means: message('No host that would fit has as much free memory as the task reserves'),
    fix: message('Lower memory or memoryReservation in the task definition, stop something, or register a larger host'),
  },
  {
    pattern: /insufficient (?:CPU|vCPU)/i,
    means: message('No host that would fit has as many free CPU units as the task reserves'),
    fix: message('Lower cpu in the task definition, stop something, or register a larger host'),
  },
  {
    pattern: /insufficient GPU|GPU resource/i,
    means: message('No host that would fit has as many free GPUs as the task wants'),
    fix: message('Register a host with --enable-gpu, or stop a task that holds a GPU'),
  },
  {
    pattern: /encountered error "?AGENT|agent (?:is )?(?:not connected|disconnected)/i,
    means: message('The host that would fit is not connected: ECS places nothing where its agent is not heard of'),
    fix: message('Run Diagnose Host on it, or bring another host that fits'),
  },
  {
    pattern: /placement constraint|memberOf/i,
    means: message('No host meets a placement constraint of the service or of its task definition'),
    fix: message('Look at the constraints above, and at the attributes of the hosts that should meet them'),
  },
  {
    pattern: /unable to place a task because no container instance met all of its requirements/i,
    means: message('No host of the cluster takes the task now'),
    fix: message(
      'Run Task on Hosts says of each host why it does not take the task definition. Mostly it is memory, a port that is taken, an attribute, or an agent that is not connected',
    ),
  },
  {
    pattern: /unable to place a task/i,
    means: message('ECS found no host for a task'),
    fix: message('Look at what the event says of the reason, and whether hosts are connected and active'),
  },
  {
    pattern: /unable to consistently start tasks successfully/i,
    means: message('Its tasks end soon after they start, so ECS waits longer and longer before it tries again'),
    fix: message('Show Stopped Tasks says why they ended. When that is mended, a new deployment starts at once'),
  },
  {
    pattern: /deployment failed|tasks failed to start|rolling back to/i,
    means: message('The deployment did not come up, and the circuit breaker of the service gave it up'),
    fix: message('Show Stopped Tasks says why its tasks ended; mend that and deploy anew'),
  },
  {
    pattern: /service deployment configuration/i,
    means: message('ECS may neither stop an old task nor start a new one: the percents of the service leave no room'),
    fix: message('With one task a host, set the minimum healthy percent to 0 and the maximum to 100'),
  },
  {
    pattern: /unhealthy (?:in|due to)|is unhealthy|failed container health checks/i,
    means: message('The health check of a container failed too often, so ECS replaces its task'),
    fix: message(
      'Run the command of the health check in the container, and give it a longer startPeriod where it starts slowly',
    ),
  },
  {
    pattern: /unable to assume (?:the )?(?:service linked )?role|service-linked role/i,
    means: message('ECS can not use the role that it acts with'),
    fix: message(
      'Make the role AWSServiceRoleForECS again: aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com',
    ),
  },
  {
    pattern: /operations are being throttled/i,
    means: message('Too many requests at once: ECS goes on by itself a little later'),
    fix: message('Wait. Where it comes again, deploy fewer services at a time'),
  },
  {
    pattern: /limit on the number of tasks/i,
    means: message('A quota of the account holds it up'),
    fix: message('Stop tasks that are not needed, or ask AWS for a higher quota in Service Quotas'),
  },
];

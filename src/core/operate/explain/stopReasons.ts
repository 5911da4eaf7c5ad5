import type { TaskContainer } from '../../fleet/model.ts';
import { message } from '../../text/message.ts';
import type { TaskDetails } from '../ecsOperations.ts';
import { explainExit } from './exitCodes.ts';
import { explainedBy, type Explanation, type Pattern } from './explanation.ts';

/** Why a task ended, and what to do: what is said of its containers first. Empty of one that runs, or where nothing tells. */
export function explainStop(
  task: Pick<TaskDetails, 'stopCode' | 'stoppedReason' | 'containers' | 'lastStatus' | 'desiredStatus' | 'group'>,
): readonly Explanation[] {
  if (task.lastStatus !== 'STOPPED' && task.desiredStatus !== 'STOPPED') return [];
  const ofContainers = ofTheirEnd(task);
  const reason = task.stoppedReason ?? '';
  const ofReason = explainedBy(patterns, reason) ?? (ofContainers.length === 0 ? byStopCode(task) : undefined);
  // Of an essential container that ended, the container says more.
  const all = ofReason ? [...ofContainers, ofReason] : ofContainers;
  return [...new Map(all.map((each) => [each.means.template, each])).values()];
}

/** Where one tells why it ended, the others were stopped with it: by a signal, which says nothing of them. */
function ofTheirEnd({ containers, stopCode }: Pick<TaskDetails, 'containers' | 'stopCode'>): readonly Explanation[] {
  const told = containers.flatMap(({ reason = '' }) => explainedBy(patterns, reason) ?? []);
  const isBySignal = ({ exitCode }: TaskContainer): boolean => exitCode === 137 || exitCode === 143;
  return containers.flatMap((each) =>
    told.length > 0 && !each.reason && isBySignal(each) ? [] : (explainContainer(each, stopCode) ?? []),
  );
}

/** A container that was stopped on purpose ends by a signal, which says nothing. */
function explainContainer({ reason = '', exitCode, name }: TaskContainer, stopCode?: string): Explanation | undefined {
  const known = explainedBy(patterns, reason);
  if (known) return known;
  const wasStopped = stopCode === 'UserInitiated' || stopCode === 'ServiceSchedulerInitiated';
  return exitCode === undefined || exitCode === 0 || wasStopped ? undefined : explainExit(exitCode, name);
}

function byStopCode({ stopCode, containers, group }: Parameters<typeof explainStop>[0]): Explanation | undefined {
  const isOfService = group?.startsWith('service:') === true;
  switch (stopCode) {
    case 'EssentialContainerExited':
      return containers.every(({ exitCode = 0 }) => exitCode === 0) ? endedWell(isOfService) : undefined;
    case 'UserInitiated':
      return {
        means: message('Somebody stopped it, by StopTask'),
        fix: isOfService
          ? message('Nothing: its service starts another one')
          : message('Run it again where that was not meant'),
      };
    case 'ServiceSchedulerInitiated':
      return {
        means: message('Its service stopped it: for a deployment, for fewer tasks, or because its host is drained'),
        fix: message('Nothing, where that was meant'),
      };
    case 'SpotInterruption':
    case 'TerminationNotice':
      return {
        means: message('Its host was taken away'),
        fix: message('Look whether the host still is registered'),
      };
    case 'TaskFailedToStart':
      return {
        means: message('It never ran: its host could not start it'),
        fix: message('Run Diagnose Host on the host, and look at the log of its ECS agent'),
      };
    default:
      return undefined;
  }
}

function endedWell(isOfService: boolean): Explanation {
  return isOfService
    ? {
        means: message('Its essential container ended by itself, without an error'),
        fix: message(
          'A task of a service has to go on: let the program run in the foreground, or use a scheduled task for work that ends',
        ),
      }
    : { means: message('It did its work, and ended without an error'), fix: message('Nothing') };
}

/**
 * What stands in the reasons of tasks and containers, the most telling one first.
 * Source: Amazon ECS Developer Guide, "Viewing Amazon ECS stopped task errors" and the pages of each error.
 */
const patterns: readonly Pattern[] = [
  {
    pattern: /CannotPullContainerError.*(?:toomanyrequests|rate limit)/is,
    means: message('The registry refused the image: too many pulls from this address'),
    fix: message(
      'Take the image from public.ecr.aws or a pull-through cache, or sign in to the registry by repositoryCredentials',
    ),
  },
  {
    pattern: /CannotPullContainerError.*(?:no matching manifest|does not match the specified platform)/is,
    means: message('The image was not built for the architecture of the host'),
    fix: message(
      'Build it for the architecture too, or bind the task with attribute:ecs.cpu-architecture to hosts that it is for',
    ),
  },
  {
    pattern: /CannotPullContainerError.*(?:no basic auth|denied|unauthorized|authorization|\b40[13]\b)/is,
    means: message('The registry did not let the host pull the image'),
    fix: message(
      'Give the execution role of the task definition the permissions to pull (AmazonECSTaskExecutionRolePolicy), and look at the policy of the repository',
    ),
  },
  {
    pattern: /CannotPullContainerError.*(?:no space left)/is,
    means: message('The disk of the host is full'),
    fix: message('Run the command Prune images on the host, or give it a larger disk'),
  },
  {
    pattern: /CannotPullContainerError.*(?:timeout|timed out|no such host|dial tcp|connection re(?:fused|set)|EOF)/is,
    means: message('The host did not reach the registry'),
    fix: message('Run Diagnose Host on it, and look at its DNS, its proxy and its firewall'),
  },
  {
    pattern: /CannotPullContainerError.*(?:not found|manifest unknown|does not exist|invalid reference)/is,
    means: message('The image is not there: its repository, tag or digest is wrong, or it was deleted'),
    fix: message('Open the task definition and compare the image with what the registry has'),
  },
  {
    pattern: /CannotPull(?:ECR)?ContainerError|CannotPullImageManifestError/i,
    means: message('The image could not be pulled'),
    fix: message('Look at what the registry said, and whether the execution role may pull'),
  },
  {
    pattern: /OutOfMemoryError|killed due to memory usage/i,
    means: message('The container wanted more memory than its hard limit, and was killed'),
    fix: message('Raise memory of the container in the task definition, or have the program use less'),
  },
  {
    pattern: /exec format error/i,
    means: message('The program of the image is for another architecture than that of the host'),
    fix: message(
      'Build it for the architecture too, or bind the task with attribute:ecs.cpu-architecture to hosts that it is for',
    ),
  },
  {
    pattern: /port is already allocated|address already in use/i,
    means: message('The host port is taken on that host by something that ECS does not know of'),
    fix: message('Find it with ss -ltnp on the host, or use hostPort 0'),
  },
  {
    pattern: /ResourceInitializationError.*(?:secret|ssm|parameter)/is,
    means: message('A secret could not be read before the containers were started'),
    fix: message(
      'Let the execution role read it (ssm:GetParameters or secretsmanager:GetSecretValue, and kms:Decrypt), and look whether its ARN is right',
    ),
  },
  {
    pattern: /ResourceInitializationError.*(?:log|cloudwatch)/is,
    means: message('The log group could not be used'),
    fix: message(
      'Make the log group, or let the execution role make it (logs:CreateLogGroup and awslogs-create-group)',
    ),
  },
  {
    pattern: /ResourceInitializationError/i,
    means: message('Something that the task needs could not be prepared: a secret, a log group, a volume or a network'),
    fix: message('Look at what the reason says, and at the permissions of the execution role'),
  },
  {
    pattern: /CannotStartContainerError.*(?:executable file not found|no such file|permission denied)/is,
    means: message('The command of the container is not in its image, or is not executable'),
    fix: message('Look at command and entryPoint in the task definition'),
  },
  {
    pattern: /CannotStartContainerError.*(?:log|awslogs)/is,
    means: message('The log driver of the container could not be started'),
    fix: message('Look whether the log group exists in that Region, and what the execution role may do'),
  },
  {
    pattern: /CannotStartContainerError|CannotCreateContainerError|ContainerRuntimeError/i,
    means: message('Docker on the host could not start the container'),
    fix: message('Look at what Docker said. A bind mount that is not there and a full disk are the usual reasons'),
  },
  {
    pattern: /CannotCreateVolumeError|CannotMountVolume/i,
    means: message('A volume of the task could not be made on the host'),
    fix: message('Look at volumes in the task definition, and whether its driver is on the host'),
  },
  {
    pattern: /DockerTimeoutError|ContainerRuntimeTimeoutError|CannotInspectContainerError|CannotStopContainerError/i,
    means: message('Docker on the host did not answer in time'),
    fix: message('The host is overloaded, or its disk is slow: look at both, and restart Docker where it hangs'),
  },
  {
    pattern: /failed (?:container|ELB) health checks/i,
    means: message('The health check of a container failed too often'),
    fix: message(
      'Run the command of the health check in the container, and give it a longer startPeriod where it starts slowly',
    ),
  },
  {
    pattern: /container instance .*(?:deregistered|terminated)|Host .*terminated|instance .*deregister/i,
    means: message('Its host was deregistered while it ran'),
    fix: message('Drain a host before it is deregistered. The container may still run there, unmanaged'),
  },
  {
    pattern: /CannotFetchSecret|unable to retrieve secret/i,
    means: message('A secret could not be read'),
    fix: message('Let the execution role read it, and look whether its ARN is right'),
  },
  {
    pattern: /unable to assume (?:the )?role|HostConfigError|credentials/i,
    means: message('A role of the task could not be used'),
    fix: message('Look whether the role trusts ecs-tasks.amazonaws.com, and whether the clock of the host is right'),
  },
];

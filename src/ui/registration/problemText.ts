import * as l10n from '@vscode/l10n';
import type { LikelyCause } from '../../core/registration/arrival.ts';
import type { InputProblem } from '../../core/registration/activation.ts';
import { visible } from '../../core/text/label.ts';

/** What is wrong with a value, in a sentence that says what to do. */
export function problemSentence(problem: InputProblem): string;
export function problemSentence(problem: InputProblem | undefined): string | undefined;
export function problemSentence(problem: InputProblem | undefined): string | undefined {
  switch (problem?.kind) {
    case undefined:
      return undefined;
    case 'empty':
      return l10n.t('A value is needed.');
    case 'tooLong':
      return l10n.t('Too long: {0} characters, at most {1}.', problem.length, problem.max);
    case 'badCharacter':
      return l10n.t('AWS does not allow the character “{0}” here.', visible(problem.character));
    case 'notAWholeNumber':
      return l10n.t('Enter a whole number.');
    case 'outOfRange':
      return l10n.t('Enter a number from {0} to {1}.', problem.min, problem.max);
    case 'notARole':
      return l10n.t('This is not an IAM role.');
    case 'serviceLinkedRole':
      return l10n.t('AWS does not take a service-linked role here.');
  }
}

/** Why a host has not arrived, and what to look at. */
export function causeSentence(cause: LikelyCause): string {
  return causes[cause]();
}

const causes: Readonly<Record<LikelyCause, () => string>> = {
  scriptNotRun: () => l10n.t('the script was not run yet, or stopped at one of its checks'),
  playNotRun: () => l10n.t('the playbook was not run yet, or failed on the host'),
  notBooted: () => l10n.t('the Pi has not started from the card yet, or cloud-init is still at work'),
  earlierRegistration: () => l10n.t('the machine kept an earlier registration'),
  ssmEndpointBlocked: () => l10n.t('the network blocks ssm, ssmmessages or ec2messages'),
  clockWrong: () => l10n.t("the machine's clock is wrong"),
  wrongCluster: () => l10n.t('the cluster was deleted or has another name'),
  agentNotStarted: () => l10n.t('the ECS agent or Docker does not run (systemctl status ecs docker)'),
  windowsAgentNotStarted: () => l10n.t('the ECS agent does not run (Get-Service AmazonECS)'),
  ecsEndpointBlocked: () => l10n.t('the network blocks ecs, ecs-a or ecs-t'),
  hostOffline: () => l10n.t('the machine went offline'),
  noAccessEntry: () => l10n.t('the role has no access entry in the cluster'),
  registrationFailed: () => l10n.t('ECS refused the registration'),
  connectorNotInstalled: () => l10n.t('the connector was not installed in the cluster yet'),
  armNodesOnly: () => l10n.t('the cluster has no x86-64 nodes, and the connector runs on nothing else'),
  connectorEndpointBlocked: () => l10n.t('the network blocks ssm or ssmmessages'),
  chartRefused: () =>
    l10n.t('public.ecr.aws refused the chart because of an old sign-in (docker logout public.ecr.aws)'),
};

import * as l10n from '@vscode/l10n';
import type { LikelyCause } from '../../core/registration/arrival.ts';
import type { InputProblem } from '../../core/registration/activation.ts';
import { visible } from '../../core/text/label.ts';

/** What is wrong with a value, in a sentence that says what to do. */
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
  switch (cause) {
    case 'scriptNotRun':
      return l10n.t('the script was not run yet, or stopped at one of its checks');
    case 'installerRunning':
      return l10n.t('the installer is still at work');
    case 'earlierRegistration':
      return l10n.t('the machine kept an earlier registration');
    case 'ssmEndpointBlocked':
      return l10n.t('the network blocks ssm, ssmmessages or ec2messages');
    case 'clockWrong':
      return l10n.t("the machine's clock is wrong");
    case 'activationUnusable':
      return l10n.t('the activation was used up, deleted or has expired');
    case 'wrongCluster':
      return l10n.t('the cluster was deleted or has another name');
    case 'earlierAgent':
      return l10n.t('an ECS agent was installed before and kept its old cluster');
    case 'agentNotStarted':
      return l10n.t('the ECS agent or Docker does not run (systemctl status ecs docker)');
    case 'ecsEndpointBlocked':
      return l10n.t('the network blocks ecs, ecs-a or ecs-t');
    case 'otherCredentials':
      return l10n.t('other AWS credentials on the machine are used instead');
    case 'rolePolicies':
      return l10n.t('the role lacks the policy AmazonEC2ContainerServiceforEC2Role');
    case 'hostOffline':
      return l10n.t('the machine went offline');
    case 'registrationFailed':
      return l10n.t('ECS refused the registration');
  }
}

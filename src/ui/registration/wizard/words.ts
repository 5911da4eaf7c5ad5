import * as l10n from '@vscode/l10n';
import { boardAttribute } from '../../../core/fleet/machine.ts';
import type { HybridNodeWarning } from '../../../core/registration/eks/hybridRules.ts';
import type { HostOptionProblem } from '../../../core/registration/hostOptions.ts';
import type { RoleProblem, RolePurpose, RoleRemark } from '../../../core/registration/roles.ts';
import { listed } from '../../sentences.ts';
import { problemSentence } from '../problemText.ts';

/** What the wizard says about what it found. */

export function title(): string {
  return l10n.t('Register This Host');
}

export function optionProblemSentence(problem: HostOptionProblem): string {
  switch (problem.kind) {
    case 'empty':
    case 'tooLong':
    case 'badCharacter':
      return problemSentence(problem);
    case 'spaceAtEdge':
      return l10n.t('It must not begin or end with a space.');
    case 'reserved':
      return problem.prefix === boardAttribute
        ? l10n.t('{0} is set by the host itself.', problem.prefix)
        : l10n.t('Names that begin with {0} are reserved by AWS.', problem.prefix);
    case 'tooMany':
      return l10n.t('At most {0} are allowed.', problem.max);
    case 'notAProxy':
      return l10n.t('Enter the address of an HTTP proxy, such as http://proxy.example.com:3128.');
  }
}

export function warningSentence(warning: HybridNodeWarning): string {
  switch (warning.kind) {
    case 'raspberryPiBefore5':
      return l10n.t(
        '{0}: its processor lacks ARMv8.2 with the crypto extensions, without which kube-proxy of EKS does not start. A Raspberry Pi 5 has them.',
        warning.board,
      );
    case 'architecture':
      return l10n.t('Hybrid nodes are x86-64 or arm64 machines; this one is {0}.', warning.architecture);
    case 'noRemoteNetwork':
      return l10n.t('The cluster has no remote network configured, so no node outside AWS can join it.');
    case 'publicAndPrivateEndpoint':
      return l10n.t(
        "The cluster's API endpoint is public and private at once: nodes outside AWS are given its private addresses. It must be one of the two.",
      );
    case 'partition':
      return l10n.t('AWS does not offer hybrid nodes in this partition ({0}).', warning.partition);
  }
}

/** What a role is for, after "trusts SSM and has the policies for". */
export function purposeWords(purpose: RolePurpose): string {
  switch (purpose) {
    case 'ecsAnywhere':
      return l10n.t('ECS external instances');
    case 'hybridNode':
      return l10n.t('EKS hybrid nodes');
    case 'connector':
      return l10n.t('the EKS Connector');
    case 'ssmOnly':
      return l10n.t('managed nodes');
  }
}

/** Why a role can't be used. */
export function roleProblemWords(problem: RoleProblem): string {
  switch (problem.kind) {
    case 'serviceLinked':
      return l10n.t('it is a service-linked role, which activations do not take');
    case 'nameTooLong':
      return l10n.t('its name has {0} characters, and activations take {1}', problem.length, problem.max);
    case 'missingPolicy':
      return l10n.t('it lacks the policy {0}', problem.policy);
    case 'unreadableTrust':
      return l10n.t('its trust policy cannot be read');
    case 'notTrusted':
      return problem.trusted.length > 0
        ? l10n.t('it does not trust ssm.amazonaws.com, but {0}', listed(problem.trusted))
        : l10n.t('it does not trust ssm.amazonaws.com');
    case 'denied':
      return l10n.t('its trust policy denies ssm.amazonaws.com');
    case 'otherAccount':
      return l10n.t('its trust policy is for the account {0}', listed(problem.accounts));
    case 'otherRegion':
      return l10n.t('its trust policy is for the Region {0}', listed(problem.regions));
    case 'unmetCondition':
      return l10n.t('its trust policy has a condition that SSM never meets: {0} {1}', problem.operator, problem.key);
  }
}

/** What is worth knowing about a role that can be used. */
export function roleRemarkWords(remark: RoleRemark): string {
  switch (remark.kind) {
    case 'noGuard':
      return l10n.t('it has no guard against use from other accounts (aws:SourceAccount)');
    case 'unknownCondition':
      return l10n.t('its trust policy has a condition that is not judged here: {0} {1}', remark.operator, remark.key);
    case 'perhapsMissingPolicy':
      return l10n.t("{0} is not attached; the account's own policies may grant the same", remark.policy);
  }
}

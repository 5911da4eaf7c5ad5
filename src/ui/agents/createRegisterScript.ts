import { AgentError, plain, timeOf, type AnswerOf } from '../../core/agents/answer.ts';
import { choiceIn, neededTextIn, textIn, wholeNumberIn, type AgentInput } from '../../core/agents/input.ts';
import { compact } from '../../core/compact.ts';
import { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { accountKey } from '../../core/fleet/model.ts';
import { allPages } from '../../core/fleet/reading.ts';
import {
  activationLimits,
  checkInstanceName,
  checkRoleName,
  defaultActivation,
} from '../../core/registration/activation.ts';
import { noHostOptions } from '../../core/registration/hostOptions.ts';
import type { HostPlan } from '../../core/registration/plan.ts';
import { usualRoleNames } from '../../core/registration/policies.ts';
import { judgeRole } from '../../core/registration/roles.ts';
import type { ChosenRole, Registration } from '../registration/wizard/draft.ts';
import { accountsAsked, clusterAsked } from './accountsAsked.ts';
import type { AgentNeeds } from './agentNeeds.ts';

/** What would be made, for the user to agree to. */
export interface ScriptPlan {
  readonly registration: Registration;
  readonly accountId: string;
}

const hour = 3_600_000;
const mostHours = activationLimits.maxLifetimeMs / hour;

/** Reads, and makes nothing. @throws AgentError where it may not or can't be made */
export async function planRegisterScript(
  needs: AgentNeeds,
  input: AgentInput,
  signal: AbortSignal,
): Promise<ScriptPlan> {
  refuseWhereNothingMayBeMade(needs);
  const wanted = neededTextIn(input, 'cluster');
  const limit = wholeNumberIn(
    input,
    'hosts',
    1,
    activationLimits.maxRegistrations,
    defaultActivation.registrationLimit,
  );
  const hours = wholeNumberIn(input, 'hours', 1, mostHours, defaultActivation.lifetimeMs / hour);
  const plan = planOf(choiceIn(input, 'platform', ['linux', 'windows'], 'linux'));
  const name = checkInstanceName(textIn(input, 'instanceName') ?? '');
  if (name.problem) throw new AgentError(`"instanceName" is no name that Systems Manager takes: ${name.problem.kind}.`);
  const { account, cluster } = await clusterAsked(await accountsAsked(needs, input), wanted, signal);
  if (cluster.kind === 'eks') {
    throw new AgentError(
      'Only hosts for ECS clusters are registered by this tool. For an EKS cluster the user runs the command "Register This Host…".',
    );
  }
  const { accountId } = await account.readIdentity();
  const role = await roleAsked(needs, account, { accountId, region: account.ref.region }, input, signal);
  signal.throwIfAborted();
  return {
    accountId,
    registration: {
      account,
      plan,
      cluster,
      role,
      accessEntry: 'leave',
      instanceName: name.value,
      registrationLimit: limit,
      lifetimeMs: hours * hour,
      tags: {},
    },
  };
}

/** Makes it, once the user has agreed to exactly that. The code is kept, and in no answer. */
export async function createRegisterScript(needs: AgentNeeds, { registration }: ScriptPlan): Promise<AnswerOf> {
  refuseWhereNothingMayBeMade(needs);
  const record = await needs.create(registration);
  const { account, cluster, expiresAt, registrationLimit, instanceName, id } = record;
  return () =>
    compact({
      created: true,
      activationId: id,
      account: plain(accountKey(account)),
      accountId: record.accountId,
      region: plain(account.region),
      cluster: cluster && plain(cluster.name),
      role: plain(registration.role.name),
      instanceName: instanceName === undefined ? undefined : plain(instanceName),
      hostsThatMayRegister: registrationLimit,
      usableUntil: timeOf(expiresAt),
      next: 'The script holds a secret, which is kept by VS Code and is no part of this answer. The user opens it with the button of the notification, or with "Show Register Script" on the activation in the Activations view, and runs it on the host as root (Windows: as administrator). list_external_hosts shows the host when it has come.',
    });
}

function refuseWhereNothingMayBeMade(needs: AgentNeeds): void {
  if (needs.isReadOnly()) {
    throw new AgentError(
      'Read-only mode is on (setting externalInstances.readOnly), so no activation is made. Only the user can turn it off.',
    );
  }
  if (!needs.isTrusted()) {
    throw new AgentError(
      'The workspace is not trusted, so no activation is made on behalf of an agent that reads its files. Only the user can trust it.',
    );
  }
}

function planOf(platform: 'linux' | 'windows'): HostPlan {
  if (platform === 'windows') return { kind: 'ecsWindows' };
  return { kind: 'ecsLinux', form: { kind: 'script', elsewhere: true }, host: noHostOptions };
}

/** The role that was named, or the usual one, or the only one; those that can't work are refused where that is seen. */
async function roleAsked(
  needs: AgentNeeds,
  account: AccountFleet,
  use: { readonly accountId: string; readonly region: string },
  input: AgentInput,
  signal: AbortSignal,
): Promise<ChosenRole> {
  const typed = textIn(input, 'role');
  const named = typed === undefined ? undefined : checkRoleName(typed);
  if (named?.problem) throw new AgentError(`"role" is no name of a role that can be used: ${named.problem.kind}.`);
  const { roles: gateway } = await needs.registration(account.ref);
  const roles = await allPages(gateway.roles('ecsAnywhere', signal)).catch((error: unknown) => {
    // Many may register hosts and not look around in IAM.
    if (Failure.from(error).reason === 'accessDenied' && named) return undefined;
    throw error;
  });
  if (!roles) return { name: named?.value ?? '' };
  const judged = roles.map((role) => ({ role, judgement: judgeRole(role, 'ecsAnywhere', use) }));
  const fitting = judged.filter(({ judgement }) => judgement.fits).map(({ role }) => role);
  const names = fitting.slice(0, 20).map(({ name }) => plain(name));
  const offer = names.length > 0 ? `Roles that fit: ${names.join(', ')}.` : noRole;
  if (named) {
    const found = judged.find(({ role }) => role.name === named.value);
    if (!found) throw new AgentError(`No role of that name trusts Systems Manager. ${offer}`);
    const [reason] = found.judgement.reasons;
    if (reason) throw new AgentError(`Hosts can't work with that role: ${reason.kind}. ${offer}`);
    return { name: found.role.name, arn: found.role.arn };
  }
  const role = fitting.find(({ name }) => name === usualRoleNames.ecsAnywhere) ?? fitting[0];
  if (!role) throw new AgentError(noRole);
  if (fitting.length > 1 && role.name !== usualRoleNames.ecsAnywhere) {
    throw new AgentError(`Several roles fit. Ask the user which to give as "role". ${offer}`);
  }
  return { name: role.name, arn: role.arn };
}

const noRole =
  'The account has no role that fits. The user can have one made with the command "Register This Host…" of the extension.';

import * as l10n from '@vscode/l10n';
import { Failure } from '../../core/failure.ts';
import { allPages } from '../../core/fleet/reading.ts';
import { activationRequest, findByRequest, type ActivationRequest } from '../../core/registration/activation.ts';
import { clusterCanBeJoined } from '../../core/registration/clusterCheck.ts';
import { registerClusterRequest } from '../../core/registration/eks/connector.ts';
import { handOutFiles, handOutText, managedNodeLabel, type HandOutOptions } from '../../core/registration/handOut.ts';
import { inMessage } from '../../core/text/label.ts';
import { logFailure } from '../log.ts';
import type { RegistrationAccess, Services } from '../services.ts';
import { createEntry } from './accessEntries.ts';
import type { ActivationRecord, ActivationSecret } from './activationVault.ts';
import { roleArnOf } from './roleArn.ts';
import type { Registration } from './wizard/draft.ts';

type Needs = Pick<Services, 'log' | 'registration' | 'vault'>;

/** AWS made the activation, and its answer with the code was lost on the way: nobody knows the code. */
export class LostAnswer extends Error {
  override readonly name = 'LostAnswer';
  readonly activationId: string;

  constructor(activationId: string, cause: unknown) {
    super('The answer with the activation code was lost.', { cause });
    this.activationId = activationId;
  }
}

/**
 * Makes what was planned in AWS, and keeps its code. Rejects with a `Failure`, or a `LostAnswer`.
 *
 * @param attempt names this try; the same name again makes nothing twice where AWS knows how (`RegisterCluster`)
 */
export async function createAndKeep(
  needs: Needs,
  registration: Registration,
  attempt: string,
): Promise<ActivationRecord> {
  const access = await needs.registration(registration.account.ref);
  rehearse(access, registration);
  await checkCluster(access, registration);
  const made =
    registration.plan.kind === 'connector'
      ? await connect(needs, access, registration, attempt)
      : await activate(needs, access, registration);
  const { account, plan, instanceName, proxy } = registration;
  const accountId = account.identity?.accountId;
  const record: ActivationRecord = {
    id: made.id,
    account: account.ref,
    ...(accountId !== undefined && { accountId }),
    plan,
    ...(made.cluster && { cluster: made.cluster }),
    ...(instanceName !== '' && { instanceName }),
    registrationLimit: made.registrationLimit,
    createdAt: made.createdAt,
    expiresAt: made.expiresAt,
  };
  await keep(needs, access, record, { code: made.code, ...(proxy && { proxy }) });
  const uses = `${String(record.registrationLimit)} use(s)`;
  needs.log.info(`Created activation ${record.id} (${plan.kind}) for ${record.cluster?.arn ?? 'no cluster'}, ${uses}`);
  return record;
}

interface Made extends Pick<ActivationRecord, 'id' | 'registrationLimit' | 'createdAt' | 'expiresAt'> {
  readonly code: string;
  readonly cluster?: { readonly arn: string; readonly name: string };
}

/** What can't be handed out must not be made. Throws a `Failure` that says why. */
function rehearse({ sources }: RegistrationAccess, registration: Registration): void {
  const { account, plan, cluster, connectedName, registrationLimit, lifetimeMs, proxy } = registration;
  const name = cluster?.name ?? connectedName;
  const options: HandOutOptions = {
    plan,
    sources,
    region: account.ref.region,
    ...(name !== undefined && { cluster: name }),
    activationId: '00000000-0000-0000-0000-000000000000',
    activationCode: '0'.repeat(20),
    expiresAt: Date.now() + lifetimeMs,
    registrationLimit,
    ...(proxy && { proxy }),
  };
  for (const { part } of handOutFiles(plan, name ?? managedNodeLabel)) handOutText(options, part);
}

/** It may have been deleted while the user answered; a registration would be used up for nothing. */
async function checkCluster(access: RegistrationAccess, { cluster }: Registration): Promise<void> {
  if (!cluster || (await clusterCanBeJoined(access, cluster))) return;
  const message = l10n.t(
    'The cluster {0} was deleted meanwhile, or cannot be used now. No activation was made.',
    inMessage(cluster.name),
  );
  throw new Failure('invalidRequest', message);
}

async function activate(needs: Needs, access: RegistrationAccess, registration: Registration): Promise<Made> {
  const { account, cluster, role, accessEntry, instanceName, registrationLimit, lifetimeMs, tags } = registration;
  const { gateway, eks } = access;
  if (cluster?.kind === 'eks' && accessEntry === 'make') {
    await createEntry(eks, account, cluster.name, role);
  }
  const createdAt = Date.now();
  const request = activationRequest(
    {
      ...(cluster && { clusterArn: cluster.arn }),
      role: role.name,
      instanceName,
      registrationLimit,
      lifetimeMs,
      tags,
    },
    createdAt,
  );
  const { id, code } = await gateway.createActivation(request).catch(async (error: unknown) => {
    throw (await lostAnswer(needs, access, request, error)) ?? error;
  });
  return {
    id,
    code,
    ...(cluster && { cluster: { arn: cluster.arn, name: cluster.name } }),
    registrationLimit: request.registrationLimit,
    createdAt,
    expiresAt: request.expiresAt,
  };
}

/** Any other answer says that nothing was made; without one, or with half of one, something may have been. */
function mayBeMade(error: unknown): boolean {
  return ['network', 'timedOut', 'service', 'unknown'].includes(Failure.from(error).reason);
}

/** Whether AWS did what it could not say any more. */
async function lostAnswer(
  { log }: Needs,
  { gateway }: RegistrationAccess,
  request: ActivationRequest,
  error: unknown,
): Promise<LostAnswer | undefined> {
  if (!mayBeMade(error)) return undefined;
  try {
    const made = findByRequest(await allPages(gateway.activations()), request);
    return made && new LostAnswer(made.id, error);
  } catch (also) {
    logFailure(log, 'Looking for an activation whose answer was lost', also);
    return undefined;
  }
}

/** Whether EKS registered the cluster and could not say so any more. */
async function lostCluster(
  { log }: Needs,
  eks: RegistrationAccess['eks'],
  name: string,
  error: unknown,
): Promise<LostAnswer | undefined> {
  if (!mayBeMade(error)) return undefined;
  try {
    const { status, activationId = '' } = (await eks.connector(name)) ?? {};
    return status === 'PENDING' ? new LostAnswer(activationId, error) : undefined;
  } catch (also) {
    logFailure(log, 'Looking for a cluster whose answer was lost', also);
    return undefined;
  }
}

async function connect(
  needs: Needs,
  { eks }: RegistrationAccess,
  registration: Registration,
  attempt: string,
): Promise<Made> {
  const { account, plan, connectedName = '', role, lifetimeMs } = registration;
  if (plan.kind !== 'connector') throw new Failure('invalidRequest', 'This is no cluster to connect.');
  const createdAt = Date.now();
  const request = registerClusterRequest({
    name: connectedName,
    roleArn: await roleArnOf(account, role),
    provider: plan.provider,
    requestToken: attempt,
  });
  const { arn, name, activationId, activationCode, expiresAt } = await eks
    .registerCluster(request)
    .catch(async (error: unknown) => {
      throw (await lostCluster(needs, eks, request.name, error)) ?? error;
    });
  return {
    id: activationId,
    code: activationCode,
    cluster: { arn, name },
    registrationLimit: 1,
    createdAt,
    expiresAt: expiresAt ?? createdAt + lifetimeMs,
  };
}

async function keep(
  { log, vault }: Needs,
  { gateway, eks }: RegistrationAccess,
  record: ActivationRecord,
  secret: ActivationSecret,
): Promise<void> {
  try {
    await vault.keep(record, secret);
  } catch (error) {
    // Without its code nobody can use the activation, and AWS never shows the code again.
    const undo =
      record.plan.kind === 'connector'
        ? eks.deregisterCluster(record.cluster?.name ?? '')
        : gateway.deleteActivation(record.id);
    const isUndone = await undo.then(
      () => true,
      (also: unknown) => {
        logFailure(log, `Deleting activation ${record.id}`, also);
        return false;
      },
    );
    const message = isUndone
      ? l10n.t(
          'The secret storage of this computer did not take the activation code. The activation was deleted again.',
        )
      : l10n.t(
          'The secret storage of this computer did not take the activation code, and the activation could not be deleted again: delete it in the Activations view.',
        );
    throw new Failure('unknown', message, { cause: error });
  }
}

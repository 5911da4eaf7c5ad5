import { Failure } from '../../../core/failure.ts';
import { logFailure } from '../../log.ts';
import type { Services } from '../../services.ts';
import { runSteps, type Step } from '../../steps.ts';
import type { ThisHost } from '../thisHost.ts';
import { sshConfigHosts } from '../userFiles.ts';
import { clusterStep, versionStep, warningStep } from './clusterSteps.ts';
import { accountStep, connectedNameStep, contextStep, installStep, providerStep } from './connectorSteps.ts';
import type { Draft } from './draft.ts';
import { byStep, hostsStep, keysStep, nameStep } from './hostSteps.ts';
import { reviewStep } from './reviewStep.ts';
import { accessEntryStep, roleStep } from './roleStep.ts';
import { targetStep } from './targetStep.ts';

export type WizardNeeds = Pick<Services, 'fleet' | 'log' | 'registration'>;

/**
 * Asks for what to register and how, in as few steps as the kind of host takes. Nothing is made on the way, but a role
 * where the user says so.
 *
 * @param start what is known already: a cluster the command was run on, or answers given before
 * @returns `undefined` when the user left
 */
export function askForRegistration(needs: WizardNeeds, host: ThisHost, start: Draft): Promise<Draft | undefined> {
  const sshHosts = reachableHosts(needs, host);
  const steps: readonly Step<Draft>[] = [
    targetStep(host, sshHosts),
    clusterStep(needs),
    accountStep(needs),
    connectedNameStep(needs),
    providerStep,
    hostsStep(sshHosts),
    byStep,
    warningStep(host),
    versionStep(needs),
    roleStep(needs),
    accessEntryStep(needs),
    installStep(needs),
    contextStep(needs, host),
    nameStep(host),
    keysStep,
    reviewStep,
  ];
  return runSteps(steps, start);
}

/** Those that ssh knows on the machine of the terminal: in some remote windows, that is not the one of this process. */
async function reachableHosts({ log }: WizardNeeds, { machine }: ThisHost): Promise<readonly string[]> {
  if (!machine) return [];
  return sshConfigHosts().catch((error: unknown) => {
    logFailure(log, 'Reading the ssh config', Failure.from(error));
    return [];
  });
}

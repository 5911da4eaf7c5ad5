import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import { isAwsStep, leaveSteps, takeStep } from '../../core/leaving/leave.ts';
import { staleRegistrations, type StaleRegistration } from '../../core/leaving/staleRegistrations.ts';
import { inMessage, inPick } from '../../core/text/label.ts';
import { failureSentence } from '../failureText.ts';
import { hostsOf, readAgain } from '../leaving/accountHosts.ts';
import { hostWords, staleWords } from '../leaving/words.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import { input, pickSeveral } from '../steps.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { asSentence, listedClauses, paragraph } from '../sentences.ts';

type Needs = Pick<Services, 'accounts' | 'fleet' | 'leaving' | 'log'>;

interface Candidate extends StaleRegistration {
  readonly account: AccountFleet;
  /** All of its account. */
  readonly hosts: readonly Host[];
}

/** Of the account that the command was run on, else of all that are shown. */
export async function cleanUpNodes(services: Needs, given?: TreeNode): Promise<void> {
  await services.accounts.ensureShown();
  const accounts = given?.kind === 'account' ? [given.account] : services.fleet.accounts;
  const { candidates, failure } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: l10n.t('Looking for stale nodes') },
    () => find(accounts),
  );
  if (candidates.length === 0) {
    if (failure) throw failure;
    void vscode.window.showInformationMessage(l10n.t('There are no stale nodes.'));
    return;
  }
  const chosen = await choose(candidates, failure);
  if (chosen && (await isCountTyped(chosen.length))) await deregisterAll(services, chosen);
}

async function find(
  accounts: readonly AccountFleet[],
): Promise<{ readonly candidates: readonly Candidate[]; readonly failure: Failure | undefined }> {
  const answers = await Promise.all(
    accounts.map(async (account) => {
      // What was read an hour ago says nothing of hosts that came back since.
      await account.refresh();
      const { value: hosts, failures } = await hostsOf(account);
      return {
        candidates: staleRegistrations(hosts, Date.now()).map((each) => ({ ...each, account, hosts })),
        failures,
      };
    }),
  );
  return {
    candidates: answers.flatMap(({ candidates }) => candidates),
    failure: answers.flatMap(({ failures }) => failures)[0],
  };
}

/** None is ticked beforehand: a host in a cupboard looks like a dead one. */
async function choose(
  candidates: readonly Candidate[],
  failure: Failure | undefined,
): Promise<readonly Candidate[] | undefined> {
  const items = candidates.map((candidate) => ({
    label: inPick(candidate.host.name),
    description: inPick(hostWords(candidate.host, candidate.account)),
    detail: inPick(staleWords(candidate.reason, vscode.env.language)),
    candidate,
  }));
  const picked = await pickSeveral({
    title: l10n.t('Clean Up Stale Nodes'),
    placeholder: failure
      ? l10n.t('Tick what is to be deregistered. Not all could be read: {0}', failureSentence(failure))
      : l10n.t('Tick what is to be deregistered'),
    items,
    selected: () => false,
  });
  return picked === undefined || typeof picked === 'symbol' ? undefined : picked.map(({ candidate }) => candidate);
}

async function isCountTyped(count: number): Promise<boolean> {
  const prompt =
    count === 1
      ? l10n.t('Type 1 to deregister 1 node. A machine that comes back has to register anew.')
      : l10n.t('Type {0} to deregister {0} nodes. A machine that comes back has to register anew.', count);
  const typed = await input({
    title: l10n.t('Clean Up Stale Nodes'),
    prompt,
    value: '',
    problem: (value) => (value.trim() === String(count) ? undefined : l10n.t('Type {0} to go on.', count)),
  });
  return typeof typed === 'string';
}

async function deregisterAll(services: Needs, chosen: readonly Candidate[]): Promise<void> {
  const failed: { readonly candidate: Candidate; readonly failure: Failure }[] = [];
  let count = 0;
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: l10n.t('Deregistering stale nodes'),
      cancellable: true,
    },
    async (progress, cancelled) => {
      // One after the other: AWS allows few such calls a second. One that fails says nothing of the next.
      for (const candidate of chosen) {
        if (cancelled.isCancellationRequested) break;
        try {
          await deregister(services, candidate);
          count += 1;
        } catch (error) {
          const failure = logFailure(services.log, `Deregistering ${candidate.host.key}`, error);
          failed.push({ candidate, failure });
        }
        const message = l10n.t('{0} of {1}', count + failed.length, chosen.length);
        progress.report({ increment: 100 / chosen.length, message });
      }
    },
  );
  await Promise.all([...new Set(chosen.map(({ account }) => account))].map(readAgain));
  await tell(services, count, chosen.length, failed);
}

async function deregister({ leaving, log }: Needs, { account, host, hosts }: Candidate): Promise<void> {
  for (const step of leaveSteps(host, hosts).filter(isAwsStep)) {
    // A candidate's agent is not connected, so there is no draining to wait for.
    const outcome = await takeStep(step, await leaving(account.ref), { sleep: () => Promise.resolve() });
    log.info(`Clean-up: ${host.key}, ${step.kind}: ${outcome}`);
  }
}

async function tell(
  { log }: Needs,
  count: number,
  all: number,
  failed: readonly { readonly candidate: Candidate; readonly failure: Failure }[],
): Promise<void> {
  const words =
    count === all && all === 1 ? l10n.t('Deregistered 1 node.') : l10n.t('Deregistered {0} of {1} nodes.', count, all);
  if (failed.length === 0) {
    void vscode.window.showInformationMessage(words);
    return;
  }
  const named = failed
    .slice(0, 3)
    .map(({ candidate, failure }) => `${inMessage(candidate.host.name)}: ${failureSentence(failure)}`);
  const more = failed.length > named.length ? [l10n.t('and {0} more', failed.length - named.length)] : [];
  const showLog = l10n.t('Show Log');
  const answer = await vscode.window.showErrorMessage(
    paragraph([words, asSentence(listedClauses([...named, ...more]))]),
    showLog,
  );
  if (answer === showLog) log.show();
}

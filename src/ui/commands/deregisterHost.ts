import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import { isAwsStep, leaveSteps, type LeaveStep, type UserStep } from '../../core/leaving/leave.ts';
import { hostsOf, readAgain } from '../leaving/accountHosts.ts';
import { copyLeavingText, leavingUri, showLeavingScript } from '../leaving/leavingDocument.ts';
import { takeSteps, type LeavingNeeds } from '../leaving/takeSteps.ts';
import { hostWords, nameOf, planWords } from '../leaving/words.ts';
import type { Services } from '../services.ts';
import type { HostNode, TreeNode } from '../tree/nodes.ts';
import { resolveNode } from './pickNode.ts';

type Needs = LeavingNeeds & Pick<Services, 'fleet' | 'view'>;

/** Out of ECS and SSM, after a question that names the host; what AWS can't do is handed to the user. */
export async function deregisterHost(services: Needs, given?: TreeNode): Promise<void> {
  const node = await resolveNode(given, isInAws, services);
  if (!node) return;
  const { account, host } = node;
  // Twins that can't be read now are found by the clean-up of stale nodes later.
  const { value: hosts } = await hostsOf(account);
  const steps = leaveSteps(host, hosts);
  if (!(await isSure(account, host, steps))) return;

  const first = steps.findIndex(isAwsStep);
  for (const step of steps.slice(0, first)) {
    if (!isAwsStep(step) && !(await askToDo(step, host))) return;
  }
  const title = l10n.t('Deregistering {0}', nameOf(host));
  const hasLeft = await takeSteps(services, { account, host, title }, steps.filter(isAwsStep));
  await readAgain(account);
  if (hasLeft) await tellLeft(host, steps.slice(first));
}

async function isSure(account: AccountFleet, host: Host, steps: readonly LeaveStep[]): Promise<boolean> {
  const confirm = l10n.t('Deregister');
  const answer = await vscode.window.showWarningMessage(
    l10n.t('Deregister the host {0}?', nameOf(host)),
    { modal: true, detail: [hostWords(host, account), ...planWords(steps, host)].join('\n\n') },
    confirm,
  );
  return answer === confirm;
}

/** @returns whether the user says that it is done */
async function askToDo(step: UserStep, host: Host): Promise<boolean> {
  const name = nameOf(host);
  const done = l10n.t('Done, Go On');
  const copy = l10n.t('Copy');
  if (step.kind === 'removeFromKubernetes') {
    const text = step.commands.join('\n');
    const message = l10n.t('To deregister {0}, run this against its Kubernetes cluster: {1}', name, text);
    return askUntilDone(message, done, copy, () => vscode.env.clipboard.writeText(text));
  }
  const uri = leavingUri({ script: 'cleanUp', kind: step.host, nodeId: step.nodeId }, host.name);
  await showLeavingScript(uri);
  const message = l10n.t('To deregister {0}, run the script that is shown on it, as root. Did it end well?', name);
  return askUntilDone(message, done, copy, () => copyLeavingText(uri));
}

async function askUntilDone(
  message: string,
  done: string,
  copy: string,
  doCopy: () => Thenable<void>,
): Promise<boolean> {
  for (;;) {
    const answer = await vscode.window.showInformationMessage(message, done, copy);
    if (answer !== copy) return answer === done;
    await doCopy();
  }
}

async function tellLeft(host: Host, steps: readonly LeaveStep[]): Promise<void> {
  const cleanUp = steps.find((step) => step.kind === 'cleanUpOnHost');
  if (!cleanUp) {
    void vscode.window.showInformationMessage(l10n.t('{0} is deregistered.', nameOf(host)));
    return;
  }
  const show = l10n.t('Show Clean-Up Script');
  const message = l10n.t('{0} is deregistered. Its agents are still on the machine.', nameOf(host));
  if ((await vscode.window.showInformationMessage(message, show)) !== show) return;
  await showLeavingScript(leavingUri({ script: 'cleanUp', kind: cleanUp.host, nodeId: cleanUp.nodeId }, host.name));
}

/** A node that Kubernetes alone knows leaves where it runs. */
function isInAws(node: TreeNode): node is HostNode {
  return node.kind === 'host' && node.host.state.ssm !== 'none';
}

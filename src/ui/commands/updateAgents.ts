import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import { newestVersion } from '../../core/operate/diagnose/channelRules.ts';
import { updateEcsAgentScript } from '../../core/operate/snippets.ts';
import { inPick } from '../../core/text/label.ts';
import { newestAgents, type NewestAgents } from '../host/findHost.ts';
import { nameOf } from '../leaving/words.ts';
import { agentWords } from '../operate/agentWords.ts';
import { chooseHosts, type HostNeeds } from '../operate/chooseHosts.ts';
import { sendAndShow, type RunNeeds } from '../operate/sendRun.ts';
import { listed } from '../sentences.ts';
import { pickSeveral } from '../steps.ts';
import type { TreeNode } from '../tree/nodes.ts';

type Needs = HostNeeds & RunNeeds;
type Agent = 'ecs' | 'ssm';

/**
 * ECS's own update of agents does not support external instances: so the ECS agent is updated by its package, over Run
 * Command, and the SSM agent by AWS's document.
 */
export async function updateAgents(services: Needs, given?: TreeNode, many?: readonly TreeNode[]): Promise<void> {
  const title = l10n.t('Update Agents');
  const chosen = await chooseHosts(services, given, many, { title });
  if (!chosen) return;
  const { account, hosts } = chosen;
  const inEcs = hosts.filter(runsEcsAgent);
  const agents = await chooseAgents(title, hosts, inEcs, await newestKnown(account, hosts));
  if (!agents || !(await isSure(agents, hosts, inEcs))) return;
  // One after the other: what brings the ECS agent's update is the SSM agent.
  if (agents.includes('ecs')) {
    const script = updateEcsAgentScript(account.ref.region);
    const what = { title: l10n.t('Update the ECS agent'), script, shell: 'bash' } as const;
    const end = await sendAndShow(services, { account, hosts: inEcs }, what);
    if (end?.phase !== 'ended') return;
  }
  if (agents.includes('ssm')) {
    await sendAndShow(services, chosen, { title: l10n.t('Update the SSM agent'), shell: 'bash' });
  }
  account.cancel();
  await account.refresh();
}

/** On Windows it is no package. */
function runsEcsAgent({ instance, node }: Host): boolean {
  return instance !== undefined && node?.platformType !== 'Windows';
}

/** Of all hosts in the clusters of these, and of all nodes of the account. */
async function newestKnown(account: AccountFleet, hosts: readonly Host[]): Promise<NewestAgents> {
  const oneOfEach = new Map(hosts.map((host) => [host.cluster?.arn, host]));
  const each = await Promise.all([...oneOfEach.values()].map((host) => newestAgents(account, host)));
  const ecs = newestVersion(each.map((newest) => newest.ecs));
  const ssm = newestVersion(each.map((newest) => newest.ssm));
  return { ...(ecs !== undefined && { ecs }), ...(ssm !== undefined && { ssm }) };
}

async function chooseAgents(
  title: string,
  hosts: readonly Host[],
  inEcs: readonly Host[],
  newest: NewestAgents,
): Promise<readonly Agent[] | undefined> {
  const ssm = {
    label: l10n.t('SSM agent'),
    description: inPick(
      agentWords(
        hosts.map(({ node }) => node?.agentVersion),
        newest.ssm,
      ),
    ),
    agent: 'ssm' as const,
  };
  const ecs = {
    label: l10n.t('ECS agent'),
    description: inPick(
      agentWords(
        inEcs.map(({ instance }) => instance?.agentVersion),
        newest.ecs,
      ),
    ),
    agent: 'ecs' as const,
  };
  const picked = await pickSeveral<vscode.QuickPickItem & { readonly agent: Agent }>({
    title,
    placeholder: l10n.t('Which agents?'),
    items: inEcs.length > 0 ? [ecs, ssm] : [ssm],
    selected: () => true,
  });
  return typeof picked === 'object' ? picked.map(({ agent }) => agent) : undefined;
}

const shownNames = 10;

async function isSure(agents: readonly Agent[], all: readonly Host[], inEcs: readonly Host[]): Promise<boolean> {
  const update = l10n.t('Update');
  const hosts = agents.includes('ssm') ? all : inEcs;
  const names = hosts.slice(0, shownNames).map(nameOf);
  const more = hosts.length > shownNames ? [l10n.t('and {0} more', hosts.length - shownNames)] : [];
  const without = hosts.length - inEcs.length;
  const details = [
    hosts.length === 1 ? undefined : listed([...names, ...more]),
    agents.includes('ecs')
      ? l10n.t(
          'ECS agent: its newest package is downloaded from AWS and installed, and the agent restarted. Running tasks go on.',
        )
      : undefined,
    agents.includes('ecs') && without > 0 ? l10n.t('{0} of these hosts have no such ECS agent.', without) : undefined,
    agents.includes('ssm') ? l10n.t("SSM agent: by AWS's document AWS-UpdateSSMAgent.") : undefined,
  ];
  const answer = await vscode.window.showWarningMessage(
    hosts.length === 1
      ? l10n.t('Update the agents of {0}?', names[0] ?? '')
      : l10n.t('Update the agents of {0} hosts?', hosts.length),
    { modal: true, detail: details.filter((part) => part !== undefined).join('\n\n') },
    update,
  );
  return answer === update;
}

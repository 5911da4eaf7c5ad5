import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { EcsCluster } from '../../core/fleet/model.ts';
import { withoutIcons } from '../../core/text/label.ts';
import { resolveNode } from '../commands/pickNode.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';
import type { ClusterNode, ServiceNode, TreeNode } from '../tree/nodes.ts';
import { render } from '../tree/render.ts';
import { servicesOf } from './accountServices.ts';

type Needs = Pick<Services, 'fleet' | 'operate' | 'view'>;

export type EcsClusterNode = ClusterNode & { readonly cluster: EcsCluster };

export function isEcsCluster(node: TreeNode): node is EcsClusterNode {
  return node.kind === 'cluster' && node.cluster.kind === 'ecs';
}

export function isService(node: TreeNode): node is ServiceNode {
  return node.kind === 'service';
}

/** The service that a command is about: its row, the selected one, or one of a cluster that the user picks first. */
export async function pickService(
  services: Needs,
  given: TreeNode | undefined,
  title: string,
): Promise<ServiceNode | undefined> {
  const { selection } = services.view;
  if (given && !isEcsCluster(given)) return resolveNode(given, isService, services);
  if (!given && selection && isService(selection)) return selection;
  const cluster = await resolveNode(given, isEcsCluster, services);
  return cluster && pickOneOf(services, cluster, title);
}

async function pickOneOf(services: Needs, parent: EcsClusterNode, title: string): Promise<ServiceNode | undefined> {
  const { account, cluster } = parent;
  const items = listed(services, account, cluster).then((all) =>
    all.map((service) => {
      const node: ServiceNode = { kind: 'service', account, parent, service };
      const { label, description = '' } = render(node);
      return { label: withoutIcons(label), description: withoutIcons(description), node };
    }),
  );
  const placeholder = l10n.t('Which service?');
  const picked = await pickOne({ title, placeholder, items, skipIfEmpty: true });
  if (typeof picked === 'object') return picked.node;
  if (picked !== undefined) {
    void vscode.window.showInformationMessage(l10n.t('No services on external instances'));
  }
  return undefined;
}

/** Rejects with a `Failure` where nothing is known. */
async function listed(
  { operate }: Needs,
  account: AccountFleet,
  cluster: EcsCluster,
): Promise<readonly ServiceNode['service'][]> {
  const { value, failures } = await servicesOf(account, operate).services(cluster);
  if (value.length === 0 && failures[0]) throw failures[0];
  return value;
}

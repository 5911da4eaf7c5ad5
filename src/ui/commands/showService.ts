import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { inMessage } from '../../core/text/label.ts';
import { showMarkdown } from '../markdownDocuments.ts';
import { pickService } from '../operate/pickService.ts';
import { serviceMarkdown } from '../operate/serviceMarkdown.ts';
import type { Services } from '../services.ts';
import type { TreeNode } from '../tree/nodes.ts';

/** A service with its deployments and its last events, and what these mean, read now. */
export async function showServiceEvents(
  services: Pick<Services, 'fleet' | 'operate' | 'view'>,
  given?: TreeNode,
): Promise<void> {
  const node = await pickService(services, given, l10n.t('Show Service Events'));
  if (!node) return;
  const { account, service: row } = node;
  const location = vscode.ProgressLocation.Window;
  const title = l10n.t('Reading {0}', inMessage(row.name));
  const service = await vscode.window.withProgress({ location, title }, async () =>
    (await services.operate(account.ref)).ecs.service(row.clusterArn, row.arn),
  );
  if (!service) {
    void vscode.window.showInformationMessage(l10n.t('The service {0} was deleted.', inMessage(row.name)));
    return;
  }
  const at = { locale: vscode.env.language, now: Date.now() };
  await showMarkdown(service.arn, service.name, serviceMarkdown(service, account.ref, at));
}

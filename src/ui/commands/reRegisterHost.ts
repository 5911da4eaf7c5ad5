import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { leavingUri, showLeavingScript } from '../leaving/leavingDocument.ts';
import { hostWords, nameOf } from '../leaving/words.ts';
import type { Services } from '../services.ts';
import type { HostNode, TreeNode } from '../tree/nodes.ts';
import { resolveNode } from './pickNode.ts';
import { registerThisHost } from './registerThisHost.ts';

/** Makes the machine forget its registration, and registers it anew with the same name in the same cluster. */
export async function reRegisterHost(services: Services, given?: TreeNode): Promise<void> {
  const node = await resolveNode(given, canRegisterAnew, services);
  if (!node) return;
  const { account, host } = node;
  const goOn = l10n.t('Show Script and Register');
  const answer = await vscode.window.showInformationMessage(
    l10n.t('Re-register the host {0}?', nameOf(host)),
    {
      modal: true,
      detail: [
        hostWords(host, account),
        l10n.t(
          'A host has to register anew after its SD card or disk was lost, when it moves to another Region, or when SSM no longer accepts its fingerprint because its hardware changed or its disk was cloned.',
        ),
        l10n.t(
          'First run the script that is shown on it, unless it was installed anew: it makes the machine forget. Then run the register script that you make next. The old registration stays until you deregister it.',
        ),
      ].join('\n\n'),
    },
    goOn,
  );
  if (answer !== goOn) return;
  await showLeavingScript(leavingUri({ script: 'reRegister', kind: host.instance ? 'ecs' : 'ssm' }, host.name));
  await registerThisHost(services, node);
}

/** A hybrid node registers with `nodeadm`, by which this script does not go. */
function canRegisterAnew(node: TreeNode): node is HostNode {
  return node.kind === 'host' && node.host.cluster?.kind !== 'eks';
}

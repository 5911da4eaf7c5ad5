import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { inMessage } from '../../core/text/label.ts';
import type { Arrangement } from './arrangement.ts';
import type { HostNode } from './nodes.ts';

/** @returns whether the filter that hides the host is gone now */
export async function askToClearFilter(
  { host }: HostNode,
  arrangement: Pick<Arrangement, 'change' | 'current'>,
): Promise<boolean> {
  const clear = l10n.t('Clear Filter');
  const { filter } = arrangement.current;
  const question = l10n.t('{0} is hidden by the filter {1}.', inMessage(host.name), inMessage(filter));
  if ((await vscode.window.showInformationMessage(question, clear)) !== clear) return false;
  await arrangement.change({ filter: '' });
  return true;
}

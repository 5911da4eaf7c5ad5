import { homedir } from 'node:os';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { inMessage } from '../../core/text/label.ts';
import { terminalIsElsewhere } from '../registration/thisHost.ts';
import type { Services } from '../services.ts';
import { accountNode } from '../tree/nodes.ts';
import type { AccountNode, TreeNode } from '../tree/nodes.ts';
import { resolveNode } from './pickNode.ts';

type Needs = Pick<Services, 'configuration' | 'context' | 'fleet' | 'view'>;

/** Runs `aws sso login` where the user can see it: it opens a browser and may ask something. */
export async function signIn(services: Needs, given?: TreeNode): Promise<void> {
  const start = given ? accountNode(given.account) : undefined;
  const node = await resolveNode(start, isProfileAccount, services);
  const source = node?.account.ref.source;
  if (source?.kind !== 'profile') return;

  const profiles = await services.configuration.profiles();
  const name = inMessage(source.profile);
  if (profiles.find((profile) => profile.name === source.profile)?.kind !== 'sso') {
    const message = l10n.t(
      'The profile {0} does not sign in through SSO. Renew its credentials, then try again.',
      name,
    );
    void vscode.window.showInformationMessage(message);
    return;
  }
  // The terminal of a remote window is on the remote machine; the credentials that are used here are not.
  if (terminalIsElsewhere(services.context.extension.extensionKind)) {
    const command = 'aws sso login --profile';
    void vscode.window.showInformationMessage(
      l10n.t('Run "{0} {1}" on your own computer, then try again.', command, name),
    );
    return;
  }
  // Started without a shell, so that no shell's quoting matters to the profile's name.
  const terminal = vscode.window.createTerminal({
    name: l10n.t('AWS Sign-In'),
    shellPath: 'aws',
    shellArgs: ['sso', 'login', '--profile', source.profile],
    // Windows looks for programs in the folder that they start in, too: never in that of a workspace.
    cwd: homedir(),
  });
  terminal.show();
}

function isProfileAccount(node: TreeNode): node is AccountNode {
  return node.kind === 'account' && node.account.ref.source.kind === 'profile';
}

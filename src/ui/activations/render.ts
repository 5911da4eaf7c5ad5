import * as l10n from '@vscode/l10n';
import { activationStatus, isOurs, widths } from '../../core/registration/activationList.ts';
import { oneLine } from '../../core/text/label.ts';
import { activationPurposeWords } from '../registration/recordWords.ts';
import { listed } from '../sentences.ts';
import { rowContext, type Row, type RowIcon } from '../tree/row.ts';
import type { ActivationNode, ExpectedNode } from '../tree/nodes.ts';
import { activationName, activationWords, codeWords, roleWords, timeLeftWords, type Moment } from './words.ts';

export function activationRow(node: ActivationNode, at: Moment): Row {
  const { activation, codeKnown, purpose } = node;
  const name = activationName(activation);
  const words = activationWords(activation, codeKnown, at);
  const role = roleWords(activation);
  const isOpen = activationStatus(activation, at.now) === 'open';
  return {
    label: name,
    description: activationWords(activation, codeKnown, at, 'short').join(' · '),
    icon: activationIcon(node, at.now),
    expands: activation.registrationCount > 0 ? 'collapsed' : 'no',
    contextValue: rowContext('activation', 'id', isOpen && codeKnown && 'code'),
    spoken: listed(
      [
        l10n.t('Activation {0}', name),
        ...words,
        purpose && l10n.t('for {0}', activationPurposeWords(purpose)),
        role === undefined ? undefined : l10n.t('role {0}', role),
        isOpen ? l10n.t('code {0}', codeWords(codeKnown)) : undefined,
      ].filter((part) => part !== undefined),
    ),
  };
}

function activationIcon({ activation, codeKnown }: ActivationNode, now: number): RowIcon {
  switch (activationStatus(activation, now)) {
    case 'open':
      if (widths(activation, now).length > 0) return { codicon: 'unlock', color: 'list.warningForeground' };
      return { codicon: isOurs(activation) && !codeKnown ? 'question' : 'key' };
    case 'usedUp':
      return { codicon: 'pass' };
    case 'expired':
      return { codicon: 'circle-slash' };
  }
}

export function expectedRow({ expectation }: ExpectedNode, { locale, now }: Moment): Row {
  const { kept, hostsAwaited } = expectation;
  const name = kept.instanceName === undefined ? l10n.t('New Host') : oneLine(kept.instanceName);
  const expected = hostsAwaited === 1 ? l10n.t('expected') : l10n.t('{0} hosts expected', hostsAwaited);
  const left = l10n.t('{0} left', timeLeftWords(kept.expiresAt - now, locale));
  return {
    label: name,
    description: listed([expected, left]),
    icon: { codicon: 'watch' },
    expands: 'no',
    contextValue: rowContext('expected', 'id', 'code'),
    spoken: l10n.t('{0}, {1}, not yet arrived, {2}', name, expected, left),
  };
}

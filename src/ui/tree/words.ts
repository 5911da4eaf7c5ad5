import * as l10n from '@vscode/l10n';
import type { EcsChannel, HostState, SsmChannel } from '../../core/fleet/host.ts';
import type { Machine } from '../../core/fleet/machine.ts';
import { oneLine } from '../../core/text/label.ts';

/** A host's state in as few words as fit beside its name. */
export function hostStateWords(state: HostState): string {
  switch (state.health) {
    case 'agentDisconnected':
      return l10n.t('ECS lost');
    case 'ssmLost':
      return state.ssm === 'unlisted' ? l10n.t('not in SSM') : l10n.t('SSM lost');
    default:
      return hostStateSpoken(state);
  }
}

/** A host's state in full: what is wrong, or that all is well. */
export function hostStateSpoken({ ecs, ssm, health }: HostState): string {
  switch (health) {
    case 'connected':
      return l10n.t('connected');
    case 'draining':
      return l10n.t('draining');
    case 'agentDisconnected':
      return l10n.t('ECS agent disconnected');
    case 'ssmLost':
      return ssm === 'unlisted' ? l10n.t('not known to SSM') : l10n.t('SSM connection lost');
    case 'offline':
      return l10n.t('offline');
    case 'failed':
      return l10n.t('registration failed');
    case 'changing':
      return ecsWords(ecs);
    case 'unknown':
      return ssmWords(ssm);
  }
}

/** The ECS channel by itself, for the tooltip. */
export function ecsWords(ecs: EcsChannel): string {
  switch (ecs) {
    case 'connected':
      return l10n.t('connected');
    case 'disconnected':
      return l10n.t('disconnected');
    case 'draining':
      return l10n.t('connected, draining');
    case 'registering':
      return l10n.t('registering');
    case 'deregistering':
      return l10n.t('deregistering');
    case 'registrationFailed':
      return l10n.t('registration failed');
    case 'none':
      return l10n.t('not in a cluster');
  }
}

/** The SSM channel by itself, for the tooltip. */
export function ssmWords(ssm: SsmChannel): string {
  switch (ssm) {
    case 'online':
      return l10n.t('online');
    case 'connectionLost':
      return l10n.t('connection lost');
    case 'inactive':
      return l10n.t('inactive');
    case 'unlisted':
      return l10n.t('not known to SSM');
    case 'unknown':
      return l10n.t('unknown');
  }
}

export function machineWords({ kind, board, certain }: Machine): string | undefined {
  if (board !== undefined) return oneLine(board);
  switch (kind) {
    case 'raspberryPi':
      return certain ? 'Raspberry Pi' : l10n.t('Raspberry Pi (by its name)');
    case 'arm64':
      return l10n.t('arm64 machine');
    case 'x86':
      return l10n.t('x86 server');
    case 'unknown':
      return undefined;
  }
}

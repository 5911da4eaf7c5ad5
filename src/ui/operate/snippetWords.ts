import * as l10n from '@vscode/l10n';
import type { SnippetId } from '../../core/operate/snippets.ts';

export function snippetTitle(id: SnippetId): string {
  switch (id) {
    case 'agentLogs':
      return l10n.t('Agent logs');
    case 'disk':
      return l10n.t('Disk');
    case 'temperature':
      return l10n.t('Temperature and throttling');
    case 'pruneImages':
      return l10n.t('Prune images');
    case 'restartAgent':
      return l10n.t('Restart the ECS agent');
  }
}

export function snippetDetail(id: SnippetId): string {
  switch (id) {
    case 'agentLogs':
      return l10n.t('The states of the agents, and the last lines of their logs');
    case 'disk':
      return l10n.t('What is free, and what Docker uses');
    case 'temperature':
      return l10n.t('Of each sensor; on a Raspberry Pi also throttling and under-voltage');
    case 'pruneImages':
      return l10n.t('Deletes images that no container uses; tasks that need them pull them again');
    case 'restartAgent':
      return l10n.t('Running tasks go on');
  }
}

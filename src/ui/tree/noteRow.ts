import * as l10n from '@vscode/l10n';
import type { NodeKind } from '../../core/kubernetes/model.ts';
import { oneLine } from '../../core/text/label.ts';
import type { NoteNode } from './nodes.ts';
import { rowContext, type Row } from './row.ts';

export function noteRow({ note }: NoteNode): Row {
  const label = noteWords(note);
  return {
    label,
    icon: { codicon: noteIcon(note) },
    expands: 'no',
    contextValue: rowContext('note'),
    spoken: label,
  };
}

function noteIcon(note: NoteNode['note']): string {
  switch (note.about) {
    case 'ec2':
    case 'fargate':
    case 'servicesElsewhere':
    case 'nodes':
      return 'cloud';
    case 'hidden':
    case 'allHidden':
      return 'filter';
    case 'askingKubernetes':
      return 'sync';
    case 'anywhereRelease':
      return note.newer ? 'arrow-circle-up' : 'pass';
    default:
      return 'info';
  }
}

function noteWords(note: NoteNode['note']): string {
  if ('count' in note) return countWords(note);
  switch (note.about) {
    case 'noActivations':
      return l10n.t('No activations in this Region');
    case 'hostsUnknown':
      return l10n.t('Its hosts are not known yet');
    case 'noClusters':
      return l10n.t('No clusters in this Region');
    case 'noHosts':
      return l10n.t('No external hosts yet');
    case 'noHybridNodes':
      return l10n.t('No hybrid nodes');
    case 'noNodes':
      return l10n.t('No nodes');
    case 'noTasks':
      return l10n.t('No tasks');
    case 'noServices':
      return l10n.t('No services on external instances');
    case 'noPods':
      return l10n.t('No pods');
    case 'askingKubernetes':
      return l10n.t('Asking its Kubernetes API…');
    case 'anywhereRelease':
      return note.newer
        ? l10n.t('{0} is out, with bundle {1}', oneLine(note.newer.version), String(note.newer.bundleNumber))
        : l10n.t('No newer release is out');
  }
}

function countWords(note: Extract<NoteNode['note'], { count: number }>): string {
  const { count } = note;
  switch (note.about) {
    case 'ec2':
      return count === 1 ? l10n.t('1 EC2 instance') : l10n.t('{0} EC2 instances', count);
    case 'fargate':
      return count === 1 ? l10n.t('1 Fargate task') : l10n.t('{0} Fargate tasks', count);
    case 'servicesElsewhere':
      return count === 1 ? l10n.t('1 service that runs in AWS') : l10n.t('{0} services that run in AWS', count);
    case 'hostsGone':
      return count === 1 ? l10n.t('1 host that is gone') : l10n.t('{0} hosts that are gone', count);
    case 'hidden':
      return count === 1 ? l10n.t('1 host hidden by the filter') : l10n.t('{0} hosts hidden by the filter', count);
    case 'allHidden':
      return l10n.t('No hosts match the filter ({0} hidden)', count);
    case 'nodes':
      return nodeCountWords(note.of, count);
  }
}

function nodeCountWords(of: Exclude<NodeKind, 'hybrid'>, count: number): string {
  switch (of) {
    case 'ec2':
      return count === 1 ? l10n.t('1 EC2 node') : l10n.t('{0} EC2 nodes', count);
    case 'auto':
      return count === 1 ? l10n.t('1 Auto Mode node') : l10n.t('{0} Auto Mode nodes', count);
    case 'fargate':
      return count === 1 ? l10n.t('1 Fargate node') : l10n.t('{0} Fargate nodes', count);
    case 'other':
      return count === 1 ? l10n.t('1 other node') : l10n.t('{0} other nodes', count);
  }
}

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { inPick } from '../../../core/text/label.ts';
import { pickOne, type Step } from '../../steps.ts';
import { windowsWords } from '../scriptActions.ts';
import type { ThisHost } from '../thisHost.ts';
import { type Draft, isSameTarget, type Target, withTarget } from './draft.ts';
import { title } from './words.ts';

type TargetItem = vscode.QuickPickItem & { readonly target?: Target };

/**
 * Which machine, and how it is reached. Its name comes first: in a remote window it is not the one before which the user
 * sits.
 *
 * @param sshHosts of `~/.ssh/config`, where the terminal of this window can reach them
 */
export function targetStep(host: ThisHost, sshHosts: Promise<readonly string[]>): Step<Draft> {
  return {
    applies: ({ targetIsGiven }) => targetIsGiven !== true,
    ask: async (draft, at) => {
      const picked = await pickOne<TargetItem>({
        at,
        title: title(),
        placeholder: canRegister(host)
          ? l10n.t('Which host do you want to register?')
          : l10n.t('{0} does not run Linux, so it cannot be registered itself', inPick(host.name)),
        items: sshHosts.then((names) => [...targets(host, draft), ...sshTargets(names)]),
        active: ({ target }) => target !== undefined && isSameTarget(target, draft.target),
      });
      if (typeof picked !== 'object' || !picked.target) return typeof picked === 'object' ? undefined : picked;
      return withTarget(draft, picked.target);
    },
  };
}

/** A remote machine can't be asked what it runs; the script looks before it changes anything. */
function canRegister({ machine }: ThisHost): boolean {
  return machine === undefined || machine.platform === 'linux';
}

function targets(host: ThisHost, { joins, joinsIsGiven }: Draft): readonly TargetItem[] {
  const given = joinsIsGiven && joins !== undefined && joins !== 'nothing' ? joins.kind : undefined;
  const here: TargetItem = {
    label: `$(device-desktop) ${inPick(host.name)}`,
    description: [
      host.remote ? l10n.t('this host, the remote machine of this window') : l10n.t('this host'),
      ...(host.machine?.board === undefined ? [] : [inPick(host.machine.board)]),
    ].join(' · '),
    target: { kind: 'this' },
  };
  const firstBoot: TargetItem = {
    label: `$(circuit-board) ${l10n.t('A Raspberry Pi at Its First Boot')}`,
    description: l10n.t('a file for its SD card; it joins by itself'),
    target: { kind: 'firstBoot' },
  };
  const windows: TargetItem = {
    label: `$(window) ${l10n.t('A Windows Host')}`,
    detail: windowsWords(vscode.env.language),
    target: { kind: 'windows' },
  };
  const kubernetes: TargetItem = {
    label: `$(type-hierarchy) ${l10n.t('A Kubernetes Cluster')}`,
    description: l10n.t('connects it to EKS; its nodes must include x86-64 ones'),
    target: { kind: 'kubernetes' },
  };
  return [
    ...(canRegister(host) ? [here] : []),
    {
      label: `$(server) ${l10n.t('Another Host')}`,
      description: l10n.t('copy or save the script and run it there'),
      target: { kind: 'another' },
    },
    {
      label: `$(list-unordered) ${l10n.t('Several Hosts')}`,
      description: l10n.t('one activation for all, over ssh or with Ansible'),
      target: { kind: 'several' },
    },
    ...(given === 'eks' ? [] : [firstBoot]),
    ...(given === undefined ? [kubernetes] : []),
    ...(given === 'eks' ? [] : [windows]),
  ];
}

function sshTargets(names: readonly string[]): readonly TargetItem[] {
  if (names.length === 0) return [];
  return [
    { label: l10n.t('from ~/.ssh/config'), kind: vscode.QuickPickItemKind.Separator },
    ...names.map((host) => ({
      label: `$(remote) ${inPick(host)}`,
      description: l10n.t('over ssh'),
      target: { kind: 'ssh', host } as const,
    })),
  ];
}

import * as l10n from '@vscode/l10n';
import {
  handOutFiles,
  managedNodeLabel,
  plainCommand,
  terminalRunOf,
  type HandOutFile,
  type HandOutOptions,
} from '../../core/registration/handOut.ts';
import type { HostPlan } from '../../core/registration/plan.ts';
import { windowsSupport } from '../../core/registration/supportedSystems.ts';
import { oneLine, withoutIcons } from '../../core/text/label.ts';
import { commands, type CommandId } from '../ids.ts';
import type { ActivationRecord } from './activationVault.ts';

export type ScriptPart = HandOutFile['part'];

/** The files of a kept activation, the one to show first on top. */
export function filesOf({
  plan,
  cluster,
}: Pick<ActivationRecord, 'plan' | 'cluster'>): readonly [HandOutFile, ...HandOutFile[]] {
  const [first, ...others] = handOutFiles(plan, cluster?.name ?? managedNodeLabel);
  if (!first) throw new TypeError('Nothing is handed out for this plan.');
  return [first, ...others];
}

/** What stands above a script: something to do with it, another file to show, or no more than a sentence. */
export interface ScriptAction {
  /** For a code lens, where `$(name)` would be drawn. */
  readonly title: string;
  readonly command?: CommandId;
  readonly show?: ScriptPart;
}

export interface ScriptCircumstances {
  /** What to say before all else. */
  readonly note: string | undefined;
  /** For dates. */
  readonly locale: string;
  /** Not in read-only mode. */
  readonly mayRun: boolean;
}

/** @param shown the file that the document shows */
export function scriptActions(
  options: HandOutOptions,
  shown: ScriptPart,
  { note, locale, mayRun }: ScriptCircumstances,
): readonly ScriptAction[] {
  const { plan } = options;
  const files = handOutFiles(plan, options.cluster ?? managedNodeLabel);
  const isSeveral = files.length > 1;
  return [
    ...(plan.kind === 'ecsWindows' ? [{ title: windowsWords(locale) }] : []),
    ...(note === undefined ? [] : [{ title: note }]),
    ...(mayRun && terminalRunOf(options) ? [{ title: runWords(plan), command: commands.runRegisterScript }] : []),
    { title: l10n.t('Copy'), command: commands.copyRegisterScript },
    { title: isSeveral ? l10n.t('Save All…') : l10n.t('Save…'), command: commands.saveRegisterScript },
    ...files.filter(({ part }) => part !== shown).map(({ part }) => ({ title: showWords(part), show: part })),
    ...(plainCommand(options) === undefined
      ? []
      : [{ title: l10n.t("Copy AWS's One-Line Command"), command: commands.copyPlainCommand }]),
  ];
}

/** The plain statement that stands before all that concerns Windows. */
export function windowsWords(locale: string): string {
  const day = new Date(windowsSupport.endedOn);
  const words = day.toLocaleDateString(locale, { dateStyle: 'long', timeZone: 'UTC' });
  return l10n.t('AWS ended its support of ECS Anywhere on Windows on {0}', words);
}

/** The destination of `ssh` where there is a single one, and it is not this machine. */
export function sshHostOf(plan: HostPlan): string | undefined {
  return 'form' in plan && plan.form.kind === 'script' ? plan.form.ssh : undefined;
}

export function runWords(plan: HostPlan): string {
  const host = sshHostOf(plan);
  return host === undefined ? l10n.t('Run in Terminal') : l10n.t('Run on {0} over ssh', withoutIcons(oneLine(host)));
}

function showWords(part: ScriptPart): string {
  switch (part) {
    case 'script':
      return l10n.t('Show Register Script');
    case 'play':
      return l10n.t('Show Playbook');
    case 'inventory':
      return l10n.t('Show Inventory');
  }
}

/** Why there is no terminal to run it in, and what to do instead. */
export function noTerminalWords(plan: HostPlan): string {
  if (plan.kind === 'ecsWindows') {
    return l10n.t('This script is for PowerShell on the Windows machine, run as administrator: copy or save it.');
  }
  if (plan.kind === 'connector' && plan.context === undefined) {
    return l10n.t('No context of kubectl was chosen: save the script and run it with --context NAME.');
  }
  const form = 'form' in plan ? plan.form : undefined;
  if (form?.kind === 'script' && form.elsewhere) {
    return l10n.t('This script is for another host: copy or save it, and run it there.');
  }
  if (form?.kind === 'firstBoot') {
    return l10n.t('This is not run, but read by the Pi as it first boots: save it as user-data on the boot partition.');
  }
  if (form?.kind === 'many' && form.by === 'ansible') {
    return l10n.t('These files are for Ansible: save them all, then run ansible-playbook in their folder.');
  }
  return l10n.t('This is too long for a terminal: save the script and run it.');
}

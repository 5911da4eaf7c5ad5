import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import type { Activation } from '../../core/registration/activation.ts';
import { sortActivations } from '../../core/registration/activationList.ts';
import { inPick, oneLine, withoutIcons } from '../../core/text/label.ts';
import type { ActivationRecord } from '../registration/activationVault.ts';
import { activationPurposeWords, recordName } from '../registration/recordWords.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { accountName } from '../tree/render.ts';
import { activationName, activationWords, timeLeftWords, type Moment } from './words.ts';

/** What a command about one activation needs to know of it. */
export interface ActivationSubject {
  readonly account: AccountRef;
  readonly id: string;
  readonly name: string;
  /** In what state it is, in words. */
  readonly words: readonly string[];
}

function now(): Moment {
  return { locale: vscode.env.language, now: Date.now() };
}

/** What the row that a command was run on is about; `undefined` for other rows and for none. */
export function subjectOf(node: TreeNode | undefined): ActivationSubject | undefined {
  switch (node?.kind) {
    case 'activation':
      return ofActivation(node.account, node.activation, node.codeKnown);
    case 'expected':
      return subjectOfRecord(node.expectation.kept);
    default:
      return undefined;
  }
}

function ofActivation({ ref }: AccountFleet, activation: Activation, codeKnown: boolean): ActivationSubject {
  const words = activationWords(activation, codeKnown, now());
  return { account: ref, id: activation.id, name: activationName(activation), words };
}

export function subjectOfRecord(record: ActivationRecord): ActivationSubject {
  const { account, id, instanceName, plan, expiresAt } = record;
  const { locale, now: time } = now();
  const left = l10n.t('{0} left', timeLeftWords(expiresAt - time, locale));
  const place = recordName(record);
  const name = instanceName === undefined ? place : oneLine(instanceName);
  return { account, id, name, words: [left, activationPurposeWords(plan.kind), ...(name === place ? [] : [place])] };
}

/** Asks for one of all activations of the accounts shown. Rejects with a `Failure` when none can be had. */
export async function askForActivation({
  accounts,
  fleet,
  vault,
}: Pick<Services, 'accounts' | 'fleet' | 'vault'>): Promise<ActivationSubject | undefined> {
  await accounts.ensureShown();
  const kept = new Set(vault.records().map(({ id }) => id));
  const subjects = activationsOf(fleet.accounts).then((all) =>
    all.map(({ account, activation }) => ofActivation(account, activation, kept.has(activation.id))),
  );
  const none = l10n.t('There are no activations.');
  return ask(await subjects, none, fleet.accounts.length > 1);
}

/** Asks for one of the activations whose register script this computer can show. */
export async function askForKept({
  fleet,
  vault,
}: Pick<Services, 'fleet' | 'vault'>): Promise<ActivationSubject | undefined> {
  const none = l10n.t('No register script is kept on this computer. Run "Register This Host…" to make one.');
  return ask(vault.records().map(subjectOfRecord), none, fleet.accounts.length > 1);
}

async function ask(
  subjects: readonly ActivationSubject[],
  none: string,
  withAccount: boolean,
): Promise<ActivationSubject | undefined> {
  if (subjects.length === 0) {
    void vscode.window.showInformationMessage(none);
    return undefined;
  }
  const picked = await pickOne({
    title: '',
    placeholder: l10n.t('Choose an activation'),
    items: subjects.map((subject) => ({
      label: inPick(subject.name),
      description: withoutIcons(
        [...subject.words, ...(withAccount ? [accountWords(subject.account)] : [])].join(' · '),
      ),
      subject,
    })),
  });
  return typeof picked === 'object' ? picked.subject : undefined;
}

export function accountWords(ref: AccountRef): string {
  return `${accountName(ref)} · ${ref.region}`;
}

export interface OwnedActivation {
  readonly account: AccountFleet;
  readonly activation: Activation;
}

/** The activations of several accounts. Rejects with a `Failure` only when nothing could be read at all. */
export async function activationsOf(accounts: readonly AccountFleet[]): Promise<readonly OwnedActivation[]> {
  const answers = await Promise.all(accounts.map(async (account) => ({ account, part: await account.activations() })));
  const found = answers.flatMap(({ account, part }) =>
    sortActivations(part.value, Date.now()).map((activation) => ({ account, activation })),
  );
  const [failure] = answers.flatMap(({ part }) => part.failures);
  if (found.length === 0 && failure) throw failure;
  return found;
}

import * as l10n from '@vscode/l10n';
import type { Failure, FailureReason } from '../core/failure.ts';
import type { AccountRef } from '../core/fleet/model.ts';
import { inMessage } from '../core/text/label.ts';
import { commands, type CommandId } from './ids.ts';

/** A failure for a notification: the sentence, and what AWS or the SDK said of it. */
export function failureMessage(failure: Failure): string {
  return `${failureSentence(failure)}: ${inMessage(failure.message)}`;
}

/** One clear sentence for the user; the detail is in the log. */
export function failureSentence(failure: Failure): string {
  return sentences[failure.reason](failure);
}

const sentences: Readonly<Record<FailureReason, (failure: Failure) => string>> = {
  noCredentials: () => l10n.t('No AWS credentials were found'),
  expiredCredentials: () => l10n.t('The sign-in has expired'),
  invalidCredentials: () => l10n.t('AWS does not accept these credentials'),
  accessDenied: ({ service, operation }) =>
    operation === undefined
      ? l10n.t('Access denied')
      : l10n.t('Access denied: {0}', `${(service ?? '').toLowerCase()}:${operation}`),
  regionDisabled: () => l10n.t('This Region is not enabled for the account'),
  noRegion: () => l10n.t('No Region is set for this profile'),
  malformedConfig: () => l10n.t('The AWS config files cannot be read'),
  network: () => l10n.t('AWS cannot be reached'),
  throttled: () => l10n.t('AWS is limiting the rate of requests'),
  clockSkew: () => l10n.t("This computer's clock differs too much from AWS's"),
  notFound: () => l10n.t('It no longer exists'),
  invalidRequest: () => l10n.t('AWS refused the request'),
  service: () => l10n.t('AWS answered with an error'),
  cancelled: () => l10n.t('Cancelled'),
  unknown: () => l10n.t('Something went wrong'),
};

/** What the user can do next, the most likely remedy first. Only profiles can be signed in to, or mended in a file. */
export function nextSteps(failure: Failure, ref: AccountRef): readonly CommandId[] {
  const steps = remedies[failure.reason] ?? [commands.refresh];
  const forProfiles: readonly CommandId[] = [commands.signIn, commands.openConfigFile];
  const isProfile = ref.source.kind === 'profile';
  return [...steps.filter((step) => isProfile || !forProfiles.includes(step)), commands.showLog];
}

const { openConfigFile, refresh, selectAccount, signIn } = commands;
const remedies: Readonly<Partial<Record<FailureReason, readonly CommandId[]>>> = {
  noCredentials: [selectAccount, openConfigFile, refresh],
  expiredCredentials: [signIn, refresh, selectAccount],
  invalidCredentials: [selectAccount, refresh],
  regionDisabled: [selectAccount, refresh],
  noRegion: [selectAccount, refresh],
  malformedConfig: [openConfigFile, refresh],
  accessDenied: [refresh, selectAccount],
  network: [refresh, selectAccount],
};

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
  const ofKubernetes = isOfKubernetes(failure) ? kubernetesSentences[failure.reason] : undefined;
  return (ofKubernetes ?? sentences[failure.reason])(failure);
}

type Sentence = (failure: Failure) => string;

const sentences: Readonly<Record<FailureReason, Sentence>> = {
  noCredentials: () => l10n.t('No AWS credentials were found'),
  expiredCredentials: () => l10n.t('The sign-in has expired'),
  invalidCredentials: () => l10n.t('AWS does not accept these credentials'),
  accessDenied: ({ service, operation }) =>
    operation === undefined ? l10n.t('Access denied') : l10n.t('Access denied: {0}', actionOf(service, operation)),
  noAccessEntry: () => l10n.t('The cluster has no access entry for this sign-in'),
  regionDisabled: () => l10n.t('This Region is not enabled for the account'),
  noRegion: () => l10n.t('No Region is set for this profile'),
  malformedConfig: () => l10n.t('The AWS config files cannot be read'),
  network: () => l10n.t('AWS cannot be reached'),
  untrustedCertificate: () => l10n.t('The certificate of the server is not trusted'),
  privateEndpoint: () => l10n.t("The cluster's API server can only be reached from its VPC"),
  timedOut: () => l10n.t('No answer came in time'),
  throttled: () => l10n.t('AWS is limiting the rate of requests'),
  clockSkew: () => l10n.t("This computer's clock differs too much from AWS's"),
  notFound: () => l10n.t('It no longer exists'),
  invalidRequest: () => l10n.t('AWS refused the request'),
  service: () => l10n.t('AWS answered with an error'),
  readOnly: () => l10n.t('Read-only mode is on'),
  cancelled: () => l10n.t('Cancelled'),
  unknown: () => l10n.t('Something went wrong'),
};

/** As IAM has it, where that is another name than the SDK's. */
const iamNames: Readonly<Record<string, string>> = { CloudWatchLogs: 'logs', CostExplorer: 'ce' };

function actionOf(service = '', operation: string): string {
  return `${iamNames[service] ?? service.toLowerCase()}:${operation}`;
}

/** Where the sentence would name AWS, or what AWS alone has. */
const kubernetesSentences: Readonly<Partial<Record<FailureReason, Sentence>>> = {
  noCredentials: () => l10n.t('The kubeconfig gives no credentials'),
  expiredCredentials: () => l10n.t('The Kubernetes API does not accept the credentials of the kubeconfig any more'),
  invalidCredentials: () => l10n.t('The Kubernetes API does not accept these credentials'),
  accessDenied: ({ operation }) =>
    operation === undefined
      ? l10n.t('Kubernetes denies access')
      : l10n.t('Kubernetes denies access: {0}', inMessage(operation)),
  malformedConfig: () => l10n.t('The kubeconfig cannot be read'),
  network: () => l10n.t('The Kubernetes API cannot be reached'),
  untrustedCertificate: () => l10n.t('The certificate of the Kubernetes API is not trusted'),
  timedOut: () => l10n.t('The Kubernetes API did not answer in time'),
  throttled: () => l10n.t('The Kubernetes API is limiting the rate of requests'),
  notFound: () => l10n.t('The Kubernetes API does not have it'),
  invalidRequest: () => l10n.t('The Kubernetes API refused the request'),
  service: () => l10n.t('The Kubernetes API answered with an error'),
};

/** An API of a cluster, asked with what a kubeconfig or EKS gives: another sign-in to AWS would not mend it. */
function isOfKubernetes({ service }: Failure): boolean {
  return service === 'Kubernetes';
}

/** What the user can do next, the most likely remedy first. Only profiles can be signed in to, or mended in a file. */
export function nextSteps(failure: Failure, ref: AccountRef): readonly CommandId[] {
  if (isOfKubernetes(failure)) return [commands.refresh, commands.showLog];
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
  timedOut: [refresh, selectAccount],
};

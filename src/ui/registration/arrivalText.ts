import * as l10n from '@vscode/l10n';
import {
  arrivalPolling,
  likelyCauses,
  type Arrivals,
  type Arrived,
  type Pending,
} from '../../core/registration/arrival.ts';
import { plannedHosts } from '../../core/registration/plannedHosts.ts';
import { inMessage } from '../../core/text/label.ts';
import type { ActivationRecord } from './activationVault.ts';
import { causeSentence } from './problemText.ts';
import { placeWords } from './recordWords.ts';

/** What is said while hosts are awaited, and at the end. */

type Record = Pick<ActivationRecord, 'cluster' | 'instanceName' | 'plan'>;

export function watchTitle(record: Record): string {
  const place = placeWords(record);
  if (record.plan.kind === 'connector') return l10n.t('Waiting for {0} to connect', place);
  const planned = plannedHosts(record.plan);
  return planned === undefined
    ? l10n.t('Waiting for the host in {0}', place)
    : l10n.t('Waiting for {0} hosts in {1}', planned, place);
}

export function progressWords(seen: Arrivals, record: Record): string {
  const words = pendingWords(seen.next, record);
  const planned = plannedHosts(record.plan);
  return planned === undefined ? words : `${countWords(seen, planned)}; ${words}`;
}

function countWords({ arrived }: Arrivals, planned: number): string {
  return l10n.t('{0} of {1} have arrived', arrived.length, planned);
}

function pendingWords(pending: Pending, { plan }: Record): string {
  switch (pending.stage) {
    case 'waiting':
      return plan.kind === 'connector' ? l10n.t('nothing has connected yet') : l10n.t('nothing has registered yet');
    case 'nodeOffline':
      return l10n.t('{0} is known to SSM, but is not online', nodeName(pending));
    case 'nodeOnly':
      return l10n.t('{0} is known to SSM; its ECS agent has not come yet', nodeName(pending));
    case 'agentDisconnected':
      return l10n.t('{0} is registered; its ECS agent is not connected yet', nodeName(pending));
  }
}

function nodeName({ node }: Arrived | Exclude<Pending, { stage: 'waiting' }>): string {
  return inMessage(node.name ?? node.computerName ?? node.id);
}

/** @param arrived none where a cluster was connected */
export function arrivedWords(arrived: readonly Arrived[], record: Record): string {
  const place = placeWords(record);
  const [first] = arrived;
  if (record.plan.kind === 'connector' || !first) return l10n.t('The cluster {0} is connected.', place);
  const words =
    arrived.length > 1
      ? l10n.t('{0} hosts have arrived in {1}.', arrived.length, place)
      : l10n.t('{0} has arrived in {1}.', nodeName(first), place);
  if (record.plan.kind !== 'hybridNode') return words;
  return `${words} ${l10n.t('In Kubernetes it is Ready once a network plugin (CNI) runs there: Cilium or Calico.')}`;
}

const causesAtMost = 3;

export function timeUpWords(seen: Arrivals, record: Record): string {
  const place = placeWords(record);
  const minutes = Math.round(arrivalPolling.forMs / 60_000);
  const causes = likelyCauses(seen.next, record.plan).slice(0, causesAtMost).map(causeSentence).join('; ');
  const state = progressWords(seen, record);
  return record.plan.kind === 'connector'
    ? l10n.t(
        'The cluster {0} has not connected after {1} minutes. The most likely causes: {2}.',
        place,
        minutes,
        causes,
      )
    : plannedHosts(record.plan) === undefined
      ? l10n.t(
          'No host has arrived in {0} after {1} minutes: {2}. The most likely causes: {3}.',
          place,
          minutes,
          state,
          causes,
        )
      : l10n.t(
          'Not all hosts have arrived in {0} after {1} minutes: {2}. The most likely causes: {3}.',
          place,
          minutes,
          state,
          causes,
        );
}

export function goneWords(record: Record): string {
  const place = placeWords(record);
  return record.plan.kind === 'connector'
    ? l10n.t('EKS no longer waits for {0}: it was deregistered, or did not connect in time.', place)
    : l10n.t('The cluster {0} was deleted meanwhile: no host can join it any more.', place);
}

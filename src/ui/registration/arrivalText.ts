import * as l10n from '@vscode/l10n';
import type { Failure } from '../../core/failure.ts';
import {
  arrivalPolling,
  likelyCauses,
  type Arrivals,
  type Arrived,
  type Pending,
} from '../../core/registration/arrival.ts';
import type { HostPlan } from '../../core/registration/plan.ts';
import { plannedHosts } from '../../core/registration/plannedHosts.ts';
import { inMessage } from '../../core/text/label.ts';
import { failureMessage } from '../failureText.ts';
import { listedClauses } from '../sentences.ts';
import type { ActivationRecord } from './activationVault.ts';
import { causeSentence } from './problemText.ts';
import { placeWords } from './recordWords.ts';

/** What is said while hosts are awaited, and at the end. */

type Record = Pick<ActivationRecord, 'cluster' | 'instanceName' | 'plan'>;

/** How many hosts are awaited, where it is more than one. */
function several(plan: HostPlan): number | undefined {
  const planned = plannedHosts(plan) ?? 1;
  return planned > 1 ? planned : undefined;
}

export function watchTitle(record: Record): string {
  const place = placeWords(record);
  const { kind } = record.plan;
  if (kind === 'connector') return l10n.t('Waiting for {0} to connect', place);
  const count = several(record.plan);
  if (kind === 'ssmOnly') {
    return count === undefined
      ? l10n.t('Waiting for the host to register with Systems Manager')
      : l10n.t('Waiting for {0} hosts to register with Systems Manager', count);
  }
  return count === undefined
    ? l10n.t('Waiting for the host in {0}', place)
    : l10n.t('Waiting for {0} hosts in {1}', count, place);
}

export function progressWords({ arrived, next }: Arrivals, { plan }: Record): string {
  const count = several(plan);
  return count === undefined ? singleWords(next, plan) : severalWords(arrived.length, count, next);
}

function singleWords(pending: Pending, plan: HostPlan): string {
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

function severalWords(arrived: number, all: number, next: Pending): string {
  switch (next.stage) {
    case 'waiting':
      return arrived === 0
        ? l10n.t('none of {0} has registered yet', all)
        : l10n.t('{0} of {1} have arrived, the others have not registered yet', arrived, all);
    case 'nodeOffline':
      return l10n.t('{0} of {1} have arrived, {2} is known to SSM, but is not online', arrived, all, nodeName(next));
    case 'nodeOnly':
      return l10n.t(
        '{0} of {1} have arrived, {2} is known to SSM and waits for its ECS agent',
        arrived,
        all,
        nodeName(next),
      );
    case 'agentDisconnected':
      return l10n.t(
        '{0} of {1} have arrived, {2} is registered and waits for its ECS agent to connect',
        arrived,
        all,
        nodeName(next),
      );
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
  if (record.plan.kind === 'hybridNode') return onlineWords(arrived.length, nodeName(first), place);
  return arrived.length > 1
    ? l10n.t('{0} hosts have arrived in {1}.', arrived.length, place)
    : l10n.t('{0} has arrived in {1}.', nodeName(first), place);
}

/** AWS sees no more of a hybrid node than its SSM agent; its kubelet is the cluster's business. */
function onlineWords(count: number, name: string, cluster: string): string {
  return count > 1
    ? l10n.t(
        '{0} hosts are online in SSM. To see whether they have joined {1}: kubectl get nodes. They become Ready there once a network plugin (CNI) runs: Cilium or Calico.',
        count,
        cluster,
      )
    : l10n.t(
        '{0} is online in SSM. To see whether it has joined {1}: kubectl get nodes. It becomes Ready there once a network plugin (CNI) runs: Cilium or Calico.',
        name,
        cluster,
      );
}

export function timeUpWords(seen: Arrivals, record: Record): string {
  const place = placeWords(record);
  const minutes = Math.round(arrivalPolling.forMs / 60_000);
  const causes = listedClauses(likelyCauses(seen.next, record.plan).map(causeSentence));
  const state = progressWords(seen, record);
  if (record.plan.kind === 'connector') {
    return l10n.t(
      'The cluster {0} has not connected after {1} minutes. The most likely causes: {2}.',
      place,
      minutes,
      causes,
    );
  }
  return several(record.plan) === undefined
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

/** Some of several have arrived; the others can't any more. */
export function endedWords({ arrived }: Pick<Arrivals, 'arrived'>, record: Record): string {
  const all = several(record.plan) ?? 1;
  return l10n.t('{0} of {1} have arrived in {2}; the activation has ended.', arrived.length, all, placeWords(record));
}

/** AWS did not say what was asked: that is not about the hosts. */
export function refusedWords(failure: Failure, record: Record): string {
  const place = placeWords(record);
  const reason = failureMessage(failure);
  return record.plan.kind === 'connector'
    ? l10n.t('It cannot be seen whether {0} connects. It may do so all the same. {1}', place, reason)
    : l10n.t('It cannot be seen who arrives in {0}. Hosts may do so all the same. {1}', place, reason);
}

export function goneWords(record: Record): string {
  const place = placeWords(record);
  return record.plan.kind === 'connector'
    ? l10n.t('EKS no longer waits for {0}: it was deregistered, or did not connect in time.', place)
    : l10n.t('The cluster {0} was deleted meanwhile: no host can join it any more.', place);
}

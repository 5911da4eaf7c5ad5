import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import type { ContainerInstance } from '../../core/fleet/model.ts';
import { allPages } from '../../core/fleet/reading.ts';
import { asksForTaskGroups, place } from '../../core/taskdef/placement/placement.ts';
import type { Message } from '../../core/text/message.ts';
import { inMessage, inPick } from '../../core/text/label.ts';
import { readAgain } from '../leaving/accountHosts.ts';
import { nameOf } from '../leaving/words.ts';
import { logFailure } from '../log.ts';
import { listed } from '../sentences.ts';
import { pickOne } from '../steps.ts';
import { candidate, imagesKnownTo } from '../taskdef/hints.ts';
import { groupsByHost, type HostGroups } from '../taskdef/taskGroups.ts';
import { boardWords, messageWords } from '../taskdef/words.ts';
import { definitionName, definitionsIn, inputOf, type TextDefinition } from './registerRevisionSource.ts';
import { lookFor, revisionName } from './registerRevisionWrite.ts';
import { rootOf, taskName, type PlaceForTask, type RunNeeds, type TaskToRun } from './runOnHostTask.ts';

type TaskItem = vscode.QuickPickItem & { readonly source?: TextDefinition; readonly reference?: string };

/** A task definition of the text in front, or one that is registered. */
export async function chooseTask(
  services: RunNeeds,
  account: AccountFleet,
  uri: vscode.Uri | undefined,
  title = l10n.t('Run on Host'),
): Promise<TaskToRun | undefined> {
  const texts = (await definitionsIn(services, uri)).map((source): TaskItem => ({
    label: `$(file-code) ${inPick(definitionName(source))}`,
    description: inPick(source.document.uri.path.replace(/^.*\//, '')),
    detail: l10n.t('As it stands in the editor: a new revision is registered first'),
    source,
  }));
  const picked = await pickOne<TaskItem>({
    title,
    placeholder: l10n.t('Which task definition? Choose one, or type family:revision'),
    items: registeredItems(services, account, texts),
    typed: (value) =>
      /^[\w-]{1,255}:\d+$/.test(value) ? { label: `$(tag) ${value}`, alwaysShow: true, reference: value } : undefined,
  });
  if (typeof picked !== 'object') return undefined;
  return picked.source
    ? textToRun(services, account, picked.source, title)
    : registeredToRun(services, account, picked.reference ?? '');
}

async function registeredItems(
  { tasks, log }: RunNeeds,
  { ref }: AccountFleet,
  texts: readonly TaskItem[],
): Promise<readonly TaskItem[]> {
  try {
    const families = await allPages((await tasks(ref)).families());
    const registered = families.map((family): TaskItem => ({
      label: `$(tag) ${inPick(family)}`,
      description: l10n.t('newest revision'),
      reference: family,
    }));
    return [...texts, ...registered];
  } catch (error) {
    const failure = logFailure(log, 'Listing task definitions', error);
    if (texts.length === 0) throw failure;
    return texts;
  }
}

async function textToRun(
  services: RunNeeds,
  account: AccountFleet,
  source: TextDefinition,
  title: string,
): Promise<TaskToRun | undefined> {
  const ready = await inputOf(services, source, title);
  if (!ready) return undefined;
  const newest = await lookFor(services, account, ready.input.family);
  return { kind: 'text', ready, root: source.definition.root, newest };
}

async function registeredToRun(
  services: RunNeeds,
  account: AccountFleet,
  reference: string,
): Promise<TaskToRun | undefined> {
  const revision = await lookFor(services, account, reference);
  if (!revision) {
    void vscode.window.showWarningMessage(l10n.t('There is no task definition {0}.', inMessage(reference)));
    return undefined;
  }
  const { compatibilities } = revision.definition;
  if (Array.isArray(compatibilities) && !compatibilities.includes('EXTERNAL')) {
    const name = inMessage(revisionName(revision));
    void vscode.window.showWarningMessage(
      l10n.t('{0} is not for external instances: it is compatible with {1}.', name, listed(compatibilities)),
    );
    return undefined;
  }
  return { kind: 'registered', revision };
}

export type HostItem = vscode.QuickPickItem & { readonly place: PlaceForTask; readonly reason?: Message };

/** All hosts of the account's ECS clusters: those that take the task, and the others with the reason why not. */
export async function chooseHost(
  services: RunNeeds,
  account: AccountFleet,
  task: TaskToRun,
): Promise<PlaceForTask | undefined> {
  const items = hostItems(services, account, task);
  let first: HostItem | undefined;
  const picked = await pickOne<HostItem>({
    title: l10n.t('Run on Host'),
    placeholder: l10n.t('On which host shall {0} run?', inPick(taskName(task))),
    items,
    refused: ({ reason }) => reason !== undefined,
    active: (item) => item.reason === undefined && (first ??= item) === item,
    skipIfEmpty: true,
  });
  if (typeof picked === 'object') return picked.place;
  if (picked !== undefined && (await items).length === 0) {
    void vscode.window.showInformationMessage(l10n.t('No ECS cluster of this account has external hosts.'));
  }
  return undefined;
}

/** Those that take the task first. With a cluster, only its hosts. */
export async function hostItems(
  services: RunNeeds,
  account: AccountFleet,
  task: TaskToRun,
  clusterArn?: string,
): Promise<readonly HostItem[]> {
  // What is free changes with each task, and what was read last may be old.
  await readAgain(account);
  const { value, failures } = await account.clusters();
  const clusters = value.ecs.filter(({ arn }) => clusterArn === undefined || arn === clusterArn);
  const parts = await Promise.all(clusters.map((cluster) => account.hosts(cluster)));
  const places = parts.flatMap(({ value: hosts }) => hosts.flatMap((host) => placeOn(account, host)));
  const [failure] = [...failures, ...parts.flatMap((each) => each.failures)];
  if (places.length === 0 && failure) throw failure;
  const reasons = await whyNotOn(services, places, task);
  return places
    .map((each) => hostItem(each, reasons.get(each.instance)))
    .sort((a, b) => Number(a.reason !== undefined) - Number(b.reason !== undefined));
}

function placeOn(account: AccountFleet, host: Host): readonly PlaceForTask[] {
  const { instance } = host;
  return instance && !host.stale ? [{ account, host, instance }] : [];
}

function hostItem(at: PlaceForTask, reason: Message | undefined): HostItem {
  const { host, instance } = at;
  const parts = [host.cluster?.name ?? '', boardWords(instance)].filter((part) => part !== '');
  return {
    label: `$(${reason ? 'circle-slash' : 'pass'}) ${inPick(host.name)}`,
    description: inPick(parts.join(' · ')),
    detail: reason ? messageWords(reason) : l10n.t('fits'),
    place: at,
    ...(reason && { reason }),
  };
}

async function whyNotOn(
  services: RunNeeds,
  places: readonly PlaceForTask[],
  task: TaskToRun,
): Promise<ReadonlyMap<ContainerInstance, Message>> {
  const { needs } = await services.hints();
  const root = rootOf(task);
  const groups = asksForTaskGroups(root) ? await groupsOn(places) : undefined;
  const candidates = places.map(({ instance }) => candidate(instance, groups?.get(instance.clusterArn)));
  const { others } = place(root, candidates, { image: imagesKnownTo(needs.facts) });
  return new Map(others.map(({ instance, reason }) => [instance, reason]));
}

/** By cluster; without those whose tasks can't be read, of which AWS has the last word. */
async function groupsOn(places: readonly PlaceForTask[]): Promise<ReadonlyMap<string, HostGroups>> {
  const clusters = new Map(places.map(({ account, instance: { clusterArn } }) => [clusterArn, account]));
  const read = [...clusters].map(async ([arn, account]) => ({ arn, ...(await account.clusterTasks(arn)) }));
  const answers = await Promise.all(read);
  return new Map(
    answers.filter(({ failures }) => failures.length === 0).map(({ arn, value }) => [arn, groupsByHost(value)]),
  );
}

/** The host that was asked for, if it takes the task; else the user is told why not. */
export async function takesIt(
  services: RunNeeds,
  { account, host }: PlaceForTask,
  task: TaskToRun,
): Promise<PlaceForTask | undefined> {
  const items = await hostItems(services, account, task);
  const found = items.find(({ place: each }) => each.host.key === host.key);
  if (found && !found.reason) return found.place;
  const why = found?.reason ? messageWords(found.reason) : l10n.t('it is not registered any more');
  void vscode.window.showWarningMessage(
    l10n.t('{0} does not take {1} now: {2}.', nameOf(host), inMessage(taskName(task)), why),
  );
  return undefined;
}

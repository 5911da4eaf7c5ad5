import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Clusters } from '../../core/fleet/clusterParts.ts';
import { accountKey, type Cluster, type ContainerInstance } from '../../core/fleet/model.ts';
import { inMessage, inPick } from '../../core/text/label.ts';
import { failureSentence } from '../failureText.ts';
import { logFailure } from '../log.ts';
import { listed } from '../sentences.ts';
import type { Services } from '../services.ts';
import { back, pickOne, skip } from '../steps.ts';
import type { HintCluster } from '../taskdef/chosenHosts.ts';
import { definitionHints, type DefinitionHints } from '../taskdef/hints.ts';
import { hintOptions } from '../taskdef/hintSettings.ts';
import type { Analysis } from '../taskdef/parsing/documentReader.ts';
import { ageWords, boardWords, hostWords, messageWords } from '../taskdef/words.ts';
import { accountName } from '../tree/render.ts';
import { hasAccount } from './askForAccount.ts';

type Needs = Pick<Services, 'accounts' | 'fleet' | 'hints' | 'log'>;

export interface TaskAt {
  readonly document: vscode.TextDocument;
  readonly analysis: Analysis;
  /** Of the task definition in the text. */
  readonly index: number;
  readonly hints: DefinitionHints;
}

/**
 * The task definition that a command is about: the one given, else the only one, or the one at the cursor.
 *
 * @param index of the task definition in the text; menus give something else there
 */
export async function taskAt(
  services: Pick<Services, 'hints'>,
  uri: vscode.Uri | undefined,
  index: unknown,
): Promise<TaskAt | undefined> {
  const editor = vscode.window.activeTextEditor;
  const document = uri ? await vscode.workspace.openTextDocument(uri) : editor?.document;
  const { needs } = await services.hints();
  const analysis = document && (await needs.analyses.of(document));
  const definitions = analysis?.document.definitions ?? [];
  const cursor = document && editor?.document === document ? document.offsetAt(editor.selection.active) : 0;
  const definition =
    definitions[typeof index === 'number' ? index : -1] ??
    definitions.findLast(({ anchor }) => anchor.offset <= cursor) ??
    definitions[0];
  if (!document || !analysis || !definition) {
    void vscode.window.showInformationMessage(l10n.t('Open a file that holds an ECS task definition first.'));
    return undefined;
  }
  const hints = definitionHints(definition, analysis.document, needs.facts, hintOptions(needs.prices.book));
  return { document, analysis, index: definitions.indexOf(definition), hints };
}

/** On which hosts the task fits now, and why not on the others. */
export async function showPlacement(services: Needs, uri?: vscode.Uri, index?: number): Promise<void> {
  for (;;) {
    const task = await taskAt(services, uri, index);
    if (!task) return;
    const another = await pickPlacement(task.hints);
    // Of the other cluster it is told anew.
    if (!another || !(await askForCluster(services, ({ ecs }) => ecs))) return;
  }
}

/** Answers whether another cluster is wanted. */
async function pickPlacement({ hosts, placement }: DefinitionHints): Promise<boolean> {
  if (!hosts || !placement) return true;
  const age = ageWords(hosts.asOf, hosts.isOld, Date.now(), vscode.env.language);
  const item = (instance: ContainerInstance, icon: string, detail: string): vscode.QuickPickItem => ({
    label: `$(${icon}) ${hostWords(instance, hosts.names)}`,
    description: boardWords(instance),
    detail,
  });
  const other: vscode.QuickPickItem = { label: `$(layers) ${l10n.t('Choose Another Cluster…')}`, alwaysShow: true };
  const picked = await pickOne({
    title: l10n.t('Where This Task Fits'),
    placeholder: listed([inPick(hosts.cluster.name), ...(age === '' ? [] : [age])]),
    items: [
      ...placement.fits.map((instance) => item(instance, 'pass', l10n.t('fits'))),
      ...placement.others.map(({ instance, reason }) => item(instance, 'circle-slash', messageWords(reason))),
      other,
    ],
    refused: (each) => each !== other,
  });
  return picked === other;
}

/** The cluster on whose hosts the tasks of this workspace, or its pods, are meant to run. */
export async function chooseHintCluster(services: Needs): Promise<void> {
  await askForCluster(services, ({ ecs, eks }) => [...ecs, ...eks]);
}

/** Answers whether hosts of a cluster are known then. */
async function askForCluster(services: Needs, among: (clusters: Clusters) => readonly Cluster[]): Promise<boolean> {
  if (!(await hasAccount(services))) return false;
  const { fleet } = services;
  const { needs } = await services.hints();
  const items = Promise.all(
    fleet.accounts.map(async (account) => ({ account, answer: await account.clusters() })),
  ).then((answers) => {
    const [failure] = answers.flatMap(({ answer }) => answer.failures);
    // Said in its place: that there are no clusters is not known then.
    if (failure && answers.every(({ answer }) => among(answer.value).length === 0)) throw failure;
    return answers.flatMap(({ account, answer }) =>
      among(answer.value).map((cluster) => clusterItem(account, cluster)),
    );
  });
  const picked = await pickOne({
    title: l10n.t('Choose Cluster for Hints'),
    placeholder: l10n.t('On the hosts of which cluster are the containers of this workspace to run?'),
    items,
    skipIfEmpty: true,
  });
  if (picked === skip) void vscode.window.showInformationMessage(l10n.t('There are no clusters.'));
  if (picked === undefined || picked === back || picked === skip) return false;
  if (picked.isEks) {
    await needs.facts.choosePodCluster(picked.cluster);
    return needs.facts.podHosts !== undefined;
  }
  await needs.facts.chooseCluster(picked.cluster);
  return needs.facts.hosts !== undefined;
}

interface ClusterItem extends vscode.QuickPickItem {
  readonly cluster: HintCluster;
  readonly isEks: boolean;
}

function clusterItem({ ref }: AccountFleet, { kind, name, arn }: Cluster): ClusterItem {
  const isEks = kind === 'eks';
  return {
    label: `$(${isEks ? 'type-hierarchy' : 'layers'}) ${inPick(name)}`,
    description: [isEks ? 'EKS' : 'ECS', accountName(ref), ref.region].join(' · '),
    cluster: { account: accountKey(ref), arn },
    isEks,
  };
}

/** ECR takes it for a pull, so it is done once an image, when the user asks. */
export async function lookUpImage(services: Needs, image?: string): Promise<void> {
  if (image === undefined || !(await hasAccount(services))) return;
  const { needs } = await services.hints();
  try {
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: l10n.t('Looking up {0}', inMessage(image)) },
      () => needs.facts.lookUpImage(image),
    );
  } catch (error) {
    const failure = logFailure(services.log, `Looking up ${image}`, error);
    // Not awaited: the command is over, and a caller must not wait for the user to close a message.
    void tellLookFailed(image, failure, services);
  }
}

async function tellLookFailed(image: string, failure: Failure, { log }: Pick<Services, 'log'>): Promise<void> {
  const showLog = l10n.t('Show Log');
  const sentence =
    failure.reason === 'notFound'
      ? l10n.t('{0} is not in Amazon ECR.', inMessage(image))
      : l10n.t('The download size of {0} could not be looked up. {1}.', inMessage(image), failureSentence(failure));
  if ((await vscode.window.showErrorMessage(sentence, showLog)) === showLog) log.show();
}

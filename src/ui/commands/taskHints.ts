import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { accountKey, type ContainerInstance } from '../../core/fleet/model.ts';
import { inMessage, inPick } from '../../core/text/label.ts';
import { pickOne } from '../steps.ts';
import type { Services } from '../services.ts';
import type { Analysis } from '../taskdef/analyses.ts';
import { definitionHints, type DefinitionHints } from '../taskdef/hints.ts';
import { hintOptions } from '../taskdef/hintSettings.ts';
import { ageWords, boardWords, hostWords, messageWords } from '../taskdef/words.ts';
import { accountName } from '../tree/render.ts';

type Needs = Pick<Services, 'fleet' | 'hints'>;

export interface TaskAt {
  readonly document: vscode.TextDocument;
  readonly analysis: Analysis;
  /** Of the task definition in the text. */
  readonly index: number;
  readonly hints: DefinitionHints;
}

/** The task definition that a command is about: the one given, else the only one, or the one at the cursor. */
export async function taskAt(
  services: Pick<Services, 'hints'>,
  uri: vscode.Uri | undefined,
  index: number | undefined,
): Promise<TaskAt | undefined> {
  const editor = vscode.window.activeTextEditor;
  const document = uri ? await vscode.workspace.openTextDocument(uri) : editor?.document;
  const { needs } = await services.hints();
  const analysis = document && (await needs.analyses.of(document));
  const definitions = analysis?.document.definitions ?? [];
  const cursor = document && editor?.document === document ? document.offsetAt(editor.selection.active) : 0;
  const definition =
    definitions[index ?? -1] ?? definitions.findLast(({ anchor }) => anchor.offset <= cursor) ?? definitions[0];
  if (!document || !analysis || !definition) {
    void vscode.window.showInformationMessage(l10n.t('Open a file that holds an ECS task definition first.'));
    return undefined;
  }
  const hints = definitionHints(definition, analysis.document, needs.facts, hintOptions());
  return { document, analysis, index: definitions.indexOf(definition), hints };
}

/** On which hosts the task fits now, and why not on the others. */
export async function showPlacement(services: Needs, uri?: vscode.Uri, index?: number): Promise<void> {
  const task = await taskAt(services, uri, index);
  if (!task) return;
  const { hosts, placement } = task.hints;
  if (!hosts || !placement) return chooseHintCluster(services);
  const age = ageWords(hosts.asOf, hosts.isOld, Date.now(), vscode.env.language);
  const item = (instance: ContainerInstance, icon: string, detail: string): vscode.QuickPickItem => ({
    label: `$(${icon}) ${hostWords(instance, hosts.names)}`,
    description: boardWords(instance),
    detail,
  });
  const other: vscode.QuickPickItem = { label: `$(layers) ${l10n.t('Choose Another Cluster…')}`, alwaysShow: true };
  const picked = await pickOne({
    title: l10n.t('Where This Task Fits'),
    placeholder: [inPick(hosts.cluster.name), ...(age === '' ? [] : [age])].join(', '),
    items: [
      ...placement.fits.map((instance) => item(instance, 'pass', l10n.t('fits'))),
      ...placement.others.map(({ instance, reason }) => item(instance, 'circle-slash', messageWords(reason))),
      other,
    ],
    refused: (each) => each !== other,
  });
  if (picked === other) await chooseHintCluster(services);
}

/** The cluster on whose hosts the tasks of this workspace are meant to run. */
export async function chooseHintCluster({ fleet, hints }: Needs): Promise<void> {
  const { needs } = await hints();
  const items = Promise.all(
    fleet.accounts.map(async (account) => ({ account, answer: await account.clusters() })),
  ).then((answers) =>
    answers.flatMap(({ account, answer }) =>
      answer.value.ecs.map((cluster) => ({
        label: `$(layers) ${inPick(cluster.name)}`,
        description: `${accountName(account.ref)} · ${account.ref.region}`,
        cluster: { account: accountKey(account.ref), arn: cluster.arn },
      })),
    ),
  );
  if ((await items).length === 0) {
    void vscode.window.showInformationMessage(l10n.t('Choose an AWS account first.'));
    return;
  }
  const picked = await pickOne({
    title: l10n.t('Choose Cluster for Hints'),
    placeholder: l10n.t('On the hosts of which cluster are the tasks of this workspace to run?'),
    items,
  });
  if (typeof picked === 'object') await needs.facts.chooseCluster(picked.cluster);
}

/** ECR takes it for a pull, so it is done once an image, when the user asks. */
export async function lookUpImage({ hints }: Needs, image?: string): Promise<void> {
  if (image === undefined) return;
  const { needs } = await hints();
  const known = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: l10n.t('Looking up {0}', inMessage(image)) },
    () => needs.facts.lookUpImage(image),
  );
  if (!known) void vscode.window.showInformationMessage(l10n.t('Choose an AWS account first.'));
}

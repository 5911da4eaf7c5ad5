import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import { applyLabels, readLabels, type NotDone } from '../../core/operate/labels/applyLabels.ts';
import {
  changesFor,
  isTooMany,
  labelKinds,
  labelRows,
  type LabelChange,
  type Labels,
} from '../../core/operate/labels/labels.ts';
import { inMessage, oneLine } from '../../core/text/label.ts';
import { failureSentence } from '../failureText.ts';
import { editLabels, LabelChanges } from '../labels/labelEditor.ts';
import { changeWords, countWords, tooManyWords } from '../labels/labelWords.ts';
import { labelsChanged } from '../labels/labelsChanged.ts';
import { readAgain } from '../leaving/accountHosts.ts';
import { nameOf } from '../leaving/words.ts';
import { logFailure } from '../log.ts';
import { rowsOf } from '../operate/rows.ts';
import type { Services } from '../services.ts';
import type { HostNode, TreeNode } from '../tree/nodes.ts';
import { resolveNode } from './pickNode.ts';
import { asSentence, listed, paragraph } from '../sentences.ts';

type Needs = Pick<Services, 'fleet' | 'log' | 'operate' | 'view'>;

interface Labelled {
  readonly node: HostNode;
  readonly labels: Labels;
}

/** Attributes and tags of one host, or the same ones on several. */
export async function editTags(services: Needs, given?: TreeNode, many?: readonly TreeNode[]): Promise<void> {
  const nodes = await nodesOf(services, given, many);
  const [first] = nodes;
  if (!first) return;
  const title =
    nodes.length === 1 ? oneLine(first.host.name) : l10n.t('Tags and attributes of {0} hosts', nodes.length);
  let hosts = await read(services, nodes);
  let changes: readonly LabelChange[] = [];
  while (hosts.length > 0) {
    const shown = hosts.map(({ labels }) => labels);
    // After a lost answer it may have been done all the same.
    const open = changes.filter((change) => shown.some((labels) => changesFor(labels, [change]).length > 0));
    const wanted = await editLabels(title, shown, new LabelChanges(open));
    if (!wanted) return;
    changes = wanted;
    const problem = tooMany(hosts, wanted);
    if (problem !== undefined) void vscode.window.showWarningMessage(problem);
    if (problem !== undefined || !(await isSure(services, hosts, wanted))) continue;
    changes = await apply(services, hosts, wanted);
    if (changes.length === 0) return;
    // What could not be done is kept for another try.
    hosts = await read(services, nodes);
  }
}

/** The first host that would have more than AWS takes. */
function tooMany(hosts: readonly Labelled[], changes: readonly LabelChange[]): string | undefined {
  for (const { node, labels } of hosts) {
    const own = changesFor(labels, changes);
    const kind = labelKinds.find((each) => own.some((change) => change.kind === each) && isTooMany(labels, each, own));
    if (kind) return `${nameOf(node.host)}: ${tooManyWords(kind)}`;
  }
  return undefined;
}

async function nodesOf(
  services: Needs,
  given: TreeNode | undefined,
  many: readonly TreeNode[] | undefined,
): Promise<readonly HostNode[]> {
  const rows = rowsOf(services.view, given, many).filter(hasLabels);
  if (rows.length > 0) return [...new Map(rows.map((row) => [`${row.account.key} ${row.host.key}`, row])).values()];
  const node = await resolveNode(given, hasLabels, services);
  return node ? [node] : [];
}

/** What Kubernetes alone knows has labels of its own, which `kubectl` changes. */
function hasLabels(node: TreeNode): node is HostNode {
  return node.kind === 'host' && (node.host.instance !== undefined || node.host.node !== undefined);
}

/** From so many on it takes long enough to be called off. */
const several = 4;

/** Those of which anything could be read; none where the user called it off. Says what could not be read. */
async function read(services: Needs, nodes: readonly HostNode[]): Promise<readonly Labelled[]> {
  const { Notification, Window } = vscode.ProgressLocation;
  const location = nodes.length < several ? Window : Notification;
  const title = l10n.t('Reading tags and attributes');
  const hosts: Labelled[] = [];
  const failed: string[] = [];
  const isRead = await vscode.window.withProgress(
    { location, title, cancellable: true },
    async (progress, cancelled) => {
      const aborter = new AbortController();
      cancelled.onCancellationRequested(() => aborter.abort());
      for (const node of nodes) {
        if (aborter.signal.aborted) return false;
        progress.report({ message: nameOf(node.host), increment: 100 / nodes.length });
        const { ecs } = await services.operate(node.account.ref);
        const { labels, failures } = await readLabels(ecs, node.host, aborter.signal);
        for (const failure of failures) {
          if (failure.reason === 'cancelled') return false;
          logFailure(services.log, `Reading tags and attributes of ${node.host.id}`, failure);
          failed.push(`${nameOf(node.host)}: ${asSentence(failureSentence(failure))}`);
        }
        if (Object.keys(labels).length > 0) hosts.push({ node, labels });
      }
      return true;
    },
  );
  if (!isRead) return [];
  // Not awaited: what could be read can be edited.
  if (failed.length > 0) void vscode.window.showWarningMessage(paragraph(bounded([...new Set(failed)])));
  return hosts;
}

const shownLines = 15;

function bounded(lines: readonly string[]): readonly string[] {
  const rest = lines.length - shownLines;
  return rest > 0 ? [...lines.slice(0, shownLines), l10n.t('and {0} more', rest)] : lines;
}

async function isSure(services: Needs, hosts: readonly Labelled[], changes: readonly LabelChange[]): Promise<boolean> {
  const apply = l10n.t('Apply');
  const [first] = hosts;
  const rows = labelRows(hosts.map(({ labels }) => labels));
  const before = (change: LabelChange): string | undefined =>
    rows.find(({ kind, name }) => kind === change.kind && name === change.name)?.value;
  const question =
    hosts.length === 1 && first
      ? l10n.t('Change tags and attributes of {0}?', nameOf(first.node.host))
      : l10n.t('Change tags and attributes of {0} hosts?', hosts.length);
  const names = hosts.length === 1 ? [] : [listed(bounded(hosts.map(({ node }) => oneLine(node.host.name)))), ''];
  const warnings = await placementWarnings(services, hosts, changes);
  const detail = [...names, ...bounded(changes.map((change) => changeWords(change, before(change)))), ...warnings];
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail: detail.join('\n') }, apply);
  return answer === apply;
}

/** Services whose tasks are placed by an attribute that goes or changes. */
async function placementWarnings(
  services: Needs,
  hosts: readonly Labelled[],
  changes: readonly LabelChange[],
): Promise<readonly string[]> {
  const names = changes.filter(({ kind }) => kind === 'attribute').map(({ name }) => name);
  if (names.length === 0) return [];
  const clusters = new Map(
    hosts.flatMap(({ node: { account, host } }) =>
      host.instance ? [[host.instance.clusterArn, account] as const] : [],
    ),
  );
  const found = new Set<string>();
  try {
    for (const [clusterArn, { ref }] of clusters) {
      const { ecs } = await services.operate(ref);
      for await (const page of ecs.services(clusterArn)) {
        for (const { name, placementConstraints = [] } of page) {
          const isBound = placementConstraints.some(({ expression = '' }) =>
            names.some((each) => isIn(expression, each)),
          );
          if (isBound) found.add(oneLine(name));
        }
      }
    }
  } catch (error) {
    // Who may not list them changes attributes all the same.
    logFailure(services.log, 'Looking for services that are placed by attributes', error);
  }
  if (found.size === 0) return [];
  return ['', l10n.t('ECS places tasks of these services by such attributes: {0}', listed(bounded([...found])))];
}

function isIn(expression: string, attribute: string): boolean {
  return expression.split(/[^\w.\-/\\:]+/).includes(`attribute:${attribute}`);
}

/** What is left to do, on any of the hosts. */
async function apply(
  services: Needs,
  hosts: readonly Labelled[],
  changes: readonly LabelChange[],
): Promise<readonly LabelChange[]> {
  const location = vscode.ProgressLocation.Notification;
  const title = l10n.t('Changing tags and attributes');
  const left = new Set<LabelChange>();
  const problems: string[] = [];
  let count = 0;
  await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, cancelled) => {
    const aborter = new AbortController();
    cancelled.onCancellationRequested(() => aborter.abort());
    for (const { node, labels } of hosts) {
      progress.report({ message: nameOf(node.host), increment: 100 / hosts.length });
      const { host, account } = node;
      const { ecs } = await services.operate(account.ref);
      const own = changesFor(labels, changes);
      const { done, notDone } = await applyLabels(ecs, host, own, aborter.signal);
      count += done.length;
      services.log.info(`Changed tags and attributes of ${host.id}: ${done.length} of ${own.length}`);
      if (done.length > 0) labelsChanged.fire({ account: account.key, host: host.key });
      for (const change of own) if (!done.includes(change)) left.add(change);
      problems.push(...notDone.map((each) => problemWords(services, host, each)));
    }
  });
  await Promise.all([...new Set<AccountFleet>(hosts.map(({ node }) => node.account))].map(readAgain));
  tell(hosts, count, left.size, problems);
  return [...left];
}

function problemWords({ log }: Needs, host: Host, { changes, failure }: NotDone): string {
  logFailure(log, `Changing tags and attributes of ${host.id}`, failure);
  const names = listed(bounded(changes.map(({ name }) => inMessage(name))));
  return l10n.t('{0}, not changed: {1}. {2}.', nameOf(host), names, failureSentence(failure));
}

// Not awaited: a caller must not wait for the user to close a message.
function tell(hosts: readonly Labelled[], done: number, left: number, problems: readonly string[]): void {
  const [first] = hosts;
  const where = hosts.length === 1 && first ? nameOf(first.node.host) : l10n.t('{0} hosts', hosts.length);
  if (left === 0) {
    void vscode.window.showInformationMessage(l10n.t('{0}: {1} made.', where, countWords(done)));
    return;
  }
  const made = done === 0 ? l10n.t('Nothing was changed.') : l10n.t('Made so far: {0}.', countWords(done));
  const rest = l10n.t('What is left is kept in the list for another try.');
  void vscode.window.showWarningMessage(paragraph([`${where}: ${made}`, ...bounded(problems), rest]));
}

import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { parseArn } from '../../core/fleet/arn.ts';
import type { Host } from '../../core/fleet/host.ts';
import { newestVersion } from '../../core/operate/diagnose/channelRules.ts';
import { hostFindings } from '../../core/operate/diagnose/findings.ts';
import { probeScript } from '../../core/operate/diagnose/probe.ts';
import { parseProbe, type ProbeAnswer } from '../../core/operate/diagnose/probeAnswer.ts';
import { runProbe, type ProbeEnd } from '../../core/operate/diagnose/runProbe.ts';
import {
  disconnectionOf,
  restartFactsOf,
  type Disconnection,
  type RestartFacts,
} from '../../core/operate/disconnected.ts';
import { oneLine } from '../../core/text/label.ts';
import { showMarkdown } from '../markdownDocuments.ts';
import { failureSentence } from '../failureText.ts';
import { hostWords, nameOf } from '../leaving/words.ts';
import { logFailure } from '../log.ts';
import { diagnosisMarkdown } from '../operate/diagnoseDocument.ts';
import { disconnectionFacts } from '../operate/disconnectionFacts.ts';
import type { Services } from '../services.ts';
import type { HostNode, TreeNode } from '../tree/nodes.ts';
import { resolveNode } from './pickNode.ts';

type Needs = Pick<Services, 'fleet' | 'log' | 'operate' | 'tasks' | 'view'>;

/** Nodes that AWS knows nothing of have no channel to look at. */
function canDiagnose(node: TreeNode): node is HostNode {
  return node.kind === 'host' && (node.host.instance !== undefined || node.host.node !== undefined);
}

/** What is wrong with a host: by a script that it runs and that changes nothing, or from AWS's side alone. */
export async function diagnoseHost(services: Needs, given?: TreeNode): Promise<void> {
  const node = await resolveNode(given, canDiagnose, services);
  if (!node) return;
  const { account, host } = node;
  if (host.node?.platformType?.toLowerCase() === 'windows') {
    await show(services, node, { unanswered: l10n.t('Hosts with Windows are not asked: the script is for Linux.') });
    return;
  }
  const script = scriptFor(account, host);
  // Who may not list SSM's nodes may still be allowed to run commands on them.
  if (host.state.ssm !== 'online' && host.state.ssm !== 'unknown') {
    const unanswered = l10n.t('SSM does not reach the host, so that it could not be asked.');
    await show(services, node, { unanswered });
    await offerScript(services, node, script);
    return;
  }
  const run = l10n.t('Run Script');
  const view = l10n.t('Show Script');
  const answer = await vscode.window.showInformationMessage(
    l10n.t('Diagnose the host {0}?', nameOf(host)),
    { modal: true, detail: [hostWords(host, account), whatItDoes()].join('\n\n') },
    run,
    view,
  );
  if (answer === view) {
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ language: 'shellscript', content: script }),
    );
  }
  if (answer === run) await ask(services, node, script);
}

function whatItDoes(): string {
  return l10n.t(
    'A script runs on the host by SSM Run Command, as root, for a few seconds. It looks at the clock, the kernel, disks, network, Docker, agents and their logs, and changes nothing. What it says stays in the history of Run Command; keys and codes are not in it.',
  );
}

function scriptFor(account: AccountFleet, { id, instance }: Host): string {
  const accountId = account.identity?.accountId ?? parseArn(instance?.arn ?? '')?.accountId;
  return probeScript({
    nodeId: id,
    region: account.ref.region,
    ...(accountId !== undefined && /^\d{12}$/.test(accountId) && { accountId }),
  });
}

async function ask(services: Needs, node: HostNode, script: string): Promise<void> {
  const { account, host } = node;
  const title = l10n.t('Diagnosing {0}', nameOf(host));
  const location = vscode.ProgressLocation.Notification;
  let end: ProbeEnd;
  try {
    end = await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, cancelled) => {
      const aborter = new AbortController();
      cancelled.onCancellationRequested(() => aborter.abort());
      progress.report({ message: l10n.t('waiting for its answer') });
      const { commands } = await services.operate(account.ref);
      return runProbe(commands, {
        script,
        nodeId: host.id,
        signal: aborter.signal,
        sleep: async (ms, signal) => sleep(ms, undefined, signal && { signal }),
      });
    });
  } catch (error) {
    const failure = logFailure(services.log, `Diagnosing ${host.id}`, error);
    end = { kind: 'failed', status: 'failed', detail: failureSentence(failure) };
  }
  if (end.kind === 'cancelled') return;
  if (end.kind === 'answered') {
    await show(services, node, { probe: end.answer });
    return;
  }
  await show(services, node, { unanswered: noAnswerWords(end) });
  await offerScript(services, node, script);
}

function noAnswerWords(end: Exclude<ProbeEnd, { kind: 'answered' | 'cancelled' }>): string {
  return end.kind === 'timedOut'
    ? l10n.t('The host did not answer within two minutes.')
    : l10n.t('The host could not be asked: {0}', oneLine(end.detail, 300));
}

/** A host that can't be asked may have somebody near it. */
async function offerScript(services: Needs, node: HostNode, script: string): Promise<void> {
  const copy = l10n.t('Copy Script');
  const name = nameOf(node.host);
  const words = l10n.t('A script tells more of {0}. It is run on the host itself, and changes nothing.', name);
  if ((await vscode.window.showInformationMessage(words, copy)) !== copy) return;
  await vscode.env.clipboard.writeText(script);
  const read = l10n.t('Read from Clipboard');
  let next = l10n.t('Run it on {0} as root, and copy what it says.', name);
  while ((await vscode.window.showInformationMessage(next, read)) === read) {
    const probe = parseProbe(await vscode.env.clipboard.readText());
    if (probe) {
      await show(services, node, { probe });
      return;
    }
    next = l10n.t('The clipboard holds no answer of the script. Copy all that it says, and read again.');
  }
}

interface Said {
  readonly probe?: ProbeAnswer;
  readonly unanswered?: string;
}

async function show(services: Needs, { account, host }: HostNode, { probe, unanswered }: Said): Promise<void> {
  const { region } = account.ref;
  const now = Date.now();
  const [newestAgent, disconnection] = await Promise.all([
    newestAgentOf(account, host),
    disconnectionFor(services, account, host, now),
  ]);
  const findings = hostFindings({ host, region, probe, newestAgent, now });
  const locale = vscode.env.language;
  const text = diagnosisMarkdown({ host, region, findings, disconnection, probe, unanswered, locale, now });
  await showMarkdown(`diagnosis ${host.key}`, l10n.t('Diagnosis of {0}', host.name), text);
}

/** Of the hosts of its cluster, which were read for its row. */
async function newestAgentOf(account: AccountFleet, { cluster }: Host): Promise<string | undefined> {
  const { value } = await account.clusters();
  const own = value.ecs.find(({ arn }) => arn === cluster?.arn);
  const hosts = own ? (await account.hosts(own, 'aws')).value : [];
  return newestVersion(hosts.map(({ instance }) => instance?.agentVersion));
}

/** So many task definitions are read to tell which tasks are not restarted; of others that is not known. */
const mostDefinitions = 10;

async function disconnectionFor(
  services: Needs,
  account: AccountFleet,
  host: Host,
  now: number,
): Promise<Disconnection | undefined> {
  const facts = disconnectionFacts(account, host, now);
  if (!disconnectionOf({ ...facts, tasks: [] })) return undefined;
  const { value: tasks } = await account.hostTasks(host);
  const arns = [...new Set(tasks.map(({ taskDefinitionArn }) => taskDefinitionArn))].slice(0, mostDefinitions);
  const definitions = new Map<string, RestartFacts>();
  try {
    const gateway = await services.tasks(account.ref);
    const revisions = await Promise.all(arns.map(async (arn) => gateway.revision(arn)));
    revisions.forEach((revision) => {
      if (revision) definitions.set(revision.arn, restartFactsOf(revision.definition));
    });
  } catch (error) {
    // Who may not read them is told of the rest.
    logFailure(services.log, `Reading the task definitions of ${host.id}`, error);
  }
  return disconnectionOf({ ...facts, tasks, definitions });
}

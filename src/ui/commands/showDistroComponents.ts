import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { newerBundle } from '../../core/distro/anywhere.ts';
import { channelOf, kubernetesOf, releaseOf } from '../../core/distro/channel.ts';
import { Failure } from '../../core/failure.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import type { EksAnywhereCluster } from '../../core/kubernetes/model.ts';
import { inMessage, inPick } from '../../core/text/label.ts';
import { lookAtCluster } from '../eks/clusterComponents.ts';
import { showMarkdown } from '../markdownDocuments.ts';
import { distroMarkdown } from '../eks/distroMarkdown.ts';
import type { AnywhereSubject, ClusterSubject, DistroSubject } from '../eks/distroMarkdown.ts';
import type { ChannelRelease, DistroReleases } from '../eks/distroReleases.ts';
import { releaseDate, releaseFailureWords, sinceWords } from '../eks/distroWords.ts';
import { openReleases } from '../eks/openReleases.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import { pickOne } from '../steps.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { clusterOfRow, isEks, type EksNode } from './eksNode.ts';

type Needs = Pick<Services, 'context' | 'fleet' | 'log' | 'releases'>;

/** What EKS Distro's release of a cluster's version consists of, and what its nodes run; without a cluster, of any channel. */
export async function showDistroComponents(services: Needs, given?: TreeNode): Promise<void> {
  const node = clusterOfRow(given);
  if (node && !isEks(node)) {
    void vscode.window.showInformationMessage(l10n.t('There is no such thing for this row.'));
    return;
  }
  const account = node?.account.ref ?? accountOf(services);
  try {
    const releases = await openReleases(services, account);
    const subject = node ? await ofCluster(releases, node) : await ofChannel(releases);
    if (!subject) return;
    const { channel, number } = subject.release;
    const text = distroMarkdown(subject, { locale: vscode.env.language, now: Date.now() });
    await showMarkdown(`distro ${node?.cluster.arn ?? ''}`, `EKS Distro ${channel}-${number}`, text);
  } catch (error) {
    const failure = logFailure(services.log, 'Reading the releases of EKS Distro', error);
    if (failure.reason === 'cancelled') return;
    void vscode.window.showErrorMessage(
      l10n.t('The releases of EKS Distro could not be read: {0}.', inMessage(releaseFailureWords(failure))),
    );
  }
}

/** The demo account's releases are its own: they are shown only while no other account is. */
function accountOf({ fleet }: Pick<Services, 'fleet'>): AccountRef | undefined {
  const refs = fleet.accounts.map(({ ref }) => ref);
  return refs.find(({ source }) => source.kind !== 'demo') ?? refs[0];
}

async function ofChannel(releases: DistroReleases): Promise<DistroSubject | undefined> {
  const abort = new AbortController();
  const overview = releases.overview(abort.signal);
  const picked = await pickOne({
    title: l10n.t('Show EKS Distro Components'),
    placeholder: l10n.t('Of which channel? Each is a version of Kubernetes.'),
    items: overview.then(({ value, readAt, failure }) =>
      value.channels.map((each) => ({
        ...channelItem(each, each.channel === value.defaultChannel),
        ...(failure && { detail: sinceWords({ readAt, failure }, Date.now(), vscode.env.language) }),
        channel: each.channel,
      })),
    ),
  });
  if (typeof picked !== 'object') {
    abort.abort();
    // It was called off with the list.
    overview.catch(() => undefined);
    return undefined;
  }
  const newest = await releases.newest(picked.channel);
  return { ...newest.value, index: newest, overview: await overview };
}

function channelItem({ channel, failure, newest, number }: ChannelRelease, isDefault: boolean): vscode.QuickPickItem {
  const { release } = newest ?? {};
  const facts = [
    l10n.t('release {0}', String(release?.number ?? number ?? '–')),
    release && inPick(release.kubernetesVersion),
    release && releaseDate(release.date, vscode.env.language),
    isDefault && l10n.t('default'),
    failure && releaseFailureWords(failure),
  ];
  return {
    label: `Kubernetes ${kubernetesOf(channel)}`,
    description: facts.filter((fact) => typeof fact === 'string').join(' · '),
  };
}

async function ofCluster(releases: DistroReleases, node: EksNode): Promise<DistroSubject | undefined> {
  const { name } = node.cluster;
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: l10n.t('Reading the releases of EKS Distro for {0}', inMessage(name)),
      cancellable: true,
    },
    async (_, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const { signal } = abort;
      const gathered = gather(releases, node, signal);
      // A Kubernetes API that hangs is asked for others too, so it is not called off: only nobody waits for it any more.
      const cancelled = new Promise<undefined>((resolve) => {
        signal.addEventListener('abort', () => resolve(undefined), { once: true });
      });
      return Promise.race([gathered, cancelled]);
    },
  );
}

async function gather(
  releases: DistroReleases,
  { account, cluster }: EksNode,
  signal: AbortSignal,
): Promise<DistroSubject | undefined> {
  const overview = releases.overview(signal).catch((error: unknown) => Failure.from(error));
  const look = await lookAtCluster(account, cluster);
  if (signal.aborted) return undefined;
  const inUse = look.anywhere?.distroRelease === undefined ? undefined : releaseOf(look.anywhere.distroRelease);
  const version = look.anywhere?.kubernetesVersion ?? cluster.version ?? look.version;
  const subject: ClusterSubject = {
    name: cluster.name,
    ...(cluster.platformVersion !== undefined && { platformVersion: cluster.platformVersion }),
    running: look.running,
    ...(look.anywhere && { anywhere: await anywhereSubject(releases, look.anywhere, signal) }),
  };
  if (inUse) {
    return { release: await releases.release(inUse, signal), overview: await overview, cluster: subject };
  }
  const channel = version === undefined ? undefined : channelOf(version);
  if (channel === undefined) {
    void vscode.window.showWarningMessage(
      l10n.t(
        'Which version of Kubernetes {0} runs is not known here. Run the command from the Command Palette to choose one.',
        inMessage(cluster.name),
      ),
    );
    return undefined;
  }
  const newest = await releases.newest(channel, signal).catch((error: unknown) => {
    if (!(Failure.is(error) && error.reason === 'notFound')) throw error;
    void vscode.window.showWarningMessage(
      l10n.t('EKS Distro has no release for Kubernetes {0}: not yet, or no more.', kubernetesOf(channel)),
    );
    return undefined;
  });
  return newest && { ...newest.value, index: newest, overview: await overview, cluster: subject };
}

/** Bundles say more; without them it is still known whether a newer one is out. */
async function anywhereSubject(
  releases: DistroReleases,
  cluster: EksAnywhereCluster,
  signal: AbortSignal,
): Promise<AnywhereSubject> {
  const { bundleNumber, eksAnywhereVersion: version } = cluster;
  const known = await releases.anywhere(signal).catch((error: unknown) => Failure.from(error));
  const newer = 'value' in known ? newerBundle({ bundleNumber, version }, known.value) : undefined;
  const [bundle, next] = await Promise.all(
    [bundleNumber, newer?.bundleNumber].map(async (number) =>
      number === undefined ? undefined : releases.bundle(number, signal).catch(() => undefined),
    ),
  );
  return { cluster, releases: known, ...(bundle && { bundle }), ...(next && { newerBundle: next }) };
}

import * as l10n from '@vscode/l10n';
import type { AnywhereBundle, AnywhereReleases } from '../../core/distro/anywhere.ts';
import { bundled, newerBundle } from '../../core/distro/anywhere.ts';
import { releaseOf } from '../../core/distro/channel.ts';
import type { ReleaseId } from '../../core/distro/channel.ts';
import { compareReleases, compareWithRelease, tagOf } from '../../core/distro/compare.ts';
import type { RunningVersion, Standing } from '../../core/distro/compare.ts';
import { releaseUrl } from '../../core/distro/files.ts';
import { isDropped } from '../../core/distro/release.ts';
import type { DistroRelease } from '../../core/distro/release.ts';
import type { RunningComponents } from '../../core/distro/running.ts';
import type { Failure } from '../../core/failure.ts';
import type { EksAnywhereCluster } from '../../core/kubernetes/model.ts';
import { oneLine } from '../../core/text/label.ts';
import { escapeMarkdown } from '../../core/text/markdown.ts';
import { cell, factTable, markdownTable } from '../operate/markdownTable.ts';
import { listed, paragraph } from '../sentences.ts';
import type { Known, ReleaseOverview } from './distroReleases.ts';
import { releaseDate, releaseFailureWords, sinceWords } from './distroWords.ts';

/** What the document is made of. */
export interface DistroSubject {
  readonly release: DistroRelease;
  /** What the index calls the newest of the channel, where that is not published yet. */
  readonly announced?: number;
  /** When the index was read by which it is the newest; absent for a release that was asked for by its number. */
  readonly index?: Known<unknown>;
  readonly overview: Known<ReleaseOverview> | Failure;
  readonly cluster?: ClusterSubject;
}

/** The cluster that it is about. */
export interface ClusterSubject {
  readonly name: string;
  /** `eks.12`, of clusters that EKS runs. */
  readonly platformVersion?: string;
  /** Or why it is not known; absent where nobody asked. */
  readonly running?: RunningComponents | { readonly reason: string };
  readonly anywhere?: AnywhereSubject;
}

/** Of a cluster of EKS Anywhere. */
export interface AnywhereSubject {
  readonly cluster: EksAnywhereCluster;
  readonly releases: Known<AnywhereReleases> | Failure;
  /** The bundle in use, where it could be read. */
  readonly bundle?: AnywhereBundle;
  /** The bundle of the newest release, where it is another one. */
  readonly newerBundle?: AnywhereBundle;
}

export interface DocumentOptions {
  readonly locale: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Versions of one component; more are counted. */
const mostVersions = 5;

/** A release of EKS Distro as a document: what it consists of, what runs of it, and what else there is. */
export function distroMarkdown(subject: DistroSubject, options: DocumentOptions): string {
  const { cluster, release } = subject;
  return [
    `# EKS Distro ${release.channel}-${release.number}`,
    ...introduction(subject, options),
    ...components(release, cluster),
    ...images(release),
    ...(cluster?.anywhere ? anywhere(cluster.anywhere, options) : []),
    ...newestReleases(subject, options),
    '',
  ].join('\n\n');
}

function introduction(subject: DistroSubject, options: DocumentOptions): readonly string[] {
  const { announced, cluster, index, release } = subject;
  const { channel, date, kubernetesVersion, name, number } = release;
  const facts = factTable([
    [l10n.t('Channel'), channel],
    [l10n.t('Release'), String(number)],
    [l10n.t('Date'), releaseDate(date, options.locale)],
    [l10n.t('Kubernetes'), kubernetesVersion],
    [l10n.t('Cluster'), cluster?.name],
  ]).join('\n');
  const manifest = l10n.t('Manifest: {0}', `[${name}.yaml](${releaseUrl({ kind: 'release', channel, number })})`);
  return [
    facts,
    manifest,
    ...(announced === undefined
      ? []
      : [l10n.t('Release {0} is announced, but not published yet: this is the one before.', announced)]),
    ...(index?.failure
      ? [sinceWords({ readAt: index.readAt, failure: index.failure }, options.now, options.locale)]
      : []),
    ...(cluster && !cluster.anywhere ? [platformWords(cluster, channel)] : []),
  ];
}

/** AWS does not say which release a control plane runs. */
function platformWords({ platformVersion }: ClusterSubject, channel: string): string {
  const shown = l10n.t('Shown is the newest release of channel {0}.', channel);
  const own =
    platformVersion === undefined
      ? l10n.t('EKS runs builds of EKS Distro, and does not say of which release.')
      : l10n.t(
          'EKS runs builds of EKS Distro, and does not say of which release: its platform version, {0}, is a number of its own.',
          cell(platformVersion),
        );
  return paragraph([own, shown]);
}

function components(release: DistroRelease, cluster: ClusterSubject | undefined): readonly string[] {
  const heading = `## ${l10n.t('Components')}`;
  const dropped = release.images.some(({ name }) => isDropped(name))
    ? l10n.t(
        'Metrics Server and the CSI sidecars are part of old releases only: new ones have them no more since 2025.',
      )
    : l10n.t('Metrics Server and the CSI sidecars are no part of EKS Distro any more, since 2025.');
  const running = cluster?.running;
  if (!running || 'reason' in running || running.nodes.length === 0) {
    const rows = release.images.map((image) => [image.name, tagOf(image) ?? image.gitTag ?? '']);
    return [
      heading,
      ...(running ? [nothingWords(running)] : []),
      table([l10n.t('Component'), l10n.t('Version')], [['kubelet', release.kubernetesVersion], ...rows]),
      dropped,
    ];
  }
  const rows = compareWithRelease(release, running).map((each) => [
    each.name,
    each.version,
    versionsWords(each.running),
    listed([...new Set(each.running.map(({ standing }) => standingWords(standing)))]),
  ]);
  return [
    heading,
    table([l10n.t('Component'), l10n.t('This release'), l10n.t('On the nodes'), l10n.t('On the nodes it is')], rows),
    ...(running.nodesLookedAt === undefined
      ? []
      : [l10n.t('Containers were looked at on {0} of {1} nodes.', running.nodesLookedAt, running.nodes.length)]),
    l10n.t(
      'Only what Kubernetes lists is compared: the kubelets, and the containers in kube-system. It lists no pause containers, and no control plane that EKS runs.',
    ),
    dropped,
  ];
}

function nothingWords(running: NonNullable<ClusterSubject['running']>): string {
  if (!('reason' in running)) return l10n.t('The cluster has no nodes.');
  return l10n.t('What the nodes run is not known: {0}', escapeMarkdown(running.reason));
}

function versionsWords(running: readonly RunningVersion[]): string {
  if (running.length === 0) return '–';
  const shown = running
    .slice(0, mostVersions)
    .map(({ nodeCount, version }) => `${oneLine(version)} (${nodesWords(nodeCount)})`);
  const more = running.length - shown.length;
  return listed([...shown, ...(more > 0 ? [l10n.t('{0} more', more)] : [])]);
}

function nodesWords(count: number): string {
  return count === 1 ? l10n.t('1 node') : l10n.t('{0} nodes', count);
}

function standingWords(standing: Standing): string {
  switch (standing) {
    case 'same':
      return l10n.t('the same');
    case 'otherBuild':
      return l10n.t('the same version, another build');
    case 'older':
      return l10n.t('older');
    case 'newer':
      return l10n.t('newer');
    case 'unknown':
      return l10n.t('not comparable');
  }
}

/** A list: in a table, a digest would be cut off at the edge of the window. */
function images({ images: all }: DistroRelease): readonly string[] {
  const items = all.map(({ architectures, digest, os, uri }) => {
    const platforms = listed(architectures.map((each) => (os === undefined ? each : `${os}/${each}`)));
    return `- ${cell(uri)}  \n  ${cell(platforms)} · ${cell(digest ?? '–')}`;
  });
  return [`## ${l10n.t('Images')}`, l10n.t('A digest stands for all architectures of its image.'), items.join('\n')];
}

function anywhere(subject: AnywhereSubject, options: DocumentOptions): readonly string[] {
  const { bundle, cluster, newerBundle: next, releases } = subject;
  const { bundleNumber, distroRelease, eksAnywhereVersion, kubernetesVersion } = cluster;
  const end = bundle && bundled(bundle, kubernetesVersion)?.endOfStandardSupport;
  const facts = factTable([
    [l10n.t('EKS Anywhere'), eksAnywhereVersion ?? '–'],
    [l10n.t('Bundle'), bundleNumber === undefined ? '–' : String(bundleNumber)],
    [l10n.t('Kubernetes'), kubernetesVersion],
    [l10n.t('EKS Distro release'), distroRelease ?? '–'],
    [l10n.t('End of standard support'), end === undefined ? undefined : releaseDate(end, options.locale)],
  ]).join('\n');
  return [`## ${l10n.t('EKS Anywhere')}`, facts, ...newerWords(cluster, releases, next, options)];
}

function newerWords(
  cluster: EksAnywhereCluster,
  releases: AnywhereSubject['releases'],
  next: AnywhereBundle | undefined,
  options: DocumentOptions,
): readonly string[] {
  if (!('value' in releases)) {
    return [l10n.t('Whether a newer bundle is out is not known: {0}', releaseFailureWords(releases))];
  }
  const { bundleNumber, eksAnywhereVersion: version, kubernetesVersion } = cluster;
  const newer = newerBundle({ bundleNumber, version }, releases.value);
  const stale = releases.failure
    ? [sinceWords({ readAt: releases.readAt, failure: releases.failure }, options.now, options.locale)]
    : [];
  if (bundleNumber === undefined && version === undefined) {
    return [l10n.t('The cluster does not say which bundle it uses.'), ...stale];
  }
  if (!newer) return [l10n.t('This is the newest bundle.'), ...stale];
  const out = l10n.t(
    'A newer bundle is out: {0}, of EKS Anywhere {1}.',
    newer.bundleNumber,
    [cell(newer.version), newer.date === undefined ? '' : `(${releaseDate(newer.date, options.locale)})`]
      .join(' ')
      .trim(),
  );
  const brought = next && bundled(next, kubernetesVersion);
  const distro = brought?.distro;
  const brings =
    next === undefined
      ? []
      : brought === undefined
        ? [l10n.t('It has no Kubernetes {0} any more.', cell(kubernetesVersion))]
        : distro
          ? [
              l10n.t(
                'For Kubernetes {0} it brings EKS Distro {1}.',
                cell(kubernetesVersion),
                `${distro.channel}-${distro.number}`,
              ),
            ]
          : [];
  return [paragraph([out, ...brings]), ...stale];
}

function newestReleases({ cluster, overview, release }: DistroSubject, options: DocumentOptions): readonly string[] {
  const heading = `## ${l10n.t('Newest Releases')}`;
  if (!('value' in overview)) {
    return [heading, l10n.t('They could not be read: {0}', releaseFailureWords(overview))];
  }
  const { channels, defaultChannel } = overview.value;
  const inUse = cluster?.anywhere?.cluster.distroRelease;
  const own: ReleaseId | undefined = (inUse === undefined ? undefined : releaseOf(inUse)) ?? release;
  const rows = channels.map(({ channel, failure, newest, number }) => {
    const shown = newest?.release;
    const notes = [
      channel === defaultChannel && l10n.t('default'),
      newest?.announced !== undefined && l10n.t('{0} is announced', newest.announced),
      failure && releaseFailureWords(failure),
      shown && channel === own.channel && ownWords(own, shown),
    ];
    return [
      channel,
      String(shown?.number ?? number ?? '–'),
      shown?.kubernetesVersion ?? '–',
      shown ? releaseDate(shown.date, options.locale) : '–',
      listed(notes.filter((note) => typeof note === 'string')),
    ];
  });
  const head = [l10n.t('Channel'), l10n.t('Release'), l10n.t('Kubernetes'), l10n.t('Date'), l10n.t('Note')];
  const stale = overview.failure
    ? [sinceWords({ readAt: overview.readAt, failure: overview.failure }, options.now, options.locale)]
    : [];
  return [heading, l10n.t('Of each channel that still gets releases.'), table(head, rows), ...stale];
}

function ownWords(own: ReleaseId, newest: ReleaseId): string {
  return compareReleases(own, newest) < 0 ? l10n.t('newer than the one above') : l10n.t('the one above');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable(head, rows).join('\n');
}

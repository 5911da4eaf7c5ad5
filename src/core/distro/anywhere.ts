import { compact } from '../compact.ts';
import { kubernetesOf, releaseOf } from './channel.ts';
import type { ReleaseId } from './channel.ts';
import { compareVersions, versionOf } from './version.ts';
import { fields, items, numberOf, textOf, timeOf } from './yamlSteps.ts';

/** A release of EKS Anywhere. Source: its release manifest, `anywhere.eks.amazonaws.com/v1alpha1` `Release`. */
export interface AnywhereRelease {
  /** `v0.25.1` */
  readonly version: string;
  readonly date?: number;
  /** Of its bundle, which has another number than the release. */
  readonly bundleNumber: number;
}

/** The newest version first: patches of older ones come out later, and with higher numbers. */
export type AnywhereReleases = readonly AnywhereRelease[];

const mostReleases = 2000;

/** Narrows the list of releases; versions that are not final are left out. */
export function toAnywhereReleases(root: unknown): AnywhereReleases | undefined {
  const { apiVersion, kind, spec } = fields(root);
  if (!isAnywhere(apiVersion) || kind !== 'Release') return undefined;
  const releases = items(fields(spec).releases)
    .slice(-mostReleases)
    .flatMap((item): AnywhereRelease[] => {
      const { bundleManifestUrl, date, version: written } = fields(item);
      const version = textOf(written);
      const bundleNumber = numberOf(/\/bundles\/(\d+)\/manifest\.yaml$/.exec(textOf(bundleManifestUrl) ?? '')?.[1]);
      if (version === undefined || bundleNumber === undefined || !isFinalVersion(version)) return [];
      return [compact({ version, bundleNumber, date: timeOf(date) })];
    });
  return releases.length === 0 ? undefined : releases.sort((left, right) => byVersion(right, left));
}

/** What is known of the release of EKS Anywhere that a cluster uses. */
export interface AnywhereInUse {
  /** `v0.25.1` */
  readonly version?: string | undefined;
  readonly bundleNumber?: number | undefined;
}

/**
 * The newest release, where it is newer than the one in use: nothing where it is in use, or where what is in use is not
 * known.
 */
export function newerBundle(current: AnywhereInUse, releases: AnywhereReleases): AnywhereRelease | undefined {
  const [newest] = releases;
  if (!newest || newest.bundleNumber === current.bundleNumber) return undefined;
  const own = releases.find(({ bundleNumber }) => bundleNumber === current.bundleNumber)?.version ?? current.version;
  const version = own === undefined ? undefined : versionOf(own);
  if (!version) {
    const { bundleNumber } = current;
    // Of a development build, or older than the list: numbers only go up.
    return bundleNumber !== undefined && bundleNumber < newest.bundleNumber ? newest : undefined;
  }
  const newestVersion = versionOf(newest.version);
  return newestVersion && compareVersions(version, newestVersion) < 0 ? newest : undefined;
}

/** What a release of EKS Anywhere consists of. Source: its bundle manifest, `anywhere.eks.amazonaws.com/v1alpha1` `Bundles`. */
export interface AnywhereBundle {
  readonly versions: readonly BundledVersion[];
}

export interface BundledVersion {
  /** `1.35` */
  readonly kubernetesVersion: string;
  /** The end of standard support by EKS Anywhere. */
  readonly endOfStandardSupport?: number;
  /** The release of EKS Distro that it brings. */
  readonly distro?: ReleaseId;
}

/** Narrows a bundle, which must be the one that was asked for. */
export function toBundle(root: unknown, number: number): AnywhereBundle | undefined {
  const { apiVersion, kind, spec } = fields(root);
  const { number: own, versionsBundles } = fields(spec);
  if (!isAnywhere(apiVersion) || kind !== 'Bundles' || numberOf(own) !== number) return undefined;
  const versions = items(versionsBundles).flatMap(toBundledVersion);
  return versions.length === 0 ? undefined : { versions };
}

/** What a bundle brings for a Kubernetes version. */
export function bundled(bundle: AnywhereBundle, kubernetesVersion: string): BundledVersion | undefined {
  return bundle.versions.find((each) => each.kubernetesVersion === kubernetesVersion);
}

function toBundledVersion(item: unknown): BundledVersion[] {
  const { kubeVersion, endOfStandardSupport, eksD } = fields(item);
  const distro = releaseOf(textOf(fields(eksD).name) ?? '');
  const kubernetesVersion = textOf(kubeVersion) ?? (distro && kubernetesOf(distro.channel));
  if (kubernetesVersion === undefined) return [];
  return [compact({ kubernetesVersion, endOfStandardSupport: timeOf(endOfStandardSupport), distro })];
}

function isAnywhere(apiVersion: unknown): boolean {
  return textOf(apiVersion)?.startsWith('anywhere.eks.amazonaws.com/') === true;
}

function isFinalVersion(version: string): boolean {
  return /^v\d+\.\d+\.\d+$/.test(version);
}

function byVersion(left: AnywhereRelease, right: AnywhereRelease): number {
  const [leftVersion, rightVersion] = [versionOf(left.version), versionOf(right.version)];
  const order = leftVersion && rightVersion ? compareVersions(leftVersion, rightVersion) : 0;
  return order || left.bundleNumber - right.bundleNumber;
}

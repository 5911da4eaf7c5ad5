import type { EksAnywhereCluster } from '../core/kubernetes/model.ts';
import type { Fields } from './narrow.ts';
import { count, fields, given, list, text } from './narrow.ts';

/** Objects that a `Cluster` of EKS Anywhere names, by their place; nothing where one is not there or may not be read. */
export type GetNamed = (plural: 'eksareleases' | 'bundles', place: Place) => Promise<Fields | undefined>;

export interface Place {
  readonly namespace: string;
  readonly name: string;
}

/** Where EKS Anywhere keeps its releases and bundles. */
const systemNamespace = 'eksa-system';

/**
 * A `Cluster` of `anywhere.eks.amazonaws.com`; nothing for one without a name. It names its release by version, which
 * names its bundle; older clusters, and those that someone pinned, name their bundle themselves.
 */
export async function eksAnywhereClusterOf(wire: Fields, get: GetNamed): Promise<EksAnywhereCluster | undefined> {
  const metadata = fields(wire.metadata);
  const name = text(metadata.name);
  if (name === undefined) return undefined;
  const spec = fields(wire.spec);
  const kubernetesVersion = text(spec.kubernetesVersion) ?? '';
  const version = text(spec.eksaVersion);
  const release = version === undefined ? undefined : await get('eksareleases', releasePlace(version));
  const bundlePlace = placeOf(spec.bundlesRef) ?? placeOf(fields(release?.spec).bundlesRef);
  const bundle = bundlePlace && (await get('bundles', bundlePlace));
  const manager = text(fields(spec.managementCluster).name);
  return {
    name,
    namespace: text(metadata.namespace) ?? 'default',
    kubernetesVersion,
    isManagement: manager === undefined || manager === name,
    ...given({
      eksAnywhereVersion: version ?? text(fields(release?.spec).version),
      bundleNumber: count(fields(bundle?.spec).number),
      distroRelease: distroReleaseOf(bundle, kubernetesVersion),
    }),
  };
}

/** `v0.25.1` → `eksa-v0-25-1`. Source: eks-anywhere, `GenerateEKSAReleaseName`. */
function releasePlace(version: string): Place {
  return { namespace: systemNamespace, name: `eksa-${version.replaceAll('+', '-plus-').replaceAll('.', '-')}` };
}

function placeOf(reference: unknown): Place | undefined {
  const { name, namespace } = fields(reference);
  const named = text(name);
  return named === undefined ? undefined : { name: named, namespace: text(namespace) ?? systemNamespace };
}

function distroReleaseOf(bundle: Fields | undefined, kubernetesVersion: string): string | undefined {
  const versions = list(fields(bundle?.spec).versionsBundles).map(fields);
  const own = versions.find(({ kubeVersion }) => kubeVersion === kubernetesVersion);
  return text(fields(own?.eksD).name);
}

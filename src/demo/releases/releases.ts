import { stringify } from 'yaml';
import { anywhereManifest, bundleManifest } from './anywhereReleases.ts';
import { defaultBranch, distroRelease, newestNumber, supportedBranches } from './distroReleases.ts';

/**
 * The public file at a path: the index of EKS Distro, which is a part of its repository, its manifests, and those of EKS
 * Anywhere. AWS has them on three hosts; no path of one is a path of another.
 *
 * @param base where these paths are answered
 */
export function releaseAt(path: string, base: string): string | undefined {
  const [, file, channel] =
    /^\/aws\/eks-distro\/main\/release\/(?:(SUPPORTED_RELEASE_BRANCHES|DEFAULT_RELEASE_BRANCH)|(\d+-\d+)\/production\/RELEASE)$/.exec(
      path,
    ) ?? [];
  if (file !== undefined) return file === 'DEFAULT_RELEASE_BRANCH' ? defaultBranch : supportedBranches();
  if (channel !== undefined) return newestNumber(channel);
  const object = manifestAt(path, base);
  return object && stringify(object, { aliasDuplicateObjects: false });
}

function manifestAt(path: string, base: string): object | undefined {
  if (path === '/releases/eks-a/manifest.yaml') return anywhereManifest(base);
  const [, bundle] = /^\/releases\/bundles\/(\d{1,6})\/manifest\.yaml$/.exec(path) ?? [];
  if (bundle !== undefined) return bundleManifest(Number(bundle), base);
  const [, folder, channel = '', number] =
    /^\/kubernetes-(\d+-\d+)\/kubernetes-(\d+-\d+)-eks-(\d{1,6})\.yaml$/.exec(path) ?? [];
  return folder === channel ? distroRelease(channel, Number(number)) : undefined;
}

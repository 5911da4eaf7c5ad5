import type { Repository, World } from '../world.ts';

/** Blobs of images, which ECR has in Amazon S3 and gives out by URLs that are signed. */

const path = '/ecr-blobs';

export function blobUrl(endpoint: string, { name }: Repository, digest: string): string {
  return `${endpoint}${path}/${name}/${digest}`;
}

/** The blob at such a URL, if there is one. */
export function blobAt(pathname: string, world: World): string | undefined {
  const [, name = '', digest = ''] = new RegExp(`^${path}/(.+)/([^/]+)$`).exec(pathname) ?? [];
  return world.repositories.get(name)?.blobs.get(digest);
}

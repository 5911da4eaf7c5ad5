import { compact } from '../compact.ts';
import type { Blob, ImagePlatform } from './gateway.ts';

/** The kinds of manifest that registries keep: of one image or an index of several, by Docker's names or OCI's. */
export const manifestMediaTypes = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
] as const;

export interface ImageManifest {
  readonly kind: 'image';
  readonly config: Blob;
  readonly layers: readonly Blob[];
}

export interface ImageIndex {
  readonly kind: 'index';
  /** Images only: not the attestations that builders put beside them. */
  readonly images: readonly { readonly digest: string; readonly platform?: ImagePlatform }[];
}

/** What a manifest says, or nothing where it is neither an image's nor an index. */
export function parseManifest(text: string): ImageManifest | ImageIndex | undefined {
  const root = parsed(text);
  if (Array.isArray(root?.manifests)) return { kind: 'index', images: root.manifests.flatMap(toEntry) };
  const config = toBlob(root?.config);
  if (!config || !Array.isArray(root?.layers)) return undefined;
  const layers = root.layers.map(toBlob);
  return layers.every((each) => each !== undefined) ? { kind: 'image', config, layers } : undefined;
}

/** The platform in an image's own configuration. */
export function platformOfConfig(text: string): ImagePlatform | undefined {
  return toPlatform(parsed(text));
}

type Json = Readonly<Record<string, unknown>>;

function parsed(text: string): Json | undefined {
  try {
    return toObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function toObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null ? (value as Json) : undefined;
}

function toBlob(value: unknown): Blob | undefined {
  const { digest, size } = toObject(value) ?? {};
  if (typeof digest !== 'string' || !Number.isSafeInteger(size) || (size as number) < 0) return undefined;
  return { digest, size: size as number };
}

function toPlatform(value: unknown): ImagePlatform | undefined {
  const { os, architecture, variant } = toObject(value) ?? {};
  if (typeof os !== 'string' || typeof architecture !== 'string') return undefined;
  return compact({ os, architecture, variant: typeof variant === 'string' && variant !== '' ? variant : undefined });
}

function toEntry(value: unknown): ImageIndex['images'] {
  const { digest, platform: written, annotations } = toObject(value) ?? {};
  if (typeof digest !== 'string') return [];
  const platform = toPlatform(written);
  const isAttestation =
    toObject(annotations)?.['vnd.docker.reference.type'] !== undefined || platform?.os === 'unknown';
  return isAttestation ? [] : [compact({ digest, platform })];
}

import { compact } from '../../compact.ts';

export type RegistryKind = 'ecr' | 'ecrPublic' | 'dockerHub' | 'other';

/** The name of an image, taken apart. */
export interface ImageReference {
  readonly kind: RegistryKind;
  /** `docker.io` where none is written. */
  readonly registry: string;
  /** Without registry and tag; Docker's own images as `library/NAME`. */
  readonly repository: string;
  /** Absent where none is written, which pulls `latest` unless there is a digest. */
  readonly tag?: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest?: string;
  /** Twelve digits, of private ECR registries. */
  readonly account?: string;
  readonly region?: string;
}

/** `ACCOUNT.dkr.ecr.REGION.amazonaws.com`; `dkr.ecr-fips`, and `dkr-ecr.REGION.on.aws` for IPv4 and IPv6. */
const ecrRegistry =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z]{2,4}(?:-[a-z]+)+-\d+)\.(?:amazonaws\.(?:com|eu)(?:\.cn)?|on\.(?:aws|amazonwebservices\.com\.cn)|[a-z0-9.]+\.(?:gov|uk))$/;
const publicRegistries = new Set(['public.ecr.aws', 'ecr-public.aws.com']);
const dockerHubs = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

const repositoryName = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
/** What Docker takes; of one long name, nothing sensible is longer. */
const mostLength = 1024;

/** Takes the name of an image apart as Docker does, or nothing where it is none. */
export function imageReference(text: string): ImageReference | undefined {
  if (text.length > mostLength) return undefined;
  const [name = '', digest, ...more] = text.trim().split('@');
  if (more.length > 0 || (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest))) return undefined;
  const [registry, path] = splitRegistry(name);
  const [, bare = '', tag] = /^([^:]*)(?::([\w][\w.-]{0,127}))?$/.exec(path) ?? [];
  const repository = registry === undefined || dockerHubs.has(registry) ? hubRepository(bare) : bare;
  if (!repositoryName.test(repository)) return undefined;
  return compact({ ...registryOf(registry), repository, tag, digest });
}

/** As in a name of Docker's: the first part is a registry where it has a dot or a port, or is `localhost`. */
function splitRegistry(name: string): readonly [registry: string | undefined, path: string] {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const isRegistry = /[.:]/.test(first) || first === 'localhost';
  return isRegistry ? [first, name.slice(slash + 1)] : [undefined, name];
}

function hubRepository(path: string): string {
  return path === '' || path.includes('/') ? path : `library/${path}`;
}

function registryOf(registry: string | undefined): Omit<ImageReference, 'repository'> {
  if (registry === undefined || dockerHubs.has(registry)) return { kind: 'dockerHub', registry: 'docker.io' };
  const [, account, region] = ecrRegistry.exec(registry) ?? [];
  if (account !== undefined && region !== undefined) return { kind: 'ecr', registry, account, region };
  return { kind: publicRegistries.has(registry) ? 'ecrPublic' : 'other', registry };
}

import { dayKey } from '../../core/cost/month.ts';
import type { Numbered } from '../wire/paging.ts';
import type { RegistryImage, Repository } from '../world.ts';

/** What machines pulled from ECR, and the trails that this left with CloudTrail, CloudWatch and in the bill. */

/** Who reads from ECR, as far as CloudTrail tells. */
export interface Reader {
  /** Of the role's session: `mi-…`, `i-…`, an ECS task's id, …; of a user the name. */
  readonly session: string;
  /** Absent for a user. */
  readonly role?: string;
  /** What stands in the place of the source address and the user agent, depending on the age of the event's form. */
  readonly hidden: 'ecr.amazonaws.com' | 'AWS Internal';
}

/** A read of ECR, as CloudTrail has it. */
export interface TrailEvent extends Numbered {
  /** Of the event's id. An event that was delivered twice has it twice. */
  readonly seed: string;
  /** Whole seconds, in milliseconds since the epoch. */
  readonly at: number;
  readonly name: 'BatchGetImage' | 'GetDownloadUrlForLayer';
  readonly repository: string;
  readonly layerDigest?: string;
  readonly imageDigest?: string;
  readonly imageTag?: string;
  readonly reader: Reader;
  /** Present where the read was refused. */
  readonly errorCode?: string;
}

/** What a machine outside of AWS downloaded of a repository on a UTC day: counted as it came, not out of the events. */
export interface PulledBytes {
  readonly day: string;
  /** `mi-…`; for machines that are no hosts the name of the session. */
  readonly host: string;
  readonly repository: string;
  readonly bytes: number;
  /** Layers and configurations. */
  readonly downloads: number;
}

export interface PullHistory {
  /** Oldest first, numbered in this order. */
  readonly events: readonly TrailEvent[];
  /** How many times manifests were read, by whomever: by repository, then by UTC day. */
  readonly counts: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Bytes that left AWS, by UTC day, manifests included. */
  readonly sent: ReadonlyMap<string, number>;
  readonly truth: readonly PulledBytes[];
}

export const noPulls: PullHistory = { events: [], counts: new Map(), sent: new Map(), truth: [] };

interface Blob {
  readonly digest: string;
  readonly size: number;
}

interface PlatformImage {
  readonly digest: string;
  readonly manifestBytes: number;
  readonly config: Blob;
  readonly layers: readonly Blob[];
}

/** An image as a container engine sees it. */
export interface PullableImage {
  readonly repository: string;
  readonly tag: string;
  /** Of the index above its platforms; absent where there is none. */
  readonly indexBytes?: number;
  readonly platforms: ReadonlyMap<string, PlatformImage>;
}

interface Manifest {
  readonly config?: Blob;
  readonly layers?: readonly Blob[];
  readonly manifests?: readonly { readonly digest: string; readonly platform: { readonly architecture: string } }[];
}

export function pullable(
  { name, images, blobs }: Repository,
  { manifest, digest, tags }: RegistryImage,
): PullableImage {
  const [tag = 'latest'] = tags;
  const platformImage = (of: string, text: string): PlatformImage => {
    const { config = { digest: '', size: 0 }, layers = [] } = JSON.parse(text) as Manifest;
    return { digest: of, manifestBytes: Buffer.byteLength(text), config, layers };
  };
  const { manifests, config } = JSON.parse(manifest) as Manifest;
  if (manifests === undefined) {
    const { architecture } = JSON.parse(blobs.get(config?.digest ?? '') ?? '{}') as { architecture?: string };
    return { repository: name, tag, platforms: new Map([[architecture ?? 'amd64', platformImage(digest, manifest)]]) };
  }
  const platforms = manifests.map(({ digest: of, platform }) => {
    return [platform.architecture, platformImage(of, images.get(of)?.manifest ?? '{}')] as const;
  });
  return { repository: name, tag, indexBytes: Buffer.byteLength(manifest), platforms: new Map(platforms) };
}

/** What pulls: a host, a machine inside AWS, somebody's laptop. */
export interface PullingMachine {
  readonly reader: Reader;
  readonly architecture: 'amd64' | 'arm64';
  readonly isInAws?: boolean;
  /** Default: the reader's session. Tasks with an execution role read by their own sessions, on some host. */
  readonly host?: string;
  /** Digests of what it has already, whichever repository that came from. */
  readonly has: Set<string>;
}

export interface PullRecorderOptions {
  /** From 0 to 1, as `Math.random`; default: nothing ever goes wrong. */
  readonly random?: () => number;
  /** How many events of layers there may be in all; what is left out then was never downloaded. */
  readonly mostLayerEvents?: number;
}

const second = 1000;

/** Lets machines pull, and writes down what each of AWS's services would know of it. */
export class PullRecorder {
  readonly #random: () => number;
  readonly #mostLayerEvents: number;
  readonly #events: TrailEvent[] = [];
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #sent = new Map<string, number>();
  readonly #truth = new Map<string, { bytes: number; downloads: number }>();
  #layerEvents = 0;

  constructor({ random = () => 1, mostLayerEvents = Infinity }: PullRecorderOptions = {}) {
    this.#random = random;
    this.#mostLayerEvents = mostLayerEvents;
  }

  get layerEvents(): number {
    return this.#layerEvents;
  }

  /** As a container engine does: the manifests always, layers that it does not have one after the other. */
  pull(machine: PullingMachine, { repository, tag, indexBytes, platforms }: PullableImage, from: number): void {
    const image = platforms.get(machine.architecture);
    if (image === undefined) throw new Error(`${repository}:${tag} is not for ${machine.architecture}.`);
    const { reader } = machine;
    let at = Math.floor(from / second) * second;
    const read = { name: 'BatchGetImage', repository, reader } as const;
    this.#write({ ...read, at, imageTag: tag });
    if (indexBytes !== undefined) this.#write({ ...read, at: (at += second), imageDigest: image.digest });
    this.#send(machine, at, (indexBytes ?? 0) + image.manifestBytes);
    for (const blob of [image.config, ...image.layers]) {
      if (machine.has.has(blob.digest)) continue;
      at = this.#fetch(machine, repository, blob, at + second);
      machine.has.add(blob.digest);
    }
  }

  /** The clean-up of images, which takes layers away that other images may have, too. */
  forget({ has }: PullingMachine, { platforms }: PullableImage): void {
    for (const { config, layers } of platforms.values())
      for (const { digest } of [config, ...layers]) has.delete(digest);
  }

  history(): PullHistory {
    const events = this.#events.toSorted((one, other) => one.at - other.at || one.number - other.number);
    const truth = [...this.#truth].map(([key, { bytes, downloads }]) => {
      const [day = '', host = '', repository = ''] = key.split(' ');
      return { day, host, repository, bytes, downloads };
    });
    return {
      events: events.map((event, index) => ({ ...event, number: index + 1 })),
      counts: this.#counts,
      sent: this.#sent,
      truth: truth.sort((one, other) => (one.day < other.day ? -1 : 1)),
    };
  }

  /** @returns when the layer was there */
  #fetch(machine: PullingMachine, repository: string, { digest, size }: Blob, from: number): number {
    const event = { name: 'GetDownloadUrlForLayer', repository, layerDigest: digest, reader: machine.reader } as const;
    let at = from;
    const chance = this.#random();
    if (chance < 0.01) {
      this.#write({ ...event, at, errorCode: 'ThrottlingException' });
      at += second;
    } else if (chance < 0.02) {
      // The connection broke at the end, and the engine began anew.
      if (this.#write({ ...event, at })) this.#receive(machine, repository, size, at);
      at += 7 * second;
    }
    if (this.#write({ ...event, at })) this.#receive(machine, repository, size, at);
    // CloudTrail delivers each event at least once.
    const [last] = this.#events.slice(-1);
    if (last && this.#random() < 0.01) this.#write(last);
    return at;
  }

  #receive(machine: PullingMachine, repository: string, bytes: number, at: number): void {
    if (machine.isInAws === true) return;
    const key = `${dayKey(at)} ${machine.host ?? machine.reader.session} ${repository}`;
    const before = this.#truth.get(key) ?? { bytes: 0, downloads: 0 };
    this.#truth.set(key, { bytes: before.bytes + bytes, downloads: before.downloads + 1 });
    this.#send(machine, at, bytes);
  }

  #send({ isInAws }: PullingMachine, at: number, bytes: number): void {
    if (isInAws !== true) this.#sent.set(dayKey(at), (this.#sent.get(dayKey(at)) ?? 0) + bytes);
  }

  /** Each read of a manifest counts, also that of an index. */
  #count({ repository, at }: Pick<TrailEvent, 'repository' | 'at'>): void {
    const byDay = this.#counts.get(repository) ?? new Map<string, number>();
    this.#counts.set(repository, byDay.set(dayKey(at), (byDay.get(dayKey(at)) ?? 0) + 1));
  }

  /** @returns whether there still was room for it */
  #write(event: Omit<TrailEvent, 'number' | 'seed'> & { readonly seed?: string }): boolean {
    if (event.name === 'GetDownloadUrlForLayer' && ++this.#layerEvents > this.#mostLayerEvents) {
      this.#layerEvents = this.#mostLayerEvents;
      return false;
    }
    if (event.name === 'BatchGetImage') this.#count(event);
    const number = this.#events.length + 1;
    this.#events.push({ seed: `pull ${number}`, ...event, number });
    return true;
  }
}

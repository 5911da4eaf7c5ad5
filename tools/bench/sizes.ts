import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { build } from '../../esbuild.mjs';
import { packageExtension } from '../lib/packageExtension.ts';
import { root } from '../lib/paths.ts';
import { makeScratch } from '../lib/scratch.ts';
import { atMost, exactly, information, type Benchmark } from './figure.ts';

/** In bytes, of the production build. */
export const sizeBudgets = { entry: 40_000, sdk: 600_000, kubernetes: 30_000, vsix: 1_500_000 } as const;

export interface BundleSizes {
  /** Bytes of the entry and of all that it imports statically: what a window loads that activates the extension. */
  readonly entry: number;
  /** Bytes of all files that hold a part of the SDK, whatever else is in them, and of libraries that these load. */
  readonly sdk: number;
  /** Modules of the SDK, of `src/aws`, `src/kubernetes` and `src/demo` among what the entry loads. There should be none. */
  readonly strayInputs: readonly string[];
  /** Bytes of all that a Kubernetes API of EKS loads beside the entry. */
  readonly kubernetes: number;
  /** Modules of the Kubernetes client and of `src/kubernetes` among what the SDK's side loads. There should be none. */
  readonly strayKubernetes: readonly string[];
}

/** @param metafile of a build that is on disk; its paths are relative to the project's folder */
export function bundleSizes(metafile: Metafile): BundleSizes {
  const entry = entryClosure(metafile);
  const sdk = sdkOutputs(metafile);
  const beside = (source: string): readonly string[] =>
    statically(metafile, chunkOf(metafile, source)).filter((output) => !entry.includes(output));
  return {
    entry: bytesOf(entry),
    sdk: bytesOf(sdk),
    strayInputs: entry.flatMap((output) => inputsOf(metafile, output)).filter((input) => isSdk(input) || isLazy(input)),
    kubernetes: bytesOf(beside('src/kubernetes/openKube.ts')),
    strayKubernetes: beside('src/aws/openAccount.ts')
      .flatMap((output) => inputsOf(metafile, output))
      .filter(isKubernetes),
  };
}

/** Output files that hold a part of the SDK, or a library that only such files load. */
export function sdkOutputs(metafile: Metafile): readonly string[] {
  const inEntry = new Set(entryClosure(metafile));
  const own = Object.keys(metafile.outputs).filter((output) => inputsOf(metafile, output).some(isSdk));
  const libraries = reachable(metafile, own, () => true).filter(
    (output) => !inEntry.has(output) && inputsOf(metafile, output).some((input) => input.includes('node_modules/')),
  );
  return [...new Set([...own, ...libraries])];
}

/** The output that `import()` of a module loads. */
export function chunkOf(metafile: Metafile, source: string): string {
  const found = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === source);
  if (!found) throw new Error(`${source} is no chunk of its own.`);
  return found[0];
}

function entryClosure(metafile: Metafile): readonly string[] {
  return statically(metafile, chunkOf(metafile, 'src/extension.ts'));
}

/** An output, and all that it imports statically. */
function statically(metafile: Metafile, output: string): readonly string[] {
  return reachable(metafile, [output], (kind) => kind === 'import-statement');
}

function reachable(metafile: Metafile, from: readonly string[], follow: (kind: string) => boolean): readonly string[] {
  const found = new Set(from);
  // A set goes on with what is added to it while it is walked through.
  for (const output of found) {
    for (const { path, kind } of metafile.outputs[output]?.imports ?? []) {
      if (metafile.outputs[path] && follow(kind)) found.add(path);
    }
  }
  return [...found];
}

function inputsOf(metafile: Metafile, output: string): readonly string[] {
  return Object.keys(metafile.outputs[output]?.inputs ?? {});
}

function isSdk(input: string): boolean {
  return /(?:^|\/)node_modules\/@(?:aws-sdk|smithy)\//.test(input);
}

function isLazy(input: string): boolean {
  return /^src\/(?:aws|demo)\//.test(input) || isKubernetes(input);
}

function isKubernetes(input: string): boolean {
  return /^src\/kubernetes\/|(?:^|\/)node_modules\/@kubernetes\//.test(input);
}

export interface Chunk {
  /** The module that `import()` of it loads, or the largest in what several share; unique. */
  readonly name: string;
  readonly bytes: number;
}

/** What the chunk table leaves out: in bytes. */
const smallChunk = 10_000;

/** Each code file of the build above 10 kB, the largest first. What is smaller comes as one line, without a module. */
export function largeChunks(metafile: Metafile): { readonly large: readonly Chunk[]; readonly small: Chunk } {
  const chunks = Object.keys(metafile.outputs)
    .filter((output) => /\.(?:js|css)$/.test(output))
    .map((output) => ({ name: chunkName(metafile, output), bytes: bytesOf([output]) }))
    .sort((one, other) => other.bytes - one.bytes || one.name.localeCompare(other.name, 'en'));
  const seen = new Map<string, number>();
  const named = chunks.map(({ name, bytes }) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return { name: times === 1 ? name : `${name} (${times})`, bytes };
  });
  const rest = named.filter(({ bytes }) => bytes <= smallChunk);
  return {
    large: named.filter(({ bytes }) => bytes > smallChunk),
    small: { name: `${rest.length} smaller ones`, bytes: rest.reduce((sum, { bytes }) => sum + bytes, 0) },
  };
}

function chunkName(metafile: Metafile, output: string): string {
  const { entryPoint, inputs = {} } = metafile.outputs[output] ?? {};
  if (entryPoint !== undefined) return withoutFolders(entryPoint);
  const [largest] = Object.entries(inputs).sort(([, one], [, other]) => other.bytesInOutput - one.bytesInOutput);
  return `shared, ${largest === undefined ? output : withoutFolders(largest[0])}`;
}

/** Of a library: its name and what is below, wherever it is installed. */
function withoutFolders(input: string): string {
  return input.replace(/^.*node_modules\//, '');
}

/** On disk, as the build adds to what esbuild counted. */
function bytesOf(outputs: readonly string[]): number {
  return outputs.reduce((sum, output) => sum + statSync(join(root, output)).size, 0);
}

export const sizes: Benchmark = {
  name: 'size',
  async measure() {
    const scratch = await makeScratch('sizes');
    try {
      const metafile = await build({ production: true, outdir: join(scratch.folder, 'dist') });
      const { entry, sdk, strayInputs, kubernetes } = bundleSizes(metafile);
      const vsix = join(scratch.folder, 'extension.vsix');
      const { code, output } = await packageExtension(vsix);
      if (code !== 0) throw new Error(output);
      const extension = statSync(join(root, chunkOf(metafile, 'src/extension.ts'))).size;
      const { large, small } = largeChunks(metafile);
      const total = [...large, small].reduce((sum, { bytes }) => sum + bytes, 0);
      const page = statSync(join(root, chunkOf(metafile, 'src/ui/report/page/page.ts'))).size;
      return [
        atMost(sizeBudgets.entry / 1000, 'size: entry chunk, with all that it imports statically', entry / 1000, 'kB'),
        information('size: entry chunk, the file alone', extension / 1000, 'kB'),
        exactly(0, 'size: SDK and demo modules in the entry chunk', strayInputs.length, 'modules'),
        atMost(sizeBudgets.sdk / 1000, 'size: SDK chunks', sdk / 1000, 'kB'),
        atMost(sizeBudgets.kubernetes / 1000, 'size: chunks of a Kubernetes API of EKS', kubernetes / 1000, 'kB'),
        information('size: page of the cost report, with its charts', page / 1000, 'kB'),
        ...[...large, small].map(({ name, bytes }) => information(`size: chunk: ${name}`, bytes / 1000, 'kB')),
        information('size: all chunks', total / 1000, 'kB'),
        atMost(sizeBudgets.vsix / 1000, 'size: .vsix', statSync(vsix).size / 1000, 'kB'),
      ];
    } finally {
      await scratch.remove();
    }
  },
};

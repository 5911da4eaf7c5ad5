import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { root } from './paths.ts';

/** An npm package of which code is in the packed extension. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as the package says it. */
  readonly license: string;
  /** As far as it says who that is. */
  readonly author: string;
  /** Its folder, relative to the project's. */
  readonly folder: string;
}

/** By what esbuild says it has put into the files: what was left out again counts for nothing. In the order of names. */
export function shippedPackages(metafile: Metafile): readonly ShippedPackage[] {
  const folders = new Set<string>();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
    }
  }
  return Array.from(folders, packageIn).sort((one, other) => (labelOf(one) < labelOf(other) ? -1 : 1));
}

/** `yaml 2.9.1` */
export function labelOf({ name, version }: Pick<ShippedPackage, 'name' | 'version'>): string {
  return `${name} ${version}`;
}

function packageIn(folder: string): ShippedPackage {
  const text = readFileSync(join(root, folder, 'package.json'), 'utf8');
  const { name, version, license, author } = JSON.parse(text) as {
    readonly name: string;
    readonly version: string;
    readonly license?: unknown;
    readonly author?: string | { readonly name?: string };
  };
  const person = typeof author === 'string' ? author : author?.name;
  return {
    name,
    version,
    license: typeof license === 'string' ? license : 'none',
    author: person ?? `the authors of ${name}`,
    folder,
  };
}

/** What its licence and notice files say; empty where it has none. */
export function licenceTexts({ folder }: ShippedPackage): readonly string[] {
  return readdirSync(join(root, folder))
    .filter((file) => /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i.test(file) && !/\.(?:js|ts|json)$/.test(file))
    .sort()
    .map((file) =>
      readFileSync(join(root, folder, file), 'utf8')
        .replaceAll('\r\n', '\n')
        .trim(),
    );
}

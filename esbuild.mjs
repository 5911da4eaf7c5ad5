// Builds the extension: `node esbuild.mjs [--production]`. The tools call build() themselves.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { shakeSdk } from './tools/lib/shakeSdk.mjs';

const root = import.meta.dirname;

/**
 * Bundles `src/extension.ts` into `extension.js` and lazily loaded `chunks/`, as ES modules, and keeps esbuild's account
 * of what went where as `meta.json`. The thread that parses has an entry of its own among the chunks, and shares them. Files that are as they should be already are left alone and all others in the
 * folder are removed, so that it can be run beside a VS Code that uses them.
 * @param {{ production?: boolean, outdir?: string, entry?: string }} [options] production: small, without source maps
 * @returns {Promise<esbuild.Metafile>}
 */
export async function build({ production = false, outdir = join(root, 'dist'), entry = 'src/extension.ts' } = {}) {
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [
      { in: entry, out: 'extension' },
      { in: 'src/ui/taskdef/parsing/parseWorker.ts', out: 'chunks/parseWorker' },
    ],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20', // the extension host of VS Code 1.100
    mainFields: ['module', 'main'], // the SDK's ES modules, which can be split and shaken
    external: ['vscode'],
    plugins: [shakeSdk()],
    loader: { '.wasm': 'binary' }, // the parser for Terraform, in a chunk of its own
    chunkNames: 'chunks/[name]-[hash]',
    minify: production,
    sourcemap: production ? false : 'linked',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const pages = await Promise.all(['report', 'host'].map((name) => buildPage(name, { production, outdir })));
  for (const { metafile } of pages) {
    Object.assign(result.metafile.inputs, metafile.inputs);
    Object.assign(result.metafile.outputs, metafile.outputs);
  }
  const outputs = [result, ...pages].flatMap(({ outputFiles }) => outputFiles);
  /** @type {Map<string, string>} */
  const files = new Map(outputs.map(({ path, text }) => [path, text]));
  for (const path of files.keys()) if (path.endsWith('.js')) giveRequire(path, files);
  files.set(join(outdir, 'meta.json'), JSON.stringify(result.metafile));
  for (const [path, text] of files) await writeIfChanged(path, text);
  for (const name of await readdir(outdir, { recursive: true, withFileTypes: true })) {
    const path = join(name.parentPath, name.name);
    if (name.isFile() && !files.has(path)) await rm(path);
  }
  return result.metafile;
}

/**
 * Bundles a page, of the cost report or of a host, which runs in a webview and shares no chunk with the rest: one script
 * with what is used of the chart library, and its stylesheet.
 * @param {string} name
 * @param {{ production: boolean, outdir: string }} options
 */
async function buildPage(name, { production, outdir }) {
  return await esbuild.build({
    absWorkingDir: root,
    entryPoints: [`src/ui/${name}/page/page.ts`, `src/ui/${name}/page/page.css`],
    outdir: join(outdir, name),
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022', // what the browsers of VS Code 1.100 know, also those that it is used in on the web
    minify: production,
    sourcemap: production ? false : 'linked',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
}

/**
 * CommonJS code in a bundle calls esbuild's stand-in for `require`, which throws in an ES module unless there is a
 * `require` to be found. The chunk that holds the stand-in gets one.
 * @param {string} path
 * @param {Map<string, string>} files
 */
function giveRequire(path, files) {
  const text = files.get(path) ?? '';
  if (!text.includes('Dynamic require of "')) return;
  const line = `import{createRequire as createRequireHere}from"node:module";const require=createRequireHere(import.meta.url);\n`;
  files.set(path, line + text);
  const map = files.get(`${path}.map`);
  // One line further down; `mappings` has a semicolon for each line.
  if (map !== undefined) files.set(`${path}.map`, map.replace('"mappings": "', '"mappings": ";'));
}

/**
 * @param {string} path
 * @param {string} text
 */
async function writeIfChanged(path, text) {
  const old = await readFile(path, 'utf8').catch(() => undefined);
  if (old === text) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const { outputs } = await build({ production: process.argv.includes('--production') });
    for (const [path, { bytes }] of Object.entries(outputs)) {
      if (path.endsWith('.js')) console.log(`${path}  ${(bytes / 1000).toFixed(1)} kB`);
    }
  } catch {
    process.exitCode = 1; // esbuild has said what is wrong
  }
}

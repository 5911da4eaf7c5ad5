import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { Failure } from '../../core/failure.ts';

/** The settings of one section, names to values; of `endpoint_url` nested under `ecs`, the name is `ecs.endpoint_url`. */
export type Section = Readonly<Partial<Record<string, string>>>;

export interface SharedConfig {
  /** Of both files, by profile name; where both set the same, the credentials file wins. */
  readonly profiles: ReadonlyMap<string, Section>;
  /** The `[services …]` sections by name. */
  readonly services: ReadonlyMap<string, Section>;
  /** Where it was read from, whether there is a file or not. */
  readonly files: readonly [config: string, credentials: string];
}

const prefix = { ssoSession: 'sso-session.', services: 'services.' } as const;

/**
 * The shared config and credentials files, read anew each time with the SDK's own loader.
 * A file that is missing counts as empty. One that can't be read, or that the SDK would silently misread, is a
 * `Failure('malformedConfig')` which names file and line and quotes nothing, as the line may hold a key.
 */
export async function readSharedConfig(env: NodeJS.ProcessEnv = process.env): Promise<SharedConfig> {
  const files = sharedConfigFiles(env);
  const [configFilepath, filepath] = files;
  await Promise.all(files.map(checkFile));
  // Without `ignoreCache` the SDK would go on with what it once read; this refreshes its cache for all that follows.
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ configFilepath, filepath, ignoreCache: true });

  const profiles = new Map<string, Section>();
  const services = new Map<string, Section>();
  for (const [name, section] of Object.entries(configFile)) {
    if (name.startsWith(prefix.services)) services.set(name.slice(prefix.services.length), section);
    else if (!name.startsWith(prefix.ssoSession)) profiles.set(name, section);
  }
  for (const [name, section] of Object.entries(credentialsFile)) {
    profiles.set(name, { ...profiles.get(name), ...section });
  }
  return { profiles, services, files };
}

/** Source: SDKs and Tools reference, "Location of the shared config and credentials files". */
function sharedConfigFiles(env: NodeJS.ProcessEnv): SharedConfig['files'] {
  const home = nonEmpty(env.HOME) ?? nonEmpty(env.USERPROFILE) ?? homedir();
  const resolve = (file: string): string => (file.startsWith('~/') ? path.join(home, file.slice(2)) : file);
  return [
    resolve(nonEmpty(env.AWS_CONFIG_FILE) ?? path.join(home, '.aws', 'config')),
    resolve(nonEmpty(env.AWS_SHARED_CREDENTIALS_FILE) ?? path.join(home, '.aws', 'credentials')),
  ];
}

/** A variable that is set but empty counts as absent, as it does in the AWS CLI. */
export function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

/** The file that a user has to mend: the first that can't be used as it is, else the config file. */
export async function fileToMend(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const files = sharedConfigFiles(env);
  for (const file of files) {
    const isFit = await checkFile(file).then(
      () => true,
      () => false,
    );
    if (!isFit) return path.resolve(file);
  }
  return files[0];
}

async function checkFile(file: string): Promise<void> {
  // It would be one of the folder that VS Code was started in: of a workspace, whose programs are not the user's.
  if (!path.isAbsolute(file)) throw new Failure('malformedConfig', `${file} is no absolute path.`);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return;
    throw new Failure('malformedConfig', `${file} can't be read (${code ?? String(error)}).`, { cause: error });
  }
  const fault = faultIn(text);
  if (fault) throw new Failure('malformedConfig', `${file}, line ${fault.line}: ${fault.what}.`);
}

/** The first thing in the file that the SDK's parser would skip or file under the wrong section without a word. */
export function faultIn(text: string): { readonly line: number; readonly what: string } | undefined {
  if (text.includes('\0')) return { line: 1, what: 'this is not a text file' };
  let inSection = false;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = (raw.split(/(?:^|\s)[;#]/)[0] ?? '').trim();
    const what = faultOfLine(line, raw, inSection);
    if (what) return { line: index + 1, what };
    inSection ||= line.startsWith('[');
  }
  return undefined;
}

function faultOfLine(line: string, raw: string, inSection: boolean): string | undefined {
  if (line === '') return undefined;
  if (line.startsWith('[')) {
    if (!line.endsWith(']')) return 'the section heading has no closing bracket';
    return /^\[\s*(profile\s+)?__proto__\s*\]$/.test(line) ? 'this name is not allowed for a profile' : undefined;
  }
  // Indented lines belong to the setting above them.
  if (inSection && /^\s/.test(raw)) return undefined;
  if (!/^[^=:]+[=:]/.test(line)) return 'neither a [section] nor a "name = value" setting';
  return inSection ? undefined : 'a setting stands before the first [section]';
}

import type { Profile } from '../../core/accounts/profile.ts';
import { Failure } from '../../core/failure.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import type { Section, SharedConfig } from './sharedConfig.ts';
import { nonEmpty, readSharedConfig } from './sharedConfig.ts';

/**
 * All profiles of the shared config and credentials files, sorted by name, `default` first.
 * Reads the files anew each time. Rejects with `Failure('malformedConfig')`.
 */
export async function loadProfiles(env: NodeJS.ProcessEnv = process.env): Promise<readonly Profile[]> {
  const { profiles } = await readSharedConfig(env);
  return [...profiles]
    .map(([name, section]) => toProfile(name, section, profiles))
    .sort((a, b) => Number(b.name === 'default') - Number(a.name === 'default') || byName.compare(a.name, b.name));
}

const byName = new Intl.Collator('en', { numeric: true });

/**
 * The account that the AWS CLI would use here: the profile in `AWS_PROFILE`, else credentials in the environment, else
 * the profile `default` where that names a way to credentials; `undefined` when there is none of these. Nothing is
 * asked over the network for it. Rejects with `Failure` `noRegion`, `noCredentials` (`AWS_PROFILE` names no profile) or
 * `malformedConfig`.
 */
export async function defaultAccount(env: NodeJS.ProcessEnv = process.env): Promise<AccountRef | undefined> {
  const { profiles, files } = await readSharedConfig(env);
  const inEnvironment = nonEmpty(env.AWS_REGION) ?? nonEmpty(env.AWS_DEFAULT_REGION);
  const account = (source: AccountRef['source'], profile: string, where: string): AccountRef => {
    const region = inEnvironment ?? regionOf(profile, profiles);
    if (!region) throw new Failure('noRegion', `No Region is set: neither AWS_REGION nor ${where} names one.`);
    return { source, region };
  };

  const named = nonEmpty(env.AWS_PROFILE);
  if (named !== undefined) {
    if (!profiles.has(named)) throw missingProfile(named, files);
    return account({ kind: 'profile', profile: named }, named, `the profile "${named}"`);
  }
  if (hasCredentials(env)) return account({ kind: 'environment' }, 'default', 'the profile "default"');
  const section = profiles.get('default');
  if (!section || !namesCredentials(section)) return undefined;
  return account({ kind: 'profile', profile: 'default' }, 'default', 'the profile "default"');
}

export function missingProfile(name: string, files: SharedConfig['files']): Failure {
  return new Failure('noCredentials', `There is no profile "${name}" in ${files.join(' or ')}.`);
}

function toProfile(name: string, section: Section, profiles: SharedConfig['profiles']): Profile {
  const region = regionOf(name, profiles);
  const ssoSession = section.sso_session;
  return { name, kind: kindOf(section), ...(region && { region }), ...(ssoSession && { ssoSession }) };
}

/** In the order in which the SDK tries them, so that a profile with several is named after the one that is used. */
function kindOf(section: Section): Profile['kind'] {
  if (section.role_arn && (section.source_profile ?? section.credential_source)) return 'assumeRole';
  if (section.aws_access_key_id && section.aws_secret_access_key) return 'keys';
  if (section.role_arn && section.web_identity_token_file) return 'webIdentity';
  if (section.credential_process) return 'process';
  if (Object.keys(section).some((key) => key.startsWith('sso_'))) return 'sso';
  return 'other';
}

/** Whether a profile names any way to credentials at all; many hold nothing but a Region or an output format. */
export function namesCredentials(section: Section): boolean {
  return kindOf(section) !== 'other' || Boolean(section.login_session ?? section.credential_source);
}

/** The Region of a profile, else of the profile it takes its credentials from, and so on. */
function regionOf(name: string, profiles: SharedConfig['profiles']): string | undefined {
  const visited = new Set<string>();
  for (let next: string | undefined = name; next !== undefined && !visited.has(next);) {
    visited.add(next);
    const section: Section | undefined = profiles.get(next);
    if (section?.region) return section.region;
    next = section?.source_profile;
  }
  return undefined;
}

/** Sources that the provider chain finds without a profile; not EC2's metadata service, as that must be asked. */
function hasCredentials(env: NodeJS.ProcessEnv): boolean {
  const sources = [
    ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
    ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'],
    ['AWS_CONTAINER_CREDENTIALS_FULL_URI'],
    ['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_ARN'],
  ];
  return sources.some((variables) => variables.every((variable) => env[variable]));
}

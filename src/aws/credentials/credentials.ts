import { fromIni } from '@aws-sdk/credential-provider-ini';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from '@smithy/core';
import type { AwsCredentialIdentity, IdentityProvider, Logger } from '@smithy/types';
import { Failure } from '../../core/failure.ts';
import type { CredentialSource } from '../../core/fleet/model.ts';
import { toFailure } from '../requests/failures.ts';
import { missingProfile, namesCredentials } from './profiles.ts';
import { readSharedConfig } from './sharedConfig.ts';

type Provider = IdentityProvider<AwsCredentialIdentity>;

/** The credentials of one account, asked for once and shared by all its clients until they run out. */
export interface AccountCredentials {
  readonly provider: Provider & { readonly memoized: true };
  /** Has the next call ask anew: for keys that AWS refused, and that the user may have replaced in the meantime. */
  forget(): void;
}

export function accountCredentials(source: CredentialSource): AccountCredentials {
  let current = remembered(source);
  const provider: Provider = (properties) => current(properties);
  return {
    // Without `memoized` each client would keep a copy of its own, which `forget` could not reach.
    provider: Object.assign(provider, { memoized: true as const }),
    forget: () => {
      current = remembered(source);
    },
  };
}

function remembered(source: CredentialSource): Provider {
  // The overload for `undefined` is all that keeps the answer's type from being exact.
  return memoizeIdentityProvider(standard(source), isIdentityExpired, doesIdentityRequireRefresh) as Provider;
}

/** The demo account checks the form of a signature, not the key. */
const demoCredentials: AwsCredentialIdentity = { accessKeyId: 'AKIDDEMO', secretAccessKey: 'demo' };

/** The SDK's standard chain, with errors that say what is wrong. */
function standard(source: CredentialSource): Provider {
  if (source.kind === 'demo') return () => Promise.resolve(demoCredentials);
  const profile = source.kind === 'profile' ? source.profile : undefined;
  return async (properties) => {
    try {
      const chain = await chainOf(profile);
      return await chain(properties);
    } catch (error) {
      throw explained(toFailure(error), profile);
    }
  };
}

async function chainOf(profile: string | undefined): Promise<Provider> {
  // Reading the files here is also what makes the SDK, which caches them for good, see what changed in them.
  const { profiles, files } = await readSharedConfig();
  // The SDK prints a warning to the console when there are keys in the environment next to a profile.
  const options = { ignoreCache: true, logger: silent, clientConfig: { requestHandler: requestLimits } };
  if (profile === undefined) return defaultProvider(options);
  const section = profiles.get(profile);
  if (!section) throw missingProfile(profile, files);
  // A profile that names its own way to credentials gets these or fails: the rest of the chain would hide the error
  // behind a look at EC2's metadata service, or answer with somebody else's credentials.
  return namesCredentials(section) ? fromIni({ ...options, profile }) : defaultProvider({ ...options, profile });
}

function explained(failure: Failure, profile: string | undefined): Failure {
  if (failure.reason !== 'noCredentials' || !failure.message.includes('from any providers')) return failure;
  const where = profile === undefined ? 'in the environment' : `for the profile "${profile}"`;
  return new Failure('noCredentials', `No credentials were found ${where}.`, { cause: failure.cause });
}

export interface RequestLimits {
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly socketTimeout: number;
  readonly throwOnRequestTimeout: true;
}

/**
 * Time limits of a single request, in milliseconds: to be connected, to be answered, and for the answer to go on, which
 * the limit before it does not cover.
 */
export const requestLimits: RequestLimits = {
  connectionTimeout: 5_000,
  requestTimeout: 20_000,
  socketTimeout: 20_000,
  throwOnRequestTimeout: true,
};

const ignored = (): void => undefined;
const silent: Logger = { trace: ignored, debug: ignored, info: ignored, warn: ignored, error: ignored };

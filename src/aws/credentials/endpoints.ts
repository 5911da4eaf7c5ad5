import { Failure } from '../../core/failure.ts';
import type { Section, SharedConfig } from './sharedConfig.ts';
import { nonEmpty } from './sharedConfig.ts';

/**
 * The endpoint that the user configured for a service, in AWS's order: `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`,
 * the profile's `services` section, the profile's `endpoint_url`; none with `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` or
 * `ignore_configured_endpoint_urls`. The SDK's own look-up knows no profile but `AWS_PROFILE`, hence this one.
 * Throws `Failure('malformedConfig')` for a URL that is none, or a `services` section that is not there.
 * Source: SDKs and Tools reference, "Service-specific endpoints".
 */
export function configuredEndpoint(
  serviceId: string,
  profile: string,
  config: SharedConfig,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const section = config.profiles.get(profile) ?? {};
  const ignore = nonEmpty(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS) ?? section.ignore_configured_endpoint_urls;
  if (ignore?.toLowerCase() === 'true') return undefined;

  const variable = `AWS_ENDPOINT_URL_${serviceId.toUpperCase()}`;
  const [url, where] =
    first([env[variable], variable], [env.AWS_ENDPOINT_URL, 'AWS_ENDPOINT_URL']) ??
    inProfile(serviceId, profile, section, config);
  // The URL itself stays out of the message, as it may hold a password.
  if (url !== undefined && !isHttpUrl(url)) throw new Failure('malformedConfig', `${where} is not an http(s) URL.`);
  return url;
}

type Found = readonly [url: string | undefined, where: string];

function first(...candidates: readonly Found[]): Found | undefined {
  return candidates.find(([url]) => nonEmpty(url) !== undefined);
}

function inProfile(serviceId: string, profile: string, section: Section, config: SharedConfig): Found {
  const name = section.services;
  const services = name === undefined ? undefined : config.services.get(name);
  if (name !== undefined && !services) {
    const where = `The profile "${profile}" refers to the section [services ${name}]`;
    throw new Failure('malformedConfig', `${where}, which is not in ${config.files[0]}.`);
  }
  const ofService = services?.[`${serviceId.toLowerCase()}.endpoint_url`];
  return (
    first(
      [ofService, `The endpoint_url of ${serviceId.toLowerCase()} in [services ${name ?? ''}]`],
      [section.endpoint_url, `The endpoint_url of the profile "${profile}"`],
    ) ?? [undefined, '']
  );
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

import { Failure } from '../failure.ts';
import { boardAttribute } from '../fleet/machine.ts';
import type { InputProblem } from './activation.ts';

/**
 * What a host may bring along when it registers with ECS. Limits: ECS API reference, `Attribute`, `PutAttributes`, `Tag`;
 * ECS developer guide, "HTTP proxy configuration".
 */

export interface ProxyOptions {
  /** `http://proxy.example.com:3128`, always with its port. May hold a user name and a password: then it is a secret. */
  readonly url: string;
  /** Hosts that are reached without the proxy, separated by commas. What agents need is added anyway. */
  readonly noProxy?: string;
}

export type DockerSource = 'all' | 'docker' | 'distro' | 'none';

export interface EcsHostOptions {
  /** ECS attributes, by name. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Tags of the container instance, by key. */
  readonly tags: Readonly<Record<string, string>>;
  readonly proxy?: ProxyOptions;
  /** Where the installer takes Docker from, if it is not there yet; absent: as the installer sees fit. */
  readonly dockerSource?: DockerSource;
  readonly gpu?: boolean;
  /** Absent: as the installer finds the network. */
  readonly ipCompatibility?: 'ipv4' | 'ipv6';
}

export const noHostOptions: EcsHostOptions = { attributes: {}, tags: {} };

export const hostOptionLimits = {
  attributeNameLength: 128,
  attributeValueLength: 128,
  /** 10, of which the board takes one. */
  attributes: 9,
  tagKeyLength: 128,
  tagValueLength: 256,
  /** 50, of which the board takes one. */
  tags: 49,
} as const;

export type HostOptionProblem =
  | Extract<InputProblem, { kind: 'empty' | 'tooLong' | 'badCharacter' }>
  /** It begins or ends with a space. */
  | { readonly kind: 'spaceAtEdge' }
  /** AWS, or this extension, keeps names that begin so for itself. */
  | { readonly kind: 'reserved'; readonly prefix: string }
  | { readonly kind: 'tooMany'; readonly max: number }
  /** Not the address of an HTTP proxy: `http://`, or nothing, then host and port and nothing more. */
  | { readonly kind: 'notAProxy' };

export type CheckedOption<T> =
  { readonly value: T; readonly problem?: never } | { readonly problem: HostOptionProblem };

const limits = hostOptionLimits;

export function checkAttributeName(name: string): CheckedOption<string> {
  const reserved = ['ecs.', 'com.amazonaws.', boardAttribute];
  return withoutPrefix(text(name, limits.attributeNameLength, /[A-Za-z0-9_./\\-]/), name, reserved);
}

export function checkAttributeValue(value: string): CheckedOption<string> {
  return withoutEdges(text(value, limits.attributeValueLength, /[A-Za-z0-9_.@/\\: -]/), value);
}

const tagCharacter = /[\p{L}\p{N}\p{Zs}_.:/=+\-@]/u;

export function checkTagKey(key: string): CheckedOption<string> {
  return withoutPrefix(text(key, limits.tagKeyLength, tagCharacter), key, ['aws:', boardAttribute]);
}

/** An empty value is fine. */
export function checkTagValue(value: string): CheckedOption<string> {
  if (value === '') return { value };
  return withoutPrefix(text(value, limits.tagValueLength, tagCharacter), value, ['aws:']);
}

/** All of them; the problem is of the first that has one, or that there are too many. */
export function checkAttributes(attributes: EcsHostOptions['attributes']): CheckedOption<EcsHostOptions['attributes']> {
  return checkAll(attributes, limits.attributes, checkAttributeName, checkAttributeValue);
}

/** As `checkAttributes`. */
export function checkTags(tags: EcsHostOptions['tags']): CheckedOption<EcsHostOptions['tags']> {
  return checkAll(tags, limits.tags, checkTagKey, checkTagValue);
}

/**
 * The address of a proxy, from `proxy.example.com:3128` or a URL. The value always names the port: programs disagree on
 * what it is without one.
 */
export function checkProxyUrl(typed: string): CheckedOption<string> {
  const trimmed = typed.trim();
  if (trimmed === '') return { problem: { kind: 'empty' } };
  const given = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  // What the URL parser would mend, programs that read the address later would not; systemd and shells have their say.
  const bad = /[^A-Za-z0-9:/@._~%!*()+,;=&[\]-]/u.exec(given)?.[0];
  if (bad !== undefined) return { problem: { kind: 'badCharacter', character: bad } };
  if (!URL.canParse(given)) return { problem: { kind: 'notAProxy' } };
  const { protocol, hostname, port, pathname, username, password } = new URL(given);
  const ports: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };
  const usual = ports[protocol];
  if (usual === undefined || hostname === '' || pathname !== '/') return { problem: { kind: 'notAProxy' } };
  const user = username === '' ? '' : `${username}${password === '' ? '' : `:${password}`}@`;
  return { value: `${protocol}//${user}${hostname}:${port === '' ? usual : port}` };
}

/** Names, `.suffixes`, addresses and CIDR ranges, separated by commas or spaces; the value has commas only. */
export function checkNoProxy(typed: string): CheckedOption<string> {
  const value = typed
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .join(',');
  return value === '' ? { value } : text(value, 2000, /[A-Za-z0-9_.,:/*[\]-]/);
}

/** @throws Failure `invalidRequest` for a proxy that the checks refuse. */
export function checkedProxy(proxy: ProxyOptions | undefined): ProxyOptions | undefined {
  if (!proxy) return undefined;
  const noProxy = accepted('list of hosts without proxy', checkNoProxy(proxy.noProxy ?? ''));
  return { url: accepted('proxy', checkProxyUrl(proxy.url)), ...(noProxy && { noProxy }) };
}

/** @throws Failure `invalidRequest` for options that the checks refuse. */
export function checkedHostOptions(options: EcsHostOptions): EcsHostOptions {
  const proxy = checkedProxy(options.proxy);
  return {
    ...options,
    attributes: accepted('attributes', checkAttributes(options.attributes)),
    tags: accepted('tags', checkTags(options.tags)),
    ...(proxy && { proxy }),
  };
}

function accepted<T>(what: string, checked: CheckedOption<T>): T {
  if (checked.problem) throw new Failure('invalidRequest', `The ${what}: ${checked.problem.kind}.`);
  return checked.value;
}

function text(value: string, max: number, allowed: RegExp): CheckedOption<string> {
  if (value === '') return { problem: { kind: 'empty' } };
  const characters = Array.from(value);
  if (characters.length > max) return { problem: { kind: 'tooLong', length: characters.length, max } };
  const character = characters.find((each) => !allowed.test(each));
  return character === undefined ? { value } : { problem: { kind: 'badCharacter', character } };
}

function withoutEdges(checked: CheckedOption<string>, value: string): CheckedOption<string> {
  return checked.problem || value.trim() === value ? checked : { problem: { kind: 'spaceAtEdge' } };
}

function withoutPrefix(
  checked: CheckedOption<string>,
  value: string,
  reserved: readonly string[],
): CheckedOption<string> {
  const prefix = reserved.find((each) => value.toLowerCase().startsWith(each));
  return checked.problem || prefix === undefined ? checked : { problem: { kind: 'reserved', prefix } };
}

function checkAll(
  record: Readonly<Record<string, string>>,
  max: number,
  checkName: (name: string) => CheckedOption<string>,
  checkValue: (value: string) => CheckedOption<string>,
): CheckedOption<Readonly<Record<string, string>>> {
  const entries = Object.entries(record);
  if (entries.length > max) return { problem: { kind: 'tooMany', max } };
  for (const [name, value] of entries) {
    const problem = checkName(name).problem ?? checkValue(value).problem;
    if (problem) return { problem };
  }
  return { value: record };
}

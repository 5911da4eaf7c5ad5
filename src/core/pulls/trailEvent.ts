import { compact } from '../compact.ts';
import type { PullEvent } from './gateway.ts';

/** Names that events of CloudTrail have, to be looked up by. */
export const layerEventName = 'GetDownloadUrlForLayer';
export const imageEventName = 'BatchGetImage';

/** A container engine's reads go through ECR, which hides where they come from. */
const hidden = new Set(['ecr.amazonaws.com', 'AWS Internal']);

/**
 * What an event of CloudTrail says of a pull; nothing where it is no pull, failed, or can't be understood.
 *
 * @param json `CloudTrailEvent` of `LookupEvents`
 */
export function toPullEvent(json: string): PullEvent | undefined {
  const event = toRecord(parsed(json));
  // A refused read sends no bytes.
  if (!event || text(event, 'errorCode') !== '' || text(event, 'errorMessage') !== '') return undefined;
  const name = text(event, 'eventName');
  const isLayer = name === layerEventName;
  if (text(event, 'eventSource') !== 'ecr.amazonaws.com' || (!isLayer && name !== imageEventName)) return undefined;
  const asked = toRecord(event.requestParameters) ?? {};
  const eventId = text(event, 'eventID');
  const time = timeOf(text(event, 'eventTime'));
  const repository = text(asked, 'repositoryName');
  const what = isLayer ? layerOf(asked) : imageOf(asked);
  if (eventId === '' || time === undefined || repository === '' || what === undefined) return undefined;
  const session = sessionOf(event);
  return {
    eventId,
    time,
    region: text(event, 'awsRegion'),
    repository,
    registryId: text(asked, 'registryId') || text(event, 'recipientAccountId'),
    ...what,
    session,
    fromAws: isFromAws(event, session),
  };
}

type Json = Readonly<Record<string, unknown>>;
type Pulled = Pick<PullEvent, 'layerDigest' | 'imageDigest' | 'imageTag'>;

function layerOf(asked: Json): Pulled | undefined {
  const layerDigest = digestIn(asked, 'layerDigest');
  return layerDigest === undefined ? undefined : { layerDigest };
}

/** A container engine asks for one image at a time. */
function imageOf(asked: Json): Pulled | undefined {
  const [first] = Array.isArray(asked.imageIds) ? (asked.imageIds as readonly unknown[]) : [];
  const id = toRecord(first) ?? {};
  const imageDigest = digestIn(id, 'imageDigest');
  const imageTag = text(id, 'imageTag');
  if (imageDigest === undefined && imageTag === '') return undefined;
  return compact({ imageDigest, imageTag: imageTag === '' ? undefined : imageTag });
}

/** Of a role `AROA…:SESSION`, whatever else the identity says. */
function sessionOf(event: Json): string {
  const identity = toRecord(event.userIdentity) ?? {};
  const [, session = ''] = /^[^:]+:(.+)$/.exec(text(identity, 'principalId')) ?? [];
  return session || text(identity, 'userName') || text(identity, 'principalId') || text(identity, 'invokedBy');
}

function isFromAws(event: Json, session: string): boolean {
  if (hybridSession.test(session)) return false;
  const identity = toRecord(event.userIdentity) ?? {};
  const issuer = toRecord(toRecord(identity.sessionContext)?.sessionIssuer) ?? {};
  return (
    text(identity, 'type') === 'AWSService' ||
    /^i-[0-9a-f]{8,17}$/.test(session) ||
    session.startsWith('AWSCodeBuild-') ||
    text(issuer, 'arn').includes(':role/aws-service-role/') ||
    isService(text(identity, 'invokedBy')) ||
    isService(text(event, 'sourceIPAddress'))
  );
}

/** The session of a host that came by a hybrid activation. */
export const hybridSession = /^mi-[0-9a-z]{8,17}$/;

/** `lambda.amazonaws.com`, `codebuild.amazonaws.com`, …: AWS acts for itself. */
function isService(name: string): boolean {
  return !hidden.has(name) && /\.amazonaws\.com(?:\.cn)?$/.test(name);
}

function digestIn(record: Json, key: string): string | undefined {
  const value = text(record, key);
  return /^sha256:[0-9a-f]{64}$/.test(value) ? value : undefined;
}

/** CloudTrail says `2026-11-22T10:15:30Z`. */
function timeOf(value: string): number | undefined {
  const time = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function toRecord(value: unknown): Json | undefined {
  // All fields are looked at one by one.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** Empty where it is no text. */
function text(record: Json, key: string): string {
  const value = record[key];
  return typeof value === 'string' ? value : '';
}

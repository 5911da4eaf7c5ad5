import { hexId, roleArn, uuid } from '../world.ts';
import type { World } from '../world.ts';
import type { TrailEvent } from '../worlds/pullHistory.ts';

/** A read of ECR in the form of CloudTrail's events. Source: ECR user guide, "Example: Image pull action". */
export function trailRecord(world: World, event: TrailEvent): object {
  const { accountId } = world;
  const { reader, repository, name } = event;
  const eventTime = timeText(event.at);
  return {
    eventVersion: '1.11',
    userIdentity: reader.role === undefined ? userIdentity(world, event) : sessionIdentity(world, event, reader.role),
    eventTime,
    eventSource: 'ecr.amazonaws.com',
    eventName: name,
    awsRegion: world.region,
    // Where a container engine reads from is hidden, as ECR reads for it.
    sourceIPAddress: reader.hidden,
    userAgent: reader.hidden,
    ...(event.errorCode === undefined ? {} : { errorCode: event.errorCode, errorMessage: 'Rate exceeded' }),
    requestParameters: { ...requested(event), repositoryName: repository, registryId: accountId },
    responseElements: null,
    requestID: uuid(`request ${event.seed}`),
    eventID: eventIdOf(event),
    readOnly: true,
    resources: [{ accountId, ARN: `arn:aws:ecr:${world.region}:${accountId}:repository/${repository}` }],
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: accountId,
    eventCategory: 'Management',
  };
}

export function eventIdOf({ seed }: TrailEvent): string {
  return uuid(`event ${seed}`);
}

export function accessKeyOf({ reader }: TrailEvent): string {
  const rest = hexId(12, `key ${reader.session}`).toUpperCase();
  return reader.role === undefined ? `AKIADEMO${rest}` : `ASIADEMO${rest}`;
}

const mediaTypes = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
];

function requested({ layerDigest, imageDigest, imageTag }: TrailEvent): object {
  if (layerDigest !== undefined) return { layerDigest };
  return { imageIds: [imageDigest === undefined ? { imageTag } : { imageDigest }], acceptedMediaTypes: mediaTypes };
}

function userIdentity({ accountId }: World, event: TrailEvent): object {
  const { session: userName } = event.reader;
  return {
    type: 'IAMUser',
    principalId: 'AIDADEMOACCOUNTUSER',
    arn: `arn:aws:iam::${accountId}:user/${userName}`,
    accountId,
    accessKeyId: accessKeyOf(event),
    userName,
  };
}

function sessionIdentity(world: World, event: TrailEvent, role: string): object {
  const { accountId } = world;
  const { session, hidden } = event.reader;
  const roleId = `AROA${hexId(17, `role ${role}`).toUpperCase()}`;
  return {
    type: 'AssumedRole',
    principalId: `${roleId}:${session}`,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`,
    accountId,
    accessKeyId: accessKeyOf(event),
    sessionContext: {
      sessionIssuer: { type: 'Role', principalId: roleId, arn: roleArn(world, role), accountId, userName: role },
      attributes: { creationDate: timeText(event.at - 1_800_000), mfaAuthenticated: 'false' },
    },
    ...(hidden === 'AWS Internal' ? { invokedBy: hidden } : {}),
  };
}

/** Whole seconds: `2026-11-22T10:15:30Z` */
function timeText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

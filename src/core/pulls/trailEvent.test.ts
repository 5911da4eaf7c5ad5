import assert from 'node:assert/strict';
import { toPullEvent } from './trailEvent.ts';

const layerDigest = `sha256:${'4'.repeat(64)}`;

interface Parts {
  readonly identity?: object;
  readonly asked?: object;
  readonly more?: object;
}

/** As CloudTrail has a container engine's read on a host. */
function eventOf({ identity = {}, asked, more = {} }: Parts = {}): string {
  return JSON.stringify({
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLE:mi-0123456789abcdef0',
      arn: 'arn:aws:sts::111122223333:assumed-role/ecsAnywhereRole/mi-0123456789abcdef0',
      accountId: '111122223333',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          arn: 'arn:aws:iam::111122223333:role/ecsAnywhereRole',
          userName: 'ecsAnywhereRole',
        },
      },
      invokedBy: 'AWS Internal',
      ...identity,
    },
    eventTime: '2026-11-22T10:15:30Z',
    eventSource: 'ecr.amazonaws.com',
    eventName: 'GetDownloadUrlForLayer',
    awsRegion: 'eu-central-1',
    sourceIPAddress: 'ecr.amazonaws.com',
    userAgent: 'ecr.amazonaws.com',
    requestParameters: asked ?? { registryId: '111122223333', repositoryName: 'home/sensor-hub', layerDigest },
    responseElements: null,
    eventID: 'e8a3f9c1-0000-4000-8000-000000000001',
    readOnly: true,
    recipientAccountId: '111122223333',
    ...more,
  });
}

const pulled = {
  eventId: 'e8a3f9c1-0000-4000-8000-000000000001',
  time: Date.UTC(2026, 10, 22, 10, 15, 30),
  region: 'eu-central-1',
  repository: 'home/sensor-hub',
  registryId: '111122223333',
  session: 'mi-0123456789abcdef0',
  fromAws: false,
};

describe('toPullEvent', () => {
  it('reads a layer that a host fetched', () => {
    assert.deepEqual(toPullEvent(eventOf()), { ...pulled, layerDigest });
  });

  it('reads manifests by tag and by digest', () => {
    const asked = (id: object): object => ({ repositoryName: 'home/sensor-hub', imageIds: [id] });
    const more = { eventName: 'BatchGetImage' };
    const byTag = eventOf({ asked: asked({ imageTag: '1.4' }), more });
    assert.deepEqual(toPullEvent(byTag), { ...pulled, imageTag: '1.4' });
    const byDigest = eventOf({ asked: asked({ imageDigest: layerDigest }), more });
    assert.deepEqual(toPullEvent(byDigest), { ...pulled, imageDigest: layerDigest });
    assert.equal(toPullEvent(eventOf({ asked: asked({}), more })), undefined);
  });

  it('takes nothing that was refused for a pull', () => {
    const more = { errorCode: 'AccessDenied', errorMessage: 'not authorized' };
    assert.equal(toPullEvent(eventOf({ more })), undefined);
  });

  it('takes no other event and nothing that it does not understand for a pull', () => {
    const texts = [
      '',
      '{',
      'null',
      '[]',
      '"text"',
      eventOf({ more: { eventName: 'PutImage' } }),
      eventOf({ more: { eventSource: 's3.amazonaws.com' } }),
      eventOf({ more: { eventTime: 'yesterday' } }),
      eventOf({ more: { eventTime: 5 } }),
      eventOf({ more: { eventID: undefined } }),
      eventOf({ more: { requestParameters: null } }),
      eventOf({ asked: { repositoryName: 'app', layerDigest: 'sha256:short' } }),
      eventOf({ asked: { layerDigest } }),
    ];
    for (const text of texts) assert.equal(toPullEvent(text), undefined, text);
  });

  it('takes the account where the event happened where the registry is not said', () => {
    const event = toPullEvent(eventOf({ asked: { repositoryName: 'app', layerDigest } }));
    assert.equal(event?.registryId, '111122223333');
  });

  const sessions: readonly [string, Parts, string, boolean][] = [
    ['a task with an execution role', { identity: { principalId: `AROA:${'a1'.repeat(16)}` } }, 'a1'.repeat(16), false],
    ['EC2', { identity: { principalId: 'AROA:i-0533a6f4f1c2d3e4f' } }, 'i-0533a6f4f1c2d3e4f', true],
    ['CodeBuild', { identity: { principalId: 'AROA:AWSCodeBuild-1234' } }, 'AWSCodeBuild-1234', true],
    [
      'a service-linked role',
      {
        identity: {
          principalId: 'AROA:ecs-service-scheduler',
          sessionContext: {
            sessionIssuer: {
              arn: 'arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
            },
          },
        },
      },
      'ecs-service-scheduler',
      true,
    ],
    [
      'Lambda',
      { identity: { type: 'AWSService', principalId: undefined, invokedBy: 'lambda.amazonaws.com' } },
      'lambda.amazonaws.com',
      true,
    ],
    [
      'a service that acts for a role',
      { identity: { principalId: 'AROA:work', invokedBy: 'codebuild.amazonaws.com' } },
      'work',
      true,
    ],
    ['a user', { identity: { type: 'IAMUser', principalId: 'AIDAEXAMPLE', userName: 'kei' } }, 'kei', false],
    ['nobody', { more: { userIdentity: null } }, '', false],
    [
      'a host, whatever else the event says',
      { more: { sourceIPAddress: 'ecs.amazonaws.com' } },
      'mi-0123456789abcdef0',
      false,
    ],
  ];
  for (const [who, parts, session, fromAws] of sessions) {
    it(`tells the session of ${who}`, () => {
      const event = toPullEvent(eventOf(parts));
      assert.deepEqual([event?.session, event?.fromAws], [session, fromAws]);
    });
  }
});

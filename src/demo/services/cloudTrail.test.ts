import assert from 'node:assert/strict';
import type { Event, LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail';
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { BatchGetImageCommand } from '@aws-sdk/client-ecr';
import type { DemoClients } from '../../../test/unit/demoClients.ts';
import { clientsOf, rawJson, refusalOf } from '../../../test/unit/demoClients.ts';
import type { DemoAccount } from '../account.ts';
import { startDemoAccount } from '../account.ts';
import { emptyWorld } from '../world.ts';
import { homeWorld } from '../worlds/homeWorld.ts';
import { addRepository } from '../worlds/images.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 22, 12);

describe('CloudTrail of the demo account', () => {
  let account: DemoAccount;
  let clients: DemoClients;
  afterEach(async () => {
    clients.destroy();
    await account.stop();
  });

  async function start(world = homeWorld({ clock: () => now }), hasRateLimits = false): Promise<void> {
    account = await startDemoAccount({ world, hasRateLimits });
    clients = clientsOf(account);
  }

  const lookup = (input: LookupEventsCommandInput = {}): Promise<{ Events?: Event[]; NextToken?: string }> =>
    clients.trail.send(new LookupEventsCommand(input)) as Promise<{ Events?: Event[]; NextToken?: string }>;
  const named = (AttributeValue: string, AttributeKey: 'EventName' | 'Username' | 'EventId' = 'EventName') => ({
    LookupAttributes: [{ AttributeKey, AttributeValue }],
  });

  it('has two requests a second, and refuses the third', async () => {
    await start(undefined, true);
    await lookup();
    await lookup();
    const refusal = await refusalOf(lookup());
    assert.deepEqual([refusal.name, refusal.status], ['ThrottlingException', 400]);
    await new Promise((resolve) => setTimeout(resolve, 520));
    await lookup();
  });

  it('lists 50 at most, the newest first, of 90 days at most', async () => {
    await start();
    const { Events = [], NextToken } = await lookup(named('BatchGetImage'));
    assert.equal(Events.length, 50);
    assert.notEqual(NextToken, undefined);
    const times = Events.map(({ EventTime }) => EventTime!.getTime());
    assert.deepEqual(
      times,
      times.toSorted((one, other) => other - one),
    );
    assert.ok(Events.every(({ EventName }) => EventName === 'BatchGetImage'));
    for (const MaxResults of [0, 51]) {
      assert.equal((await refusalOf(lookup({ MaxResults }))).name, 'InvalidMaxResultsException');
    }
  });

  it('lets look by one attribute', async () => {
    await start();
    const [host] = account.world.nodes.keys();
    const { Events: ofHost = [] } = await lookup(named(host!, 'Username'));
    assert.ok(ofHost.length > 0 && ofHost.every(({ Username }) => Username === host));
    const { Events: one = [] } = await lookup(named(ofHost[0]!.EventId!, 'EventId'));
    assert.equal(one.length, 1);
    const two = [...named('BatchGetImage').LookupAttributes, ...named(host!, 'Username').LookupAttributes];
    assert.equal((await refusalOf(lookup({ LookupAttributes: two }))).name, 'InvalidLookupAttributesException');
  });

  it('takes tokens with the same parameters only, and times in their order', async () => {
    await start();
    const { NextToken } = await lookup(named('BatchGetImage'));
    assert.equal((await lookup({ ...named('BatchGetImage'), NextToken })).Events?.length, 50);
    const other = { ...named('GetDownloadUrlForLayer'), NextToken };
    assert.equal((await refusalOf(lookup(other))).name, 'InvalidNextTokenException');
    const reversed = { StartTime: new Date(now), EndTime: new Date(now - day) };
    assert.equal((await refusalOf(lookup(reversed))).name, 'InvalidTimeRangeException');
  });

  it('has events in the form of AWS', async () => {
    await start();
    const rack = [...account.world.nodes.values()].find(({ name }) => name === 'attic-rack')!;
    const { Events = [] } = await lookup(named(rack.id, 'Username'));
    const event = Events.find(({ EventName }) => EventName === 'GetDownloadUrlForLayer')!;
    const { userIdentity, requestParameters, responseElements, ...rest } = JSON.parse(event.CloudTrailEvent!) as Record<
      string,
      Record<string, string>
    >;
    assert.match(userIdentity!.principalId!, new RegExp(`^AROA[0-9A-F]{17}:${rack.id}$`));
    assert.deepEqual(
      [userIdentity!.type, userIdentity!.invokedBy, userIdentity!.arn],
      ['AssumedRole', 'AWS Internal', `arn:aws:sts::111122223333:assumed-role/ecsAnywhereRole/${rack.id}`],
    );
    assert.match(requestParameters!.layerDigest!, /^sha256:[0-9a-f]{64}$/);
    assert.equal(responseElements, null);
    const { eventSource, sourceIPAddress, readOnly, eventType, awsRegion } = rest as Record<string, unknown>;
    assert.deepEqual(
      [eventSource, sourceIPAddress, readOnly, eventType, awsRegion],
      ['ecr.amazonaws.com', 'AWS Internal', true, 'AwsApiCall', 'us-east-1'],
    );
  });

  it('has what is read from ECR meanwhile, some minutes later', async () => {
    let clock = now;
    const world = emptyWorld({ clock: () => clock });
    addRepository(world, 'mine');
    await start(world);
    const imageIds = [{ imageTag: 'latest' }];
    await clients.ecr.send(new BatchGetImageCommand({ repositoryName: 'mine', imageIds }));
    assert.deepEqual((await lookup()).Events, []);
    clock += 6 * 60_000;
    const { Events = [] } = await lookup();
    assert.deepEqual(
      Events.map(({ EventName, Username, EventTime }) => [EventName, Username, EventTime!.getTime()]),
      [['BatchGetImage', 'demo', now]],
    );
  });

  it('knows the longer target that other clients send', async () => {
    await start();
    const target = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents';
    const { status, text } = await rawJson(account, target, '{"MaxResults":1}');
    assert.equal(status, 200);
    assert.equal((JSON.parse(text) as { Events: unknown[] }).Events.length, 1);
  });
});

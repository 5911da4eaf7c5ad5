import type { Event, LookupEventsCommandOutput } from '@aws-sdk/client-cloudtrail';
import { AwsError } from '../wire/awsError.ts';
import { integer, list, oneOf, required, string, structure, timestamp } from '../wire/shapes.ts';
import { wireTime } from '../wire/wire.ts';
import type { Wire } from '../wire/wire.ts';
import type { World } from '../world.ts';
import type { TrailEvent } from '../worlds/pullHistory.ts';
import { operation, pageOf } from './operation.ts';
import type { Operations } from './operation.ts';
import { accessKeyOf, eventIdOf, trailRecord } from './trailRecord.ts';

/** Limits and codes: CloudTrail API reference, "LookupEvents". Of all services, only reads of ECR are there. */

const day = 86_400_000;
const minute = 60_000;
/** How far back event history goes. */
const history = 90 * day;
/** Events come with a delay; AWS says 15 minutes at most on average. */
const delay = 5 * minute;
const mostResults = 50;

const attributes = list(
  structure({
    AttributeKey: required(
      oneOf(
        'EventId',
        'EventName',
        'ReadOnly',
        'Username',
        'ResourceType',
        'ResourceName',
        'EventSource',
        'AccessKeyId',
      ),
    ),
    AttributeValue: required(string({ min: 1, max: 2000 })),
  }),
);

type AttributeKey = 'EventId' | 'EventName' | 'ReadOnly' | 'Username' | 'ResourceType' | 'ResourceName' | 'EventSource';

const valueOf: Readonly<Record<AttributeKey | 'AccessKeyId', (event: TrailEvent) => string>> = {
  EventId: eventIdOf,
  EventName: ({ name }) => name,
  ReadOnly: () => 'true',
  Username: ({ reader }) => reader.session,
  ResourceType: () => 'AWS::ECR::Repository',
  ResourceName: ({ repository }) => repository,
  EventSource: () => 'ecr.amazonaws.com',
  AccessKeyId: accessKeyOf,
};

export const cloudTrail: Operations = {
  LookupEvents: operation(
    structure({
      LookupAttributes: attributes,
      StartTime: timestamp(),
      EndTime: timestamp(),
      EventCategory: oneOf('insight'),
      MaxResults: integer(),
      NextToken: string(),
    }),
    (input, call): Wire<LookupEventsCommandOutput> => {
      const { LookupAttributes = [], StartTime, EndTime, MaxResults = mostResults } = input;
      const [attribute] = LookupAttributes;
      if (LookupAttributes.length > 1) {
        throw new AwsError('InvalidLookupAttributesException', 'Only one lookup attribute is allowed.');
      }
      if (MaxResults < 1 || MaxResults > mostResults) {
        throw new AwsError('InvalidMaxResultsException', `MaxResults must be between 1 and ${mostResults}.`);
      }
      const { world } = call;
      const now = world.clock();
      const from = Math.max(StartTime ?? 0, now - history);
      const to = Math.min(EndTime ?? now, now - delay);
      if (StartTime !== undefined && EndTime !== undefined && StartTime > EndTime) {
        throw new AwsError('InvalidTimeRangeException', 'The start time must not be after the end time.');
      }
      const wanted = attribute && { value: valueOf[attribute.AttributeKey], is: attribute.AttributeValue };
      const page = pageOf(newestFirst(world), call, {
        token: input.NextToken,
        limit: MaxResults,
        descending: true,
        badToken: () => new AwsError('InvalidNextTokenException', 'The token is not valid for this request.'),
        // Insights events are another category, of which there are none.
        where: (event) =>
          input.EventCategory === undefined &&
          event.at >= from &&
          event.at <= to &&
          (wanted === undefined || wanted.value(event) === wanted.is),
      });
      return { Events: page.items.map((event) => described(world, event)), NextToken: page.nextToken };
    },
  ),
};

function described(world: World, event: TrailEvent): Wire<Event> {
  return {
    EventId: eventIdOf(event),
    EventName: event.name,
    ReadOnly: 'true',
    AccessKeyId: accessKeyOf(event),
    EventTime: wireTime(event.at),
    EventSource: 'ecr.amazonaws.com',
    Username: event.reader.session,
    Resources: [{ ResourceType: 'AWS::ECR::Repository', ResourceName: event.repository }],
    CloudTrailEvent: JSON.stringify(trailRecord(world, event)),
  };
}

/** What was pulled before the world was made is always the same, and long: it is turned round once. */
const reversed = new WeakMap<readonly TrailEvent[], readonly TrailEvent[]>();

function* newestFirst({ ownReads, pulls }: World): Iterable<TrailEvent> {
  yield* ownReads.toReversed();
  const { events } = pulls();
  const turned = reversed.get(events) ?? events.toReversed();
  reversed.set(events, turned);
  yield* turned;
}

import type { DescribeLogGroupsCommandOutput, GetLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import { writtenLines } from '../hosts/containerLogs.ts';
import type { LogLines } from '../hosts/containerLogs.ts';
import { AwsError } from '../wire/awsError.ts';
import { boolean, integer, required, string, structure } from '../wire/shapes.ts';
import type { Wire } from '../wire/wire.ts';
import type { World } from '../world.ts';
import { arn } from '../world.ts';
import { invalidParameter, operation, pageOf } from './operation.ts';
import type { Call, Operations } from './operation.ts';

/** Limits and codes: CloudWatch Logs API reference, "DescribeLogGroups" and "GetLogEvents". */

const groupName = string({ min: 1, max: 512, pattern: /^[.\-_/#A-Za-z0-9]+$/ });

/** Of one answer. */
const mostEvents = 10_000;
const mostBytes = 1_048_576;
/** What AWS counts for each event beside its text. */
const eventBytes = 26;

export const logs: Operations = {
  DescribeLogGroups: operation(
    structure({
      logGroupNamePrefix: groupName,
      logGroupNamePattern: string({ max: 512, pattern: /^[.\-_/#A-Za-z0-9]*$/ }),
      includeLinkedAccounts: boolean(),
      limit: integer({ min: 1, max: 50 }),
      nextToken: string({ min: 1 }),
    }),
    (input, call): Wire<DescribeLogGroupsCommandOutput> => {
      const { logGroupNamePrefix: prefix = '', logGroupNamePattern: pattern } = input;
      if (prefix !== '' && pattern !== undefined) {
        throw invalidParameter('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
      }
      const { world } = call;
      // Sorted by name, as in AWS: numbered anew for the pages.
      const found = [...world.logGroups.values()]
        .sort((one, other) => (one.name < other.name ? -1 : 1))
        .filter(({ name }) => name.startsWith(prefix) && name.includes(pattern ?? ''))
        .map((group, index) => ({ number: index + 1, group }));
      const page = pageOf(found, call, {
        token: input.nextToken,
        limit: input.limit ?? 50,
        badToken: () => new AwsError('InvalidParameterException', 'The specified nextToken is invalid.'),
      });
      return {
        logGroups: page.items.map(({ group: { name, createdAt, retentionInDays, storedBytes } }) => ({
          logGroupName: name,
          creationTime: createdAt,
          retentionInDays,
          metricFilterCount: 0,
          arn: arn(world, 'logs', `log-group:${name}:*`),
          storedBytes,
          logGroupClass: 'STANDARD',
          logGroupArn: arn(world, 'logs', `log-group:${name}`),
        })),
        nextToken: page.nextToken,
      };
    },
  ),

  GetLogEvents: operation(
    structure({
      logGroupName: groupName,
      logGroupIdentifier: string({ min: 1, max: 2048, pattern: /^[\w#+=/:,.@-]*$/ }),
      logStreamName: required(string({ min: 1, max: 512, pattern: /^[^:*]*$/ })),
      startTime: integer({ min: 0 }),
      endTime: integer({ min: 0 }),
      nextToken: string({ min: 1 }),
      limit: integer({ min: 1, max: mostEvents }),
      startFromHead: boolean(),
      unmask: boolean(),
    }),
    (input, call): Wire<GetLogEventsCommandOutput> => {
      const { logStreamName: stream, startTime = 0, endTime = Infinity, limit = mostEvents } = input;
      const group = groupOf(input.logGroupName, input.logGroupIdentifier);
      const lines = linesOf(call.world, group, stream);
      const retention = call.world.logGroups.get(group)?.retentionInDays ?? Infinity;
      const oldest = Math.max(startTime, call.world.clock() - retention * 86_400_000);
      const range = { from: indexAt(lines, oldest), to: indexAt(lines, endTime) };
      const fromHead = input.startFromHead === true;
      const start = input.nextToken === undefined ? undefined : position(call, `${group} ${stream}`, input.nextToken);
      if (start?.direction === 'f' && !fromHead) {
        throw invalidParameter('startFromHead must be true with a forward token.');
      }
      const isForward = start === undefined ? fromHead : start.direction === 'f';
      const page = pageIn(lines, range, { start: start?.index, isForward, limit });
      return {
        events: page.events,
        nextForwardToken: token(call, `${group} ${stream}`, { direction: 'f', index: page.to }),
        nextBackwardToken: token(call, `${group} ${stream}`, { direction: 'b', index: page.from }),
      };
    },
  ),
};

function groupOf(name: string | undefined, identifier: string | undefined): string {
  if ((name === undefined) === (identifier === undefined)) {
    throw invalidParameter('Exactly one of logGroupName and logGroupIdentifier must be specified.');
  }
  return name ?? (identifier ?? '').replace(/^arn:.*:log-group:/, '');
}

function linesOf(world: World, group: string, stream: string): LogLines {
  const own = world.logGroups.get(group);
  if (own === undefined) throw notFound('group');
  const kept = own.streams?.get(stream);
  if (kept !== undefined) return { count: kept.length, line: (index) => kept[index] ?? { at: 0, message: '' } };
  const written = writtenLines(world, { group, name: stream });
  if (written === undefined) throw notFound('stream');
  return written;
}

function notFound(what: 'group' | 'stream'): AwsError {
  return new AwsError('ResourceNotFoundException', `The specified log ${what} does not exist.`);
}

/** The first line at that time or later. */
function indexAt({ count, line }: LogLines, time: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (line(middle).at < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface PageInLog {
  readonly events: NonNullable<Wire<GetLogEventsCommandOutput>['events']>;
  readonly from: number;
  readonly to: number;
}

/** As many as there may be, and as fit in an answer. Always the oldest first. */
function pageIn(
  { line }: LogLines,
  range: { readonly from: number; readonly to: number },
  {
    start,
    isForward,
    limit,
  }: { readonly start: number | undefined; readonly isForward: boolean; readonly limit: number },
): PageInLog {
  const first = Math.min(
    Math.max(start ?? (isForward ? range.from : range.to), range.from),
    Math.max(range.from, range.to),
  );
  const events: PageInLog['events'] = [];
  let [index, bytes] = [first, 0];
  while (events.length < limit && (isForward ? index < range.to : index > range.from)) {
    const { at, message } = line(isForward ? index : index - 1);
    bytes += Buffer.byteLength(message) + eventBytes;
    if (bytes > mostBytes && events.length > 0) break;
    events.push({ timestamp: at, message, ingestionTime: at + 700 });
    index += isForward ? 1 : -1;
  }
  return isForward ? { events, from: first, to: index } : { events: events.reverse(), from: index, to: first };
}

interface Position {
  readonly direction: 'f' | 'b';
  /** The line before which, or behind which, it goes on. */
  readonly index: number;
}

function token({ tokens }: Call, stream: string, { direction, index }: Position): string {
  return `${direction}/${tokens.issue(`GetLogEvents ${direction} ${stream}`, index)}/s`;
}

function position({ tokens }: Call, stream: string, text: string): Position {
  const [, direction = '', signed = ''] = /^([fb])\/(.+)\/s$/.exec(text) ?? [];
  const index = tokens.read(`GetLogEvents ${direction} ${stream}`, signed);
  if ((direction !== 'f' && direction !== 'b') || index === undefined) {
    throw invalidParameter('The specified nextToken is invalid.');
  }
  return { direction, index };
}

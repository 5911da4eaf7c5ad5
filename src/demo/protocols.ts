import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { cloudTrail } from './services/cloudTrail.ts';
import { cloudWatch } from './services/cloudWatch.ts';
import { costExplorer } from './services/costExplorer.ts';
import { ecr } from './services/ecr.ts';
import { ecsReads } from './services/ecsReads.ts';
import { ecsTags } from './services/ecsTags.ts';
import { ecsTaskDefinitions } from './services/ecsTaskDefinitions.ts';
import { ecsTasks } from './services/ecsTasks.ts';
import { withProgress } from './services/ecsTasksProgress.ts';
import { ecsWrites } from './services/ecsWrites.ts';
import { eks, eksRoute } from './services/eks.ts';
import { iam } from './services/iam.ts';
import { logs } from './services/logs.ts';
import { validationMessage } from './services/operation.ts';
import type { Operations, Refuse, ServiceName } from './services/operation.ts';
import { pricing } from './services/pricing.ts';
import { ecsExec, ssmSessions } from './services/sessions.ts';
import { ssmActivations } from './services/ssmActivations.ts';
import { ssmAgent } from './services/ssmAgent.ts';
import { ssmCommands } from './services/ssmCommands.ts';
import { ssmInventory } from './services/ssmInventory.ts';
import { ssmNodes } from './services/ssmNodes.ts';
import { sts } from './services/sts.ts';
import { AwsError } from './wire/awsError.ts';
import { queryInput, xml } from './wire/query.ts';

/** How requests name a service and an operation, and how answers are written: awsJson1.0 and 1.1, restJson1, awsQuery. */

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Protocol {
  readonly service: ServiceName;
  readonly operations: Operations;
  readonly refuse: Refuse;
  success(operation: string, output: unknown): Answer;
  failure(error: AwsError): Answer;
}

export interface ParsedRequest {
  readonly protocol: Protocol;
  readonly operation: string;
  /** @throws {AwsError} `SerializationException` */
  readonly input: () => object;
}

export interface RawRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function parseJson(text: string): object {
  if (text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new AwsError('SerializationException', 'Start of structure or map found where not expected.');
}

function awsJson(service: ServiceName, operations: Operations, refusal: string, version = '1.1'): Protocol {
  const answer = (status: number, body: unknown): Answer => ({
    status,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(body),
  });
  return {
    service,
    operations,
    refuse: (problems) => new AwsError(refusal, validationMessage(problems)),
    success: (_, output) => answer(200, output),
    failure: ({ code, message, status }) => answer(status, { __type: code, message }),
  };
}

const ecs = withProgress({ ...ecsReads, ...ecsWrites, ...ecsTaskDefinitions, ...ecsTasks, ...ecsTags, ...ecsExec });
const ecsProtocol = awsJson('ecs', ecs, 'InvalidParameterException');
const ssmProtocol = awsJson(
  'ssm',
  { ...ssmNodes, ...ssmActivations, ...ssmAgent, ...ssmInventory, ...ssmCommands, ...ssmSessions },
  'ValidationException',
);
const ecrProtocol = awsJson('ecr', ecr, 'InvalidParameterException');
const logsProtocol = awsJson('logs', logs, 'InvalidParameterException');
const cloudTrailProtocol = awsJson('cloudtrail', cloudTrail, 'InvalidParameterException');
const cloudWatchProtocol = awsJson('cloudwatch', cloudWatch, 'ValidationError', '1.0');
const costExplorerProtocol = awsJson('ce', costExplorer, 'ValidationException');
const pricingProtocol = awsJson('pricing', pricing, 'InvalidParameterException');

const eksProtocol: Protocol = {
  service: 'eks',
  operations: eks,
  refuse: (problems) => new AwsError('InvalidParameterException', validationMessage(problems)),
  success: (_, output) => ({
    status: 200,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(output),
  }),
  failure: ({ code, message, status }) => ({
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID(), 'x-amzn-errortype': code },
    body: JSON.stringify({ message }),
  }),
};

function awsQuery(service: ServiceName, operations: Operations, namespace: string): Protocol {
  return {
    service,
    operations,
    refuse: (problems) => new AwsError('ValidationError', validationMessage(problems)),
    success: (operation, output) => {
      const id = randomUUID();
      // What only acts has no result element.
      const result = Object.keys(output as object).length > 0 ? xml(`${operation}Result`, output) : '';
      return xmlAnswer(
        200,
        id,
        `<${operation}Response xmlns="${namespace}">${result}<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></${operation}Response>`,
      );
    },
    failure: ({ code, message, status }) => {
      const id = randomUUID();
      const error = xml('Error', { Type: status >= 500 ? 'Receiver' : 'Sender', Code: code, Message: message });
      return xmlAnswer(
        status,
        id,
        `<ErrorResponse xmlns="${namespace}">${error}<RequestId>${id}</RequestId></ErrorResponse>`,
      );
    },
  };
}

function xmlAnswer(status: number, requestId: string, body: string): Answer {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}

const stsProtocol = awsQuery('sts', sts, 'https://sts.amazonaws.com/doc/2011-06-15/');
const iamProtocol = awsQuery('iam', iam, 'https://iam.amazonaws.com/doc/2010-05-08/');
/** By the version of their API, which each request names. */
const queryProtocols: Readonly<Record<string, Protocol>> = { '2011-06-15': stsProtocol, '2010-05-08': iamProtocol };
const queryNumbers = new Set(['DurationSeconds', 'MaxItems']);

const jsonProtocols: Readonly<Record<string, Protocol>> = {
  AmazonEC2ContainerServiceV20141113: ecsProtocol,
  AmazonSSM: ssmProtocol,
  AmazonEC2ContainerRegistry_V20150921: ecrProtocol,
  Logs_20140328: logsProtocol,
  CloudTrail_20131101: cloudTrailProtocol,
  GraniteServiceVersion20100801: cloudWatchProtocol,
  AWSInsightsIndexService: costExplorerProtocol,
  AWSPriceListService: pricingProtocol,
};

/** `undefined` when it is not a request to any of the services. */
export function parseRequest(request: RawRequest): ParsedRequest | undefined {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    // Some clients put a namespace in front: `com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents`.
    const [operation = '', prefix = ''] = target.split('.').reverse();
    const protocol = Object.hasOwn(jsonProtocols, prefix) ? jsonProtocols[prefix] : undefined;
    return protocol && { protocol, operation, input: () => parseJson(request.body) };
  }
  if (request.url.pathname !== '/') return parseEks(request);
  const form = new URLSearchParams(request.method === 'POST' ? request.body : request.url.search);
  const operation = form.get('Action');
  if (operation === null) return undefined;
  const version = form.get('Version') ?? '';
  const protocol = Object.hasOwn(queryProtocols, version) ? queryProtocols[version] : stsProtocol;
  return protocol && { protocol, operation, input: () => queryInput(form, queryNumbers) };
}

function parseEks(request: RawRequest): ParsedRequest | undefined {
  const route = eksRoute(request.method, request.url);
  if (route === undefined) return undefined;
  const { operation, input } = route;
  return {
    protocol: eksProtocol,
    operation,
    input: () => (request.body === '' ? input : { ...parseJson(request.body), ...input }),
  };
}

/** What AWS answers when no service, or no path of one, is meant. */
export function unknownRequest(headers: IncomingHttpHeaders): Answer {
  const isJson = headers['x-amz-target'] !== undefined;
  const error = new AwsError(
    'UnknownOperationException',
    'The demo account has no such operation.',
    isJson ? 400 : 404,
  );
  return (isJson ? ecsProtocol : eksProtocol).failure(error);
}

import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { costExplorerMicroUsd } from '../core/pulls/gateway.ts';
import type { ScriptSources } from '../core/registration/plan.ts';
import { CallLog } from './calls.ts';
import type { AnsweredCall } from './calls.ts';
import { callerOf, missingToken } from './caller.ts';
import { errorOf, FaultSwitchboard, signedAt } from './faults.ts';
import type { MetFaults } from './faults.ts';
import { KubernetesApis } from './kubernetes/apis.ts';
import { parseRequest, unknownRequest } from './protocols.ts';
import type { Answer, ParsedRequest } from './protocols.ts';
import { RequestRates } from './rates.ts';
import { blobAt } from './services/ecrBlobs.ts';
import type { Operation, Operations, ServiceName, Source } from './services/operation.ts';
import { offerAt } from './services/priceOffers.ts';
import { standInAt, standInSources } from './standIns/served.ts';
import { AwsError } from './wire/awsError.ts';
import { betweenAnswer } from './wire/between.ts';
import { absentFile, refusedFile, taggedFile } from './wire/files.ts';
import { pageChange } from './wire/pageFaults.ts';
import { PageTokens } from './wire/paging.ts';
import { withoutDenied } from './wire/partialFaults.ts';
import { isBefore, isLost, send, sendText, sendWith } from './wire/send.ts';
import type { World } from './world.ts';
import { homeWorld } from './worlds/homeWorld.ts';

export interface DemoAccountOptions {
  /** Default: any that is free. */
  readonly port?: number;
  /**
   * Letters and digits that only those know who may come: they stand in front of every path, and without them nothing is
   * answered. Default: who reaches the port may come, as is meant where the port is told to others.
   */
  readonly token?: string;
  /** Region, account id and clock are those of the standard world; a `world` that is given has its own. */
  readonly region?: string;
  /** Twelve digits. */
  readonly accountId?: string;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  readonly world?: World;
  /** What every answer takes at least. */
  readonly latencyMs?: number;
  /** False: AWS's limits on rates of requests do not hold, for tests that can't wait. */
  readonly hasRateLimits?: boolean;
  /** True: Amazon ECS's limits hold as well; by default they don't, as they make loading a large fleet take its time. */
  readonly hasEcsRates?: boolean;
  /** A line for each request. */
  readonly log?: (line: string) => void;
}

export interface DemoAccount {
  /** `http://127.0.0.1:PORT`, or `http://127.0.0.1:PORT/TOKEN` */
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  /** Live: what is changed here is what the next request sees. */
  readonly world: World;
  /** Stand-ins for what register scripts fetch from AWS. */
  readonly sources: Required<ScriptSources>;
  readonly faults: FaultSwitchboard;
  /** The clusters' Kubernetes APIs, with faults and calls of their own. */
  readonly kubernetes: Pick<KubernetesApis, 'faults' | 'calls' | 'addressOf'>;
  /** Text of a kubeconfig whose context `demo-anywhere` leads to the cluster of EKS Anywhere. It holds a token. */
  readonly kubeconfig: () => Promise<string>;
  /** Where the paths of AWS's public releases of EKS Distro and EKS Anywhere are answered. */
  readonly releasesEndpoint: string;
  /** Requests in the order in which they were answered, at most the last 100,000. */
  readonly calls: readonly AnsweredCall[];
  /** How many requests of a service or operation were answered since the start or the last reset. */
  readonly callCount: (service?: Source, operation?: string) => number;
  readonly resetCalls: () => void;
  /** What AWS would charge for the requests since then, in micro-dollars: $0.01 for each one of Cost Explorer. */
  readonly requestsMicroUsd: () => number;
  /** Closes all connections. */
  readonly stop: () => Promise<void>;
}

/**
 * A simulated AWS account on loopback HTTP: ECS, SSM, ECR, EKS, CloudWatch and its Logs, CloudTrail, Cost Explorer, the
 * price list, STS and IAM by their own wire protocols, for the unmodified SDK and AWS CLI. Any credentials do.
 *
 * Rejects with a clear sentence when the port is in use.
 */
export async function startDemoAccount(options: DemoAccountOptions = {}): Promise<DemoAccount> {
  const world = options.world ?? homeWorld(options);
  const account = new AccountServer(world, options);
  const endpoint = await account.listen(options.port ?? 0);
  const { faults, calls, kubernetes } = account;
  return {
    endpoint,
    region: world.region,
    accountId: world.accountId,
    world,
    sources: standInSources(endpoint),
    faults,
    kubernetes,
    kubeconfig: () => kubernetes.kubeconfig(),
    releasesEndpoint: endpoint + releasesPath,
    calls: calls.records,
    callCount: (service, operation) => calls.count(service, operation),
    resetCalls: () => calls.reset(),
    requestsMicroUsd: () => calls.count('ce') * costExplorerMicroUsd,
    stop: () => account.stop(),
  };
}

const host = '127.0.0.1';
const mostBodyBytes = 1024 * 1024;
const releasesPath = '/public-releases';

class AccountServer {
  readonly faults = new FaultSwitchboard();
  readonly calls = new CallLog();
  readonly kubernetes: KubernetesApis;
  private readonly rates: RequestRates;
  private readonly tokens = new PageTokens();
  private readonly stopping = new AbortController();
  private readonly server: Server;
  private readonly world: World;
  private readonly options: DemoAccountOptions;

  constructor(world: World, options: DemoAccountOptions) {
    this.world = world;
    this.options = options;
    this.rates = new RequestRates(options.hasEcsRates);
    this.kubernetes = new KubernetesApis({ world, stsEndpoint: () => this.endpoint(), log: options.log });
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        options.log?.(`failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        response.destroy();
      });
    });
    // Longer than any client keeps a connection, so that none is closed while a request is on its way.
    this.server.keepAliveTimeout = 120_000;
  }

  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error: NodeJS.ErrnoException) => {
        const inUse = error.code === 'EADDRINUSE';
        reject(inUse ? new Error(`Port ${port} on ${host} is already in use.`, { cause: error }) : error);
      });
      this.server.listen(port, host, () => resolve());
    });
    return this.endpoint();
  }

  private endpoint(): string {
    const { port } = this.server.address() as AddressInfo;
    const { token } = this.options;
    return `http://${host}:${port}${token === undefined ? '' : `/${token}`}`;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.kubernetes.stop();
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', headers } = request;
    // A page in a browser must not reach the account, neither across origins nor under another name (DNS rebinding).
    if (headers.origin !== undefined || !isLoopback(headers.host)) {
      sendText(response, 403, 'Forbidden\n');
      return;
    }
    const url = new URL(request.url ?? '/', `http://${host}`);
    const path = pathBehind(url.pathname, this.options.token);
    if (path === undefined) {
      sendText(response, 403, 'Forbidden\n');
      return;
    }
    url.pathname = path;
    if (method === 'GET') {
      const file = standInAt(url.pathname, this.endpoint(), this.world) ?? blobAt(url.pathname, this.world);
      if (file !== undefined) {
        sendText(response, 200, file);
        return;
      }
      const offer = offerAt(url.pathname, this.world);
      if (offer !== undefined) {
        const file = { status: 200, headers: { 'content-type': 'application/json' }, body: offer };
        await this.sendFile('GetOffer', file, request, response);
        return;
      }
    }
    if (method === 'GET' && url.pathname.startsWith(`${releasesPath}/`)) {
      const { releaseAt } = await import('./releases/releases.ts');
      const text = releaseAt(url.pathname.slice(releasesPath.length), this.endpoint() + releasesPath);
      const file = text === undefined ? absentFile : taggedFile(text, headers['if-none-match']);
      await this.sendFile('ReadRelease', file, request, response);
      return;
    }
    const body = await readBody(request);
    if (body === undefined) {
      sendText(response, 413, 'Request Entity Too Large\n');
      return;
    }
    const parsed = parseRequest({ method, url, headers, body });
    if (parsed === undefined) send(response, unknownRequest(headers));
    else await this.perform(parsed, request, response, url);
  }

  /** Nobody signs for it, so it meets only what can happen on the way, and what hosts of files refuse. */
  private async sendFile(
    operation: 'GetOffer' | 'ReadRelease',
    file: Answer,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { latencyMs, fault } = this.faults.meet('files', operation);
    await this.wait(latencyMs);
    if (this.stopping.signal.aborted) return;
    const answer = refusedFile(fault) ?? file;
    this.calls.add({ service: 'files', operation, status: isLost(fault) ? 0 : answer.status });
    sendWith(request, response, answer, fault);
  }

  private async perform(
    parsed: ParsedRequest,
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<void> {
    const { protocol, operation } = parsed;
    const { service } = protocol;
    const startedAt = performance.now();
    const { latencyMs, fault } = this.faults.meet(service, operation, parsed.input);
    await this.wait(latencyMs + (this.options.latencyMs ?? 0));
    if (this.stopping.signal.aborted) return;
    const answer = isBefore(fault) ? undefined : await this.result(parsed, request, url, fault);
    const isSent = !isLost(fault) && answer !== undefined;
    const status = isSent ? answer.status : 0;
    const acted = answer?.status === 200 && fault?.kind !== 'between';
    this.calls.add({ service, operation, status, ...(acted && { acted }) });
    this.options.log?.(
      `${service} ${operation} ${isSent ? status : 'reset'} ${(performance.now() - startedAt).toFixed(1)} ms`,
    );
    sendWith(request, response, answer && this.dated(answer), fault);
  }

  private async result(
    { protocol, operation, input }: ParsedRequest,
    request: IncomingMessage,
    url: URL,
    fault: MetFaults['fault'],
  ): Promise<Answer> {
    const { service, operations } = protocol;
    if (fault?.kind === 'between') return betweenAnswer(fault);
    try {
      const found = operationNamed(operations, operation, service);
      const caller = callerOf(this.world, request.headers, url, service);
      if (caller === undefined && found.unsigned !== true) throw missingToken(service);
      const date = signedAt(request.headers['x-amz-date']);
      const callerArn = caller?.arn ?? 'anonymous';
      const refusal = errorOf(fault, { service, operation, callerArn, input, signedAt: date });
      if (refusal !== undefined) throw refusal;
      if (this.options.hasRateLimits !== false) this.rates.admit(service, operation);
      const paging = pageChange(fault, service, operation);
      const parameters = paging.input(input());
      const call = {
        world: this.world,
        caller,
        tokens: this.tokens,
        endpoint: this.endpoint(),
        kubernetes: (clusterName: string) => this.kubernetes.addressOf(clusterName),
        binding: bindingOf(service, operation, parameters),
      };
      const output = paging.output(await found.run(parameters, call, protocol.refuse));
      return protocol.success(operation, withoutDenied(output, operation, fault));
    } catch (error) {
      if (error instanceof AwsError) return protocol.failure(error);
      this.options.log?.(`${service} ${operation} failed: ${stackOf(error)}`);
      return protocol.failure(new AwsError('InternalFailure', 'The demo account failed.', 500));
    }
  }

  /** By its own clock. Errors are by the machine's: a client that thinks its clock wrong sends them again. */
  private dated(answer: Answer): Answer {
    if (answer.status !== 200) return answer;
    return { ...answer, headers: { ...answer.headers, date: new Date(this.world.clock()).toUTCString() } };
  }

  private async wait(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return;
    // Only ever rejects because the account stops.
    await sleep(milliseconds, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

function operationNamed(operations: Operations, name: string, service: ServiceName): Operation {
  const found = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (found !== undefined) return found;
  throw new AwsError('UnknownOperationException', `Unknown operation ${name}`, service === 'eks' ? 404 : 400);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Everything but what pages: a token may be used with another page size, not with other parameters. */
function bindingOf(service: ServiceName, operation: string, parameters: object): string {
  const bound = Object.entries(parameters).filter(
    ([name]) => !/^(nextToken|maxResults|marker|maxItems|limit)$/i.test(name),
  );
  return JSON.stringify([service, operation, ...bound.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** `undefined` where the token is wanted and is not in front. */
function pathBehind(path: string, token: string | undefined): string | undefined {
  if (token === undefined) return path;
  const [, first = '', rest] = /^\/([^/]*)(\/.*)?$/s.exec(path) ?? [];
  return isSame(first, token) ? (rest ?? '/') : undefined;
}

/** In a time that tells nothing of where they differ. */
function isSame(one: string, other: string): boolean {
  const [left, right] = [one, other].map((each) => createHash('sha256').update(each).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

function isLoopback(hostHeader: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(hostHeader ?? '');
}

/** `undefined` when it is larger than any request to these services. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= mostBodyBytes) chunks.push(chunk);
  }
  return size > mostBodyBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}

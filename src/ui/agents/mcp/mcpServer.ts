import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  CallToolRequestSchema,
  ListToolsRequestSchema,
  type CallToolResult,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';
import { AgentError } from '../../../core/agents/answer.ts';

export interface McpOptions {
  readonly version: string;
  readonly tools: readonly Tool[];
  /** @throws AgentError with a sentence for the agent */
  readonly run: (tool: string, input: unknown, signal: AbortSignal) => Promise<string>;
  /** For the log. */
  readonly failed: (what: string, error: unknown) => void;
}

/** A server that runs, for as long as it is not closed. */
export interface RunningMcp {
  readonly url: string;
  /** A secret: whoever has it can ask what the tools answer. */
  readonly token: string;
  close(): Promise<void>;
}

const path = '/mcp';
/** The largest task definition that is read, twice over for the escapes of JSON. */
const longestBody = 4 * 1024 * 1024;
/** An agent asks one thing after the other; more at once is a fault. */
const mostConnections = 32;

/**
 * Serves tools by MCP's Streamable HTTP, on a port of its own that only this computer reaches. Who asks must know the
 * token; pages of a browser are refused whatever they know, by their Origin, and by the Host that they believe to ask
 * after a change of DNS. Nothing is kept between requests.
 */
export async function startMcpServer(options: McpOptions): Promise<RunningMcp> {
  const token = randomBytes(32).toString('base64url');
  const server = createServer((request, response) => {
    const refusal = refusalOf(request, token);
    if (refusal) {
      refuse(response, ...refusal);
      return;
    }
    answer(options, request, response).catch((error: unknown) => {
      options.failed('Answering an MCP request', error);
      if (!response.headersSent) refuse(response, 500, 'The request failed.');
      else response.destroy();
    });
  });
  server.maxConnections = mostConnections;
  server.requestTimeout = 30_000;
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}${path}`,
    token,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function refusalOf(
  { headers, socket, url = '', method }: IncomingMessage,
  token: string,
): [number, string] | undefined {
  const port = String(socket.localPort);
  if (![`127.0.0.1:${port}`, `localhost:${port}`].includes(headers.host ?? ''))
    return [403, 'The Host is another one.'];
  if (headers.origin !== undefined) return [403, 'Pages of a browser are not answered.'];
  if (!isToken(headers.authorization, token))
    return [401, 'The token is missing or wrong. Copy the configuration anew.'];
  if (url.split('?')[0] !== path) return [404, 'There is nothing here.'];
  // Without sessions there is nothing to listen to or to end.
  if (method !== 'POST') return [405, 'Only POST is answered.'];
  return Number(headers['content-length'] ?? 0) > longestBody ? [413, 'The request is too large.'] : undefined;
}

/** Takes as long whatever is wrong with it. */
function isToken(given: string | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given ?? ''), digest(`Bearer ${token}`));
}

function refuse(response: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ jsonrpc: '2.0', error: { code: -32000, message }, id: null });
  const headers = {
    'content-type': 'application/json',
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    ...(status === 405 && { allow: 'POST' }),
    'connection': 'close',
  };
  response.writeHead(status, headers).end(body);
}

async function answer(options: McpOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  if ('refusal' in body) {
    refuse(response, ...body.refusal);
    return;
  }
  const server = serverOf(options);
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  // Calls off what is under way when the agent has gone.
  response.once('close', () => void server.close().catch((error: unknown) => options.failed('MCP', error)));
  await server.connect(transport);
  await transport.handleRequest(request, response, body.parsed);
}

async function bodyOf(
  request: IncomingMessage,
): Promise<{ readonly parsed: unknown } | { readonly refusal: [number, string] }> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > longestBody) return { refusal: [413, 'The request is too large.'] };
    parts.push(part);
  }
  try {
    return { parsed: JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown };
  } catch {
    return { refusal: [400, 'The request is no JSON.'] };
  }
}

// eslint-disable-next-line @typescript-eslint/no-deprecated -- the other API takes no JSON schemas, which the manifest has
function serverOf({ version, tools, run }: McpOptions): Server {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- as above
  const server = new Server({ name: 'external-instances', version }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [...tools] }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }): Promise<CallToolResult> => {
    try {
      const text = await run(params.name, params.arguments, signal);
      return { content: [{ type: 'text', text }] };
    } catch (error) {
      // Anything else is a fault of ours, which the SDK answers as such.
      if (!(error instanceof AgentError)) throw error;
      return { content: [{ type: 'text', text: error.message }], isError: true };
    }
  });
  return server;
}

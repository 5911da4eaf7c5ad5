import assert from 'node:assert/strict';
import { request } from 'node:http';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import manifest from '../../../package.json' with { type: 'json' };
import { AgentError } from '../../../src/core/agents/answer.ts';
import { startMcpServer, type RunningMcp } from '../../../src/ui/agents/mcp/mcpServer.ts';
import { toolList } from '../../../src/ui/agents/mcp/toolList.ts';
import { runTool } from '../../../src/ui/agents/runTool.ts';
import { tools, type ToolId } from '../../../src/ui/ids.ts';
import { agentWorld, type AgentWorld, type Answer } from './agentWorld.ts';

describe('the MCP server', () => {
  let world: AgentWorld;
  let server: RunningMcp;
  const failures: unknown[] = [];
  const cancelled: string[] = [];

  before(async () => {
    world = await agentWorld();
    server = await startMcpServer({
      version: '1.2.3',
      tools: toolList(manifest).map((tool) => ({ ...tool })),
      run: async (name, input, signal) => {
        if (name === 'wait') {
          return new Promise((_, failed) =>
            signal.addEventListener('abort', () => {
              cancelled.push(name);
              failed(new AgentError('Cancelled.'));
            }),
          );
        }
        return runTool(world.needs, name as ToolId, input, { signal, agree: () => Promise.resolve(false) });
      },
      failed: (_, error) => failures.push(error),
    });
  });
  after(async () => {
    await server.close();
    await world.close();
  });

  async function connected(token = server.token): Promise<Client> {
    const client = new Client({ name: 'test', version: '1.0.0' });
    const headers = { Authorization: `Bearer ${token}` };
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers } }));
    return client;
  }

  it('gives the tools and their answers to a client that knows the token', async () => {
    const client = await connected();
    assert.equal(client.getServerVersion()?.version, '1.2.3');
    const listed = (await client.listTools()).tools;
    assert.deepEqual(listed.map(({ name }) => name).sort(), Object.values(tools).sort());
    for (const { name, annotations } of listed)
      assert.equal(annotations?.readOnlyHint, name !== tools.createRegisterScript);
    const result = await client.callTool({ name: tools.listExternalHosts, arguments: { filter: 'state:offline' } });
    const [content] = result.content as { text: string }[];
    assert.ok((JSON.parse(content?.text ?? '') as Answer).hostsMatching > 0);
    const failed = await client.callTool({ name: tools.createRegisterScript, arguments: { cluster: 'home' } });
    assert.equal(failed.isError, true);
    assert.match((failed.content as { text: string }[])[0]?.text ?? '', /did not agree/);
    await client.close();
    assert.deepEqual(failures, []);
  });

  it('answers nobody with another token', async () => {
    await assert.rejects(connected('wrong'), /401|token/i);
    await assert.rejects(connected(`${server.token}x`));
  });

  it('calls off what nobody waits for any more', async () => {
    const client = await connected();
    const end = new AbortController();
    const call = client.callTool({ name: 'wait' }, undefined, { signal: end.signal });
    setTimeout(() => end.abort(), 50);
    await assert.rejects(call);
    await client.close();
    for (let tries = 0; cancelled.length === 0 && tries < 100; tries++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(cancelled, ['wait']);
  });

  interface Sent {
    readonly headers?: Record<string, string>;
    readonly method?: string;
    readonly path?: string;
    readonly body?: string;
  }

  /** Any request: `fetch` lets nobody choose Host and Origin. */
  async function statusOf({ headers = {}, method = 'POST', path = '/mcp', body = '' }: Sent): Promise<number> {
    const { port } = new URL(server.url);
    const all = { 'authorization': `Bearer ${server.token}`, 'content-type': 'application/json', ...headers };
    return new Promise((answered, failed) => {
      request({ host: '127.0.0.1', port, path, method, headers: all }, (response) => {
        response.resume();
        answered(response.statusCode ?? 0);
      })
        .on('error', failed)
        .end(body);
    });
  }

  it('refuses pages of browsers, other hosts, and what is no request of MCP', async () => {
    const { port, origin } = new URL(server.url);
    assert.equal(await statusOf({ headers: { origin: 'https://evil.example' } }), 403);
    assert.equal(await statusOf({ headers: { origin } }), 403);
    assert.equal(await statusOf({ headers: { origin: 'null' } }), 403);
    assert.equal(await statusOf({ headers: { host: `evil.example:${port}` } }), 403);
    assert.equal(await statusOf({ headers: { host: '127.0.0.1:1' } }), 403);
    assert.equal(await statusOf({ headers: { authorization: '' } }), 401);
    assert.equal(await statusOf({ path: '/' }), 404);
    assert.equal(await statusOf({ method: 'GET' }), 405);
    assert.equal(await statusOf({ method: 'OPTIONS' }), 405);
    assert.equal(await statusOf({ body: '{' }), 400);
    assert.equal(await statusOf({ headers: { 'content-length': '99999999' } }).catch(() => 413), 413);
  });

  it('listens on this computer only, and has ended when it is closed', async () => {
    const other = await startMcpServer({
      version: '1',
      tools: [],
      run: () => Promise.resolve(''),
      failed: () => undefined,
    });
    assert.match(other.url, /^http:\/\/127\.0\.0\.1:\d+\/mcp$/);
    assert.notEqual(other.token, server.token);
    assert.ok(other.token.length >= 43);
    await other.close();
    await assert.rejects(fetch(other.url, { method: 'POST' }));
  });
});

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands, settings, tools } from '../../../src/ui/ids.ts';
import { eventually } from '../../helpers.ts';

describe('agents in the extension host', () => {
  before(async () => {
    await vscode.extensions.getExtension('external-instances.external-instances')?.activate();
  });

  it('are offered every tool, with a description and a schema', async () => {
    // VS Code tells extensions of tools a moment later.
    await eventually(() => {
      assert.ok(vscode.lm.tools.some(({ name }) => name === tools.listExternalHosts));
      return Promise.resolve();
    });
    for (const name of Object.values(tools)) {
      const tool = vscode.lm.tools.find((each) => each.name === name);
      assert.ok(tool, name);
      assert.ok(tool.description.length > 100, name);
      assert.equal((tool.inputSchema as { type: string }).type, 'object');
    }
  });

  it('get an answer of the demo account, and a sentence where there is none', async () => {
    await vscode.commands.executeCommand(commands.exploreDemoAccount);
    const input = { filter: 'state:offline' };
    const { content } = await vscode.lm.invokeTool(tools.listExternalHosts, { input, toolInvocationToken: undefined });
    const answer = JSON.parse((content[0] as vscode.LanguageModelTextPart).value) as { hosts: { name: string }[] };
    assert.ok(answer.hosts.some(({ name }) => name === 'shed-pi4'));
    const text =
      '{"family":"web","networkMode":"awsvpc","requiresCompatibilities":["EXTERNAL"],"containerDefinitions":[]}';
    const checked = await vscode.lm.invokeTool(tools.checkTaskDefinition, {
      input: { text },
      toolInvocationToken: undefined,
    });
    assert.match((checked.content[0] as vscode.LanguageModelTextPart).value, /external-network-mode/);
    await assert.rejects(
      async () =>
        vscode.lm.invokeTool(tools.checkTaskDefinition, {
          input: { path: '../../etc/passwd' },
          toolInvocationToken: undefined,
        }),
      /folder/,
    );
  });

  it('of other programs get them by MCP while the setting is on, and only then', async () => {
    const turn = async (isOn: boolean | undefined): Promise<void> => {
      const configuration = vscode.workspace.getConfiguration();
      await configuration.update(settings.mcpEnabled, isOn, vscode.ConfigurationTarget.Global);
    };
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand(commands.copyMcpConfiguration);
    assert.equal(await vscode.env.clipboard.readText(), '');
    try {
      await turn(true);
      await vscode.commands.executeCommand(commands.copyMcpConfiguration);
      const copied = JSON.parse(await vscode.env.clipboard.readText()) as {
        mcpServers: Record<string, { url: string; headers: Record<string, string> }>;
      };
      const { url, headers } = copied.mcpServers['external-instances'] ?? assert.fail('no server');
      const call = { name: tools.listExternalHosts, arguments: { filter: 'state:offline' } };
      const asked = {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'accept': 'application/json, text/event-stream' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: call }),
      };
      const response = await fetch(url, asked);
      assert.equal(response.status, 200);
      assert.match(await response.text(), /shed-pi4/);
      await turn(undefined);
      await eventually(async () => {
        await assert.rejects(fetch(url, asked));
      });
    } finally {
      await turn(undefined);
    }
  });
});

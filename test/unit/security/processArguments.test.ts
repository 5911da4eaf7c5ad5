import assert from 'node:assert/strict';
import { runInTerminal, runOverSsh } from '../../../src/core/registration/terminalRun.ts';
import { pluginRun } from '../../../src/ui/operate/sessionPlugin.ts';
import { readSources } from '../../../tools/lib/sources.ts';
import { hostileTexts } from './hostile.ts';

const sources = readSources();

describe('programs that are started', () => {
  it('get the token of a session by their environment, where no list of processes shows it', () => {
    const session = {
      sessionId: 'demo-0f0f',
      streamUrl: 'wss://ssmmessages.eu-central-1.amazonaws.com/v1/data-channel/demo-0f0f?token=secret-url',
      tokenValue: 'secret-token',
      target: 'mi-0f0f0f0f0f0f0f0f0',
      region: 'eu-central-1',
      endpoint: 'https://ssm.eu-central-1.amazonaws.com',
    };
    const { shellArgs, env, shellPath } = pluginRun({ path: '/usr/bin/session-manager-plugin' }, session);
    assert.doesNotMatch(shellArgs.join(' '), /secret/);
    assert.match(JSON.stringify(env), /secret-token/);
    assert.equal(shellPath, '/usr/bin/session-manager-plugin');
  });

  it('get a name as one argument, whatever it holds', () => {
    for (const evil of hostileTexts) {
      const session = {
        sessionId: evil,
        streamUrl: evil,
        tokenValue: evil,
        target: evil,
        region: evil,
        endpoint: evil,
      };
      const { shellArgs } = pluginRun({ path: '/p' }, session);
      assert.equal(shellArgs.length, 6);
      // The first is the name of a variable, so that no value is taken for an option.
      assert.match(shellArgs[0] ?? '', /^[A-Z_]+$/);
      assert.deepEqual(JSON.parse(shellArgs[4] ?? ''), { Target: evil });
    }
  });

  it('get a script, and the activation code in it, by their environment', () => {
    const script = "#!/bin/bash\nactivation_code='Secret+Code/1234567890'\n";
    const runs = [
      runInTerminal(script, { needsRoot: true }),
      runOverSsh(script, { host: 'pi@garden', needsRoot: true }),
    ];
    for (const { shellArgs, env } of runs) {
      assert.doesNotMatch(shellArgs.join(' '), /Secret/);
      assert.ok(Object.values(env).some((value) => Buffer.from(value, 'base64').toString().includes('Secret+Code')));
    }
  });

  it('are started in no folder of a workspace, and without a shell that would read their arguments', () => {
    const terminals = [...sources].filter(([, text]) => text.includes('createTerminal('));
    assert.ok(terminals.length >= 3);
    for (const [file, text] of terminals) {
      assert.equal(text.match(/createTerminal\(/g)?.length, text.match(/cwd: homedir\(\)/g)?.length, file);
      assert.doesNotMatch(text, /\.sendText\(/, file);
    }
    const starters = [...sources].filter(([, text]) => text.includes("from 'node:child_process'"));
    assert.deepEqual(
      starters.map(([file]) => file),
      ['kubernetes/signIn.ts', 'ui/operate/sessionPlugin.ts'],
    );
    for (const [file, text] of starters) assert.doesNotMatch(text, /shell: true|\bexec\(|\bexecSync\b/, file);
  });
});

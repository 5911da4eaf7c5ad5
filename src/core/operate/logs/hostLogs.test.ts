import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../failure.ts';
import { agentLogScript, containerLogScript } from './hostLogs.ts';

describe('scripts that read logs on hosts', function () {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'external-instances-logs-'));
    writeFileSync(
      join(folder, 'docker'),
      `#!/bin/sh
case "$*" in
  *gone*) echo "Error response from daemon: No such container: gone" >&2; exit 1 ;;
  *long*) seq 100000 ;;
  *) echo "called with $*"; echo "an error line" >&2 ;;
esac
`,
    );
    chmodSync(join(folder, 'docker'), 0o755);
  });
  after(() => rmSync(folder, { recursive: true }));

  const run = (script: readonly string[]): { readonly status: number | null; readonly stdout: string } => {
    const { status, stdout } = spawnSync('sh', ['-c', script.join('\n')], {
      env: { PATH: `${folder}:${process.env.PATH ?? ''}` },
      encoding: 'utf8',
    });
    return { status, stdout };
  };

  it('asks Docker for the last lines, errors among them', () => {
    const { status, stdout } = run(containerLogScript('f00d', 'bash'));
    assert.deepEqual([status, stdout], [0, 'called with logs --tail 200 --timestamps f00d\nan error line\n']);
  });
  it('fails where Docker does, and says what it said', () => {
    const { status, stdout } = run(containerLogScript('gone', 'bash'));
    assert.deepEqual([status, stdout], [1, 'Error response from daemon: No such container: gone\n']);
  });
  it('writes no more than AWS keeps, and keeps the end', () => {
    const { stdout } = run(containerLogScript('long', 'bash'));
    assert.equal(stdout.length, 20_000);
    assert.ok(stdout.endsWith('\n99999\n100000\n'));
  });
  it('fails for a log that is not there', () => {
    const { status, stdout } = run(agentLogScript('ecs', 'bash'));
    assert.notEqual(status, 0);
    assert.match(stdout, /ecs-agent\.log/);
  });
  it('refuses what is no id of a container', () => {
    for (const id of ['', '-f', 'a b', "a'b", 'a;reboot', 'a\nb', 'a"b', '$(x)', 'x'.repeat(200)]) {
      for (const shell of ['bash', 'powershell'] as const) {
        assert.throws(() => containerLogScript(id, shell), Failure, JSON.stringify(id));
      }
    }
  });
  it('is good shell, and names the files of Windows for PowerShell', () => {
    for (const script of [containerLogScript('f00d', 'bash'), agentLogScript('ssm', 'bash')]) {
      execFileSync('sh', ['-n', '-c', script.join('\n')]);
    }
    assert.match(
      agentLogScript('ssm', 'powershell').join('\n'),
      /'C:\\ProgramData\\Amazon\\SSM\\Logs\\amazon-ssm-agent\.log'/,
    );
    assert.match(containerLogScript('f00d', 'powershell').join('\n'), /docker logs --tail 200 --timestamps f00d 2>&1/);
  });
});

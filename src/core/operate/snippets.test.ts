import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { snippets, updateEcsAgentScript } from './snippets.ts';

const isPosix = process.platform !== 'win32';

describe('scripts for hosts', () => {
  if (isPosix) {
    it('are what sh understands', () => {
      for (const script of [...snippets.map((each) => each.script), updateEcsAgentScript('eu-central-1')]) {
        const { status, stderr } = spawnSync('sh', ['-n'], { input: script.join('\n'), encoding: 'utf8' });
        assert.equal(status, 0, stderr);
      }
    });

    it('tell throttling of a Raspberry Pi in the first line', () => {
      for (const [flags, words] of [
        ['0x0', 'never throttled'],
        ['0x50005', 'under-voltage now, throttled now'],
        ['0x50000', 'under-voltage since boot, throttled since boot'],
        ['0x80000', 'throttled since boot'],
      ] as const) {
        const [first = '', second] = runWith({ vcgencmd: `echo throttled=${flags}` }, 'temperature');
        assert.ok(first.endsWith(words), `${flags}: ${first}`);
        assert.equal(second, `throttled=${flags}`);
      }
    });

    it('say what was freed in the first line, and fail where Docker fails', () => {
      const docker = 'if [ "$1" = image ]; then echo "Deleted: x"; echo "Total reclaimed space: 2GB"; fi';
      assert.equal(runWith({ docker }, 'pruneImages')[0], 'Total reclaimed space: 2GB');
      assert.throws(() => runWith({ docker: 'exit 3' }, 'pruneImages'));
    });
  }

  it('ask first for what changes something', () => {
    assert.deepEqual(
      snippets.filter(({ changes }) => changes).map(({ id }) => id),
      ['pruneImages', 'restartAgent'],
    );
    for (const { changes, script } of snippets) {
      assert.equal(/restart|prune|rm -|install/.test(script.join('\n')), changes);
    }
  });

  it('take the package from the Region that the host belongs to', () => {
    const script = (region: string): string => updateEcsAgentScript(region).join('\n');
    assert.ok(script('eu-central-1').includes('https://s3.eu-central-1.amazonaws.com/amazon-ecs-agent-eu-central-1/'));
    assert.ok(script('cn-north-1').includes('https://s3.cn-north-1.amazonaws.com.cn/amazon-ecs-agent-cn-north-1/'));
  });
});

/** The lines that a snippet writes where some programs are stand-ins. */
function runWith(programs: Readonly<Record<string, string>>, id: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'external-instances-snippets-'));
  try {
    for (const [name, body] of Object.entries(programs)) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const script = snippets.find((each) => each.id === id)?.script ?? [];
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH ?? ''}` };
    return execFileSync('sh', ['-s'], { input: script.join('\n'), encoding: 'utf8', env, stdio: 'pipe' }).split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

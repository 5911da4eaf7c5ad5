import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseProbe } from '../diagnose/probeAnswer.ts';
import { momentOf, momentScript } from './moment.ts';

describe('asking a host what it has in use', () => {
  it('answers on this very machine', function () {
    if (!existsSync('/proc/meminfo')) this.skip();
    const said = execFileSync('sh', ['-s'], { input: momentScript, encoding: 'utf8' });
    const answer = parseProbe(said);
    assert.ok(answer?.isWhole, said);
    const { load, cpus, memoryTotalKiB, memoryAvailableKiB, root, uptimeSeconds } = momentOf(answer);
    assert.ok(load !== undefined && load >= 0);
    assert.ok((cpus ?? 0) >= 1);
    assert.ok((memoryTotalKiB ?? 0) > (memoryAvailableKiB ?? Infinity));
    assert.ok((uptimeSeconds ?? 0) > 0);
    assert.equal(root?.path, '/');
    assert.ok(root.usedPercent >= 0 && root.usedPercent <= 100);
  });

  it('takes nothing that is no number', () => {
    const lines = [
      'external-instances-probe 1',
      'load.minute=high',
      'board.temperature=$(reboot)',
      'board.throttled=no',
    ];
    const answer = parseProbe([...lines, 'system.cpus=-1', 'disk.root=1 2', 'end=1'].join('\n'));
    assert.ok(answer);
    assert.deepEqual(momentOf(answer), {});
  });

  it('reads what a Raspberry Pi says', () => {
    const lines = ['external-instances-probe 1', 'board.temperature=61200', 'board.throttled=0x50005', 'end=1'];
    const answer = parseProbe(lines.join('\n'));
    assert.ok(answer);
    assert.deepEqual(momentOf(answer), { temperature: 61.2, throttled: 0x50005 });
  });
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { ecsAnywhereSystems, ssmAgentSystems, supportDate, supportedNames, systemCheck } from './supportedSystems.ts';
import type { SystemSupport } from './supportedSystems.ts';

/** What the generated check says of each system, in one run of bash. */
function judge(
  support: SystemSupport,
  systems: readonly (readonly [id: string, version: string])[],
): readonly string[] {
  const calls = systems.map(([id, version]) => `os_id='${id}' os_version='${version}' os_name=N; check_system; echo .`);
  const script = ['note() { printf %s "$*"; }', systemCheck(support), ...calls].join('\n');
  const { stdout, stderr } = spawnSync('bash', ['-s'], { input: script, encoding: 'utf8' });
  assert.equal(stderr, '');
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => /ended its support|is not one of/.exec(line)?.[0] ?? 'supported');
}

describe('systemCheck', () => {
  it('tells the systems of ECS Anywhere apart', () => {
    const is = (what: string, ...systems: [string, string][]): void =>
      assert.deepEqual(
        judge(ecsAnywhereSystems, systems),
        systems.map(() => what),
        JSON.stringify(systems),
      );
    is('supported', ['amzn', '2023'], ['ubuntu', '20.04'], ['ubuntu', '22.04'], ['ubuntu', '24.04'], ['rhel', '9.4']);
    is('ended its support', ['amzn', '2'], ['debian', '12'], ['ubuntu', '18.04'], ['rhel', '8.10'], ['sles', '15.6']);
    is('ended its support', ['opensuse-tumbleweed', '20260801'], ['centos', '9'], ['fedora', '40']);
    is('is not one of', ['raspbian', '12'], ['ubuntu', '26.04'], ['rhel', '10.0'], ['debian', '13'], ['', '']);
  });

  it('knows that the SSM Agent is supported in more places', () => {
    assert.deepEqual(
      judge(ssmAgentSystems, [
        ['debian', '12'],
        ['rocky', '9.4'],
        ['raspbian', '12'],
      ]),
      ['supported', 'supported', 'is not one of'],
    );
  });

  it('says its date', () => {
    assert.equal(supportDate(ecsAnywhereSystems), '7 August 2026');
    assert.equal(supportedNames(ecsAnywhereSystems), 'Amazon Linux 2023, Ubuntu 20, Ubuntu 22, Ubuntu 24, RHEL 9');
  });
});

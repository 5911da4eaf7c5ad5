import assert from 'node:assert/strict';
import { lockWithVersion, nextVersion, releasedChangelog, withVersion } from './release.ts';

describe('the version of a release', () => {
  it('is a step from the one before, or named', () => {
    const of = (wanted: string): string => nextVersion('1.9.4', wanted);
    assert.deepEqual(['major', 'minor', 'patch'].map(of), ['2.0.0', '1.10.0', '1.9.5']);
    assert.deepEqual(['1.9.4', '1.9.10', '2.0.0', '10.0.0'].map(of), ['1.9.4', '1.9.10', '2.0.0', '10.0.0']);
  });

  it('is never older, and nothing but three numbers', () => {
    for (const older of ['1.9.3', '1.8.9', '0.10.10'])
      assert.throws(() => nextVersion('1.9.4', older), /is older than/);
    for (const odd of ['', 'next', '1.2', '1.2.3-beta.1', 'v2.0.0', '2.0.0.1', '02.0.0', '2.0.0\n'])
      assert.throws(() => nextVersion('1.9.4', odd), /nor a version/, odd);
    assert.throws(() => nextVersion('1.0.0-rc.1', 'patch'), /no three numbers/);
  });

  it('is written where it belongs, and nothing else is touched', () => {
    const manifest = '{\n  "name": "x",\n  "version": "1.0.0",\n  "deep": { "version": "1.0.0" },\n  "a": [ 1 ]\n}\n';
    assert.equal(withVersion(manifest, '1.1.0'), manifest.replace('"version": "1.0.0"', '"version": "1.1.0"'));
    const dependency = { version: '1.0.0' };
    const lock = { name: 'x', version: '1.0.0', packages: { '': { version: '1.0.0' }, 'node_modules/y': dependency } };
    const text = (of: object): string => `${JSON.stringify(of, undefined, 2)}\n`;
    assert.equal(
      lockWithVersion(text(lock), '1.1.0'),
      text({ ...lock, version: '1.1.0', packages: { ...lock.packages, '': { version: '1.1.0' } } }),
    );
  });
});

describe('the change log of a release', () => {
  it('gives what is not released its version and day', () => {
    const written = (heading: string): string =>
      `# Changelog\n\n${heading}\n\n- New.\n\n## 0.1.0 (2026-01-02)\n\n- Old.\n`;
    for (const heading of ['## 0.2.0 (unreleased)', '## Unreleased', '## [Unreleased]'])
      assert.equal(releasedChangelog(written(heading), '0.3.0', '2026-11-23'), written('## 0.3.0 (2026-11-23)'));
  });

  it('is refused where there is nothing new, or no place for it', () => {
    const of = (text: string) => (): string => releasedChangelog(text, '0.2.0', '2026-11-23');
    assert.throws(of('# Changelog\n\n## 0.1.0 (2026-01-02)\n\n- Old.\n'), /no heading/);
    assert.throws(of('## 0.2.0 (unreleased)\n\n## 0.1.0 (2026-01-02)\n\n- Old.\n'), /says nothing under "## 0.2.0/);
    assert.throws(of('## Unreleased\n\n- New.\n\n## 0.2.0 (2026-01-02)\n\n- Old.\n'), /has 0\.2\.0 already/);
    assert.match(of('## Unreleased\n\n- New.\n\n## 0.2.01\n')(), /^## 0\.2\.0 \(2026/);
  });
});

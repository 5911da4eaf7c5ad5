import assert from 'node:assert/strict';
import manifest from '../../package.json' with { type: 'json' };
import { ends, hosts } from './hosts.ts';

/** A version as a number that grows with it; `^1.100.0` and `1.100.3` alike. */
function order(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.replace('^', '').split('.').map(Number);
  return (major * 10_000 + minor) * 10_000 + patch;
}

describe('the VS Code that tests run in', () => {
  const versions = Object.values(hosts).map(({ vscodeVersion }) => vscodeVersion);
  const oldest = hosts[ends.floor]?.vscodeVersion ?? '';

  it('is at one end the oldest that the manifest allows', () => {
    const floor = order(manifest.engines.vscode);
    assert.ok(order(oldest) >= floor && order(oldest) < floor + 10_000, `${oldest}, ${manifest.engines.vscode}`);
  });

  it('is at the other the newest that there is', () => {
    const newest = versions.toSorted((one, other) => order(one) - order(other)).at(-1);
    assert.equal(hosts[ends.latest]?.vscodeVersion, newest);
    assert.ok(order(newest ?? '') > order(oldest));
  });

  it('is chosen by scripts of package.json', () => {
    for (const end of Object.keys(ends)) {
      const script = (manifest.scripts as Readonly<Record<string, string>>)[`test:${end}`] ?? '';
      assert.match(script, new RegExp(`^node tools/run\\.mjs test host installed ui --vscode ${end}$`));
    }
  });
});

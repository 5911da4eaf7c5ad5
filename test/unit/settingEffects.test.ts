import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { settings } from '../../src/ui/ids.ts';
import { root } from '../../tools/lib/paths.ts';

type Key = keyof typeof settings;

/** The tests that change a setting in an open window and look what comes of it, without a reload. */
const proofs: Readonly<Record<Key, readonly string[]>> = {
  alertFactor: ['test/ui/costs.test.ts', 'test/host/suite/settings.test.ts'],
  budget: ['test/ui/costs.test.ts', 'test/host/suite/settings.test.ts'],
  currency: ['test/ui/costs.test.ts', 'test/host/suite/settings.test.ts'],
  currencyRate: ['test/ui/costs.test.ts', 'test/host/suite/settings.test.ts'],
  hints: ['test/ui/taskHintForms.test.ts', 'test/host/suite/settings.test.ts'],
  hoursPerMonth: ['test/ui/costs.test.ts', 'test/host/suite/settings.test.ts'],
  keepMonths: ['test/host/suite/settings.test.ts'],
  mcpEnabled: ['test/host/suite/languageModelTools.test.ts'],
  readOnly: ['test/ui/trust.test.ts', 'test/host/suite/settings.test.ts'],
  refreshMinutes: ['test/host/suite/settings.test.ts'],
  requestsPerScan: ['test/ui/costs.test.ts', 'test/host/suite/settings.test.ts'],
  rules: ['test/ui/taskHintForms.test.ts', 'test/host/suite/settings.test.ts'],
};

interface Setting {
  readonly type: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
  readonly scope?: string;
  readonly markdownDescription?: string;
}

describe('settings', () => {
  const sections = manifest.contributes.configuration;
  const all: readonly (readonly [string, Setting])[] = sections.flatMap(({ properties }) => Object.entries(properties));

  for (const [key, id] of Object.entries(settings) as [Key, string][]) {
    it(`have an effect without a reload: ${id}`, () => {
      // What was added since has its proof to be named above.
      const files = (proofs as Readonly<Record<string, readonly string[]>>)[key] ?? [];
      assert.ok(files.length > 0, `no test is named for ${id}`);
      for (const file of files) {
        assert.ok(existsSync(join(root, file)), file);
        const text = readFileSync(join(root, file), 'utf8');
        assert.ok(text.includes(`settings.${key},`) || text.includes(`'${id}':`), `${file} does not set ${id}`);
      }
    });
  }

  it('are few, in sections with a title each', () => {
    assert.ok(all.length <= 20, String(all.length));
    assert.equal(new Set(all.map(([id]) => id)).size, all.length);
    assert.equal(new Set(sections.map(({ title }) => title)).size, sections.length);
    assert.deepEqual(
      sections.map(({ order }) => order),
      sections.map((_, at) => at + 1),
    );
    for (const { title, properties } of sections) assert.ok(title && Object.keys(properties).length > 0, title);
  });

  it('stand beside those whose names begin alike', () => {
    const families = sections.map(({ properties }) => new Set(Object.keys(properties).map((id) => id.split('.')[1])));
    for (const [at, family] of families.entries())
      for (const name of family)
        for (const other of families.slice(at + 1)) assert.ok(!other.has(name), `${name ?? ''} is in two sections`);
  });

  it('say what they are, whose they are, and what each choice means', () => {
    for (const [id, setting] of all) {
      assert.match(setting.markdownDescription ?? '', /^%setting\./, id);
      assert.ok(setting.scope === 'application' || setting.scope === 'resource', id);
      if (setting.enum) assert.equal(setting.enumDescriptions?.length, setting.enum.length, id);
    }
  });

  it('name others only as they are called', () => {
    const known = new Set<string>(Object.values(settings));
    for (const file of ['package.nls.json', 'package.nls.ja.json']) {
      const links = Array.from(readFileSync(join(root, file), 'utf8').matchAll(/`#([\w.]+)#`/g), ([, id = '']) => id);
      assert.ok(links.length > 2);
      for (const id of links) assert.ok(known.has(id), `${file}: ${id}`);
    }
  });
});

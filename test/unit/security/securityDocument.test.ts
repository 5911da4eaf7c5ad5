import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..', '..', '..');
const text = readFileSync(path.join(root, 'SECURITY.md'), 'utf8');
const [, threats = ''] = text.split(/^## Threats$/m);

interface Threat {
  readonly title: string;
  readonly body: string;
}

const all: readonly Threat[] = threats
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const end = section.indexOf('\n');
    return { title: section.slice(0, end), body: section.slice(end) };
  });

describe('SECURITY.md', () => {
  it('says how to report', () => {
    assert.match(text, /^## Reporting a vulnerability$/m);
  });

  it('has a threat for each thing that could be attacked', () => {
    const titles = all.map(({ title }) => title).join('\n');
    for (const about of [
      /activation codes/i,
      /roles/i,
      /terminals/i,
      /data from aws/i,
      /webviews/i,
      /endpoints/i,
      /not trusted/i,
      /demo account/i,
      /kubeconfig/i,
      /run command/i,
      /stored/i,
      /downloads/i,
      /dependencies/i,
    ])
      assert.match(titles, about);
  });

  for (const { title, body } of all) {
    it(`says of "${title}" what could happen, what is done, and which tests prove it`, () => {
      const [, tests = ''] =
        /\*\*What could happen\.\*\* .+\*\*What we do\.\*\* .+\*\*Tests\.\*\* (.+)$/s.exec(body) ?? [];
      const files = Array.from(tests.matchAll(/`([^`]+)`/g), ([, file = '']) => file);
      assert.ok(files.length > 0, 'it names no test');
      for (const file of files) {
        assert.match(file, /^(?:src|test|tools)\/.+\.test\.ts$/);
        assert.ok(existsSync(path.join(root, file)), `${file} does not exist`);
        assert.match(readFileSync(path.join(root, file), 'utf8'), /\bit\(/, `${file} tests nothing`);
      }
    });
  }
});

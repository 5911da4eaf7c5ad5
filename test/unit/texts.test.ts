import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import english from '../../package.nls.json' with { type: 'json' };
import { root } from '../../tools/lib/paths.ts';
import { textsOfCode } from '../../tools/lib/texts.ts';

type Bundle = Readonly<Record<string, string>>;

/** Names, and what stands for itself in Japanese too. */
const same =
  /^(?:Amazon|AWS|ECS|EKS|EC2|SSM|IAM|Fargate|Systems Manager|Cost Explorer|Ansible|Docker|kubelet|containerd|Kubernetes|ARN|ID|CPU|GPU|x86|ARM|Anywhere|Connector|Hybrid|Nodes|Distro|EXTERNAL|External Instances|External Instances for|and|Windows|Linux|Raspberry Pi|ssh|JSON|CSV|HTML|PNG|Pod|vCPU|[\d\s{}×:()/·,.%$+…–-])*$/;

/** What is said to users can be said in their language. */
describe('texts', () => {
  const { said, untold } = textsOfCode();
  const bundle = read('l10n/bundle.l10n.ja.json');

  it('stand where they are said, but for those that core made', () => {
    assert.deepEqual(
      untold.map((place) => place.replace(/:\d+$/, '')),
      ['src/ui/taskdef/words.ts'],
    );
  });

  it('are all there in Japanese, and none that nobody says', () => {
    assert.deepEqual(
      [...said.keys()].filter((text) => !Object.hasOwn(bundle, text)),
      [],
    );
    assert.deepEqual(
      Object.keys(bundle).filter((text) => !said.has(text)),
      [],
    );
  });

  it('keep their placeholders, their marks and the spaces around them', () => {
    for (const [text, translated] of Object.entries(bundle)) assertFits(text, translated);
  });

  it('of the manifest are all there in Japanese', () => {
    const japanese = read('package.nls.ja.json');
    assert.deepEqual(Object.keys(japanese).sort(), Object.keys(english).sort());
    for (const [key, text] of Object.entries(english)) assertFits(text, japanese[key] ?? '');
    const named = new Set(Array.from(JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g), ([, key = '']) => key));
    assert.deepEqual([...named].sort(), Object.keys(english).sort());
  });

  it('are where VS Code looks for them', () => {
    assert.equal(manifest.l10n, './l10n');
    assert.ok(existsSync(join(root, manifest.l10n, 'bundle.l10n.ja.json')));
  });
});

function read(file: string): Bundle {
  return JSON.parse(readFileSync(join(root, file), 'utf8')) as Bundle;
}

function assertFits(text: string, translated: string): void {
  for (const marks of [/\{\d+\}/g, /\$\([\w~-]+\)/g, /\n/g, /`[^`]*`/g, /\(command:[^)]*\)/g, /…$/g, /^\s+|\s+$/g])
    assert.deepEqual((translated.match(marks) ?? []).sort(), (text.match(marks) ?? []).sort(), text);
  assert.ok(translated !== text || same.test(text), `not translated: ${text}`);
  assert.doesNotMatch(translated, /[Ａ-Ｚａ-ｚ０-９]/, text);
}

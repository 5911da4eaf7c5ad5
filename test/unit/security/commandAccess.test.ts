import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { accessOf, refusalOf } from '../../../src/ui/commands/access.ts';
import { commands, settings, type CommandId } from '../../../src/ui/ids.ts';

interface Menu {
  readonly command: string;
  readonly when?: string;
}
interface Setting {
  readonly scope?: string;
}
interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: unknown;
      readonly description?: string;
      readonly restrictedConfigurations?: readonly string[];
    };
    readonly virtualWorkspaces: { readonly supported: unknown; readonly description?: string };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly enablement?: string }[];
    readonly menus: Readonly<Record<string, readonly Menu[]>>;
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Setting>> }[];
  };
}

const root = path.join(import.meta.dirname, '..', '..', '..');
const { capabilities, contributes } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
const all = Object.values(commands);
const writing = all.filter((id) => accessOf[id].writes);
const running = all.filter((id) => accessOf[id].runs);
const isOff = `!config.${settings.readOnly}`;

/** `when` holds only where each of its parts does; with `||` it would need brackets. */
function conjuncts(when: string): readonly string[] {
  assert.doesNotMatch(when, /\|\|/, when);
  return when.split(' && ');
}

describe('commands', () => {
  it('are all known for what they may do', () => {
    assert.deepEqual(Object.keys(accessOf).sort(), [...all].sort());
    assert.ok(writing.length >= 20 && running.length >= 10);
  });

  it('that change something are in no menu in read-only mode, nor in the palette', () => {
    for (const id of writing) {
      const entries = Object.entries(contributes.menus).flatMap(([menu, items]) =>
        items.filter(({ command }) => command === id).map((item) => ({ ...item, menu })),
      );
      assert.ok(
        entries.some(({ menu }) => menu === 'commandPalette'),
        `${id} is in the palette at all times`,
      );
      for (const { menu, when = '' } of entries)
        assert.ok(conjuncts(when).includes(isOff) || when === 'false', `${id} in ${menu}`);
    }
  });

  it('that only read are not hidden by it', () => {
    const reading = new Set<string>(all.filter((id) => !accessOf[id].writes));
    for (const { command, when = '' } of Object.values(contributes.menus).flat())
      if (reading.has(command)) assert.ok(!when.includes(settings.readOnly), command);
  });

  it('that run something are disabled where the workspace is not trusted, and no others', () => {
    const disabled = contributes.commands.filter(({ enablement = '' }) =>
      conjuncts(enablement).includes('isWorkspaceTrusted'),
    );
    assert.deepEqual(disabled.map(({ command }) => command).sort(), [...running].sort());
  });

  it('are refused in code too, where a key or another extension runs them', () => {
    const at = (isReadOnly: boolean, isTrusted: boolean) => (id: CommandId) => refusalOf(id, { isReadOnly, isTrusted });
    for (const id of writing) assert.equal(at(true, true)(id), 'readOnly');
    for (const id of running) assert.notEqual(at(false, false)(id), undefined);
    for (const id of all) assert.equal(at(false, true)(id), undefined);
    const handed = readFileSync(path.join(root, 'src', 'ui', 'commands', 'register.ts'), 'utf8');
    assert.match(handed, /if \(isRefused\(id\)\) return;[^]*handlers\[id\]\(\)/);
  });
});

describe('settings', () => {
  const properties: Readonly<Record<string, Setting>> = Object.fromEntries(
    contributes.configuration.flatMap((section) => Object.entries(section.properties)),
  );

  it('that a workspace may have are of how hints look, and nothing else', () => {
    const ofWorkspaces = Object.entries(properties).filter(
      ([, { scope }]) => scope !== 'application' && scope !== 'machine',
    );
    assert.deepEqual(
      ofWorkspaces.map(([name]) => name),
      [settings.hints, settings.rules],
    );
  });

  it('can be told of no account, endpoint, host or program', () => {
    for (const name of Object.keys(properties))
      assert.doesNotMatch(
        name,
        /profile|account|region|endpoint|url|host(?!sPer)|path|program|command|proxy|registry/i,
      );
  });

  it('has read-only mode out of reach of a workspace', () => {
    assert.equal(properties[settings.readOnly]?.scope, 'application');
  });

  it('are not taken from a workspace that is not trusted where they could hide something', () => {
    const { untrustedWorkspaces, virtualWorkspaces } = capabilities;
    assert.equal(untrustedWorkspaces.supported, 'limited');
    assert.ok(untrustedWorkspaces.description);
    assert.deepEqual(untrustedWorkspaces.restrictedConfigurations, [settings.rules]);
    assert.equal(virtualWorkspaces.supported, 'limited');
    assert.ok(virtualWorkspaces.description);
  });
});

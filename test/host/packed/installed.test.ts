import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import manifest from '../../../package.json' with { type: 'json' };

/** In a VS Code that has nothing but what came with it, and the package, installed by VS Code itself. */
describe('the extension as it is installed', () => {
  const installed = (): { extensionPath: string; packageJSON: unknown } => {
    const found = vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`);
    assert.ok(found);
    return found;
  };

  it('is that of the package, in its version', () => {
    const { extensionPath, packageJSON } = installed();
    const { version, isUnderDevelopment } = packageJSON as { version: string; isUnderDevelopment?: boolean };
    assert.equal(version, manifest.version);
    assert.notEqual(isUnderDevelopment, true);
    assert.match(basename(extensionPath), new RegExp(`^${manifest.publisher}\\.${manifest.name}-`));
    for (const absent of ['src', 'test', 'tools', 'node_modules'])
      assert.ok(!existsSync(join(extensionPath, absent)), absent);
  });

  it('is the only one that did not come with VS Code, and needs no other', () => {
    const { extensionPath, packageJSON } = installed();
    const beside = readdirSync(join(extensionPath, '..')).filter((name) => !/^\.|^extensions\.json$/.test(name));
    assert.deepEqual(beside, [basename(extensionPath)]);
    const needs = packageJSON as { extensionDependencies?: unknown; extensionPack?: unknown };
    assert.deepEqual([needs.extensionDependencies, needs.extensionPack], [undefined, undefined]);
  });

  it('has every file that its manifest names', () => {
    const { extensionPath, packageJSON } = installed();
    const named = filesIn(packageJSON);
    assert.ok(named.length > 3, named.join());
    assert.deepEqual(
      named.filter((file) => !existsSync(join(extensionPath, file))),
      [],
    );
  });

  it('is told in the words of its manifest', () => {
    const { displayName, contributes } = installed().packageJSON as typeof manifest;
    assert.equal(displayName, 'External Instances for Amazon ECS and EKS');
    for (const { title } of contributes.commands) assert.doesNotMatch(title, /^%/);
    for (const { title } of contributes.configuration) assert.doesNotMatch(title, /^%/);
  });
});

/** Paths within the package, wherever they stand. */
function filesIn(value: unknown): string[] {
  if (typeof value === 'string') return /^(?:\.\/)?(?:media|dist|l10n)\/[\w./-]+\.\w+$/.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(filesIn) : [];
}

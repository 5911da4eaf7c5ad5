import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../helpers.ts';
import type { Window } from './support.ts';

/**
 * Changes settings of the user while a window is open, as users do it who like JSON: VS Code does not always see that
 * another program wrote the file. Closes all editors.
 */
export async function setUserSettings(window: Window, changes: Readonly<Record<string, unknown>>): Promise<void> {
  const { workbench, written } = window;
  const file = join(written[0] ?? '', 'data', 'User', 'settings.json');
  const text = JSON.stringify({ ...(JSON.parse(await readFile(file, 'utf8')) as object), ...changes });
  await workbench.runCommand('Preferences: Open User Settings (JSON)');
  const editor = workbench.editor('settings.json').first();
  // Typed, it would be completed. Keys that come while the text is still being shown go astray.
  await workbench.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await eventually(async () => {
    await editor.click();
    await workbench.page.keyboard.press('Control+A');
    await workbench.page.keyboard.press('Control+V');
    await workbench.page.keyboard.press('Control+S');
    await workbench.page.waitForTimeout(500);
    assert.equal(await readFile(file, 'utf8'), text);
  });
  await workbench.runCommand('View: Close All Editors');
}

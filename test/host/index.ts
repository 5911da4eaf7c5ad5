import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runMocha } from '../../tools/test/runMocha.ts';

/** What VS Code calls in its extension host, in the server and on the desktop. It must reject when a test has failed. */
export async function run(): Promise<void> {
  const compiled = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
  const files = compiled.filter((name) => name.endsWith('.test.mjs'));
  const { failed } = await runMocha(
    files.sort().map((name) => join(import.meta.dirname, name)),
    20_000,
  );
  if (failed > 0) throw new Error(`${failed} of the tests in the extension host failed.`);
}

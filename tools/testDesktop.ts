import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from '../esbuild.mjs';
import { Complaint } from './lib/complaint.ts';
import { root } from './lib/paths.ts';
import { compileHostSuite } from './test/hostSuite.ts';
import { mochaVariables, readCounts } from './test/runMocha.ts';
import { hasDisplay } from './vscode/desktop.ts';

/**
 * `npm run test:desktop`: the host suite in a desktop VS Code, which is the one in `VSCODE_PATH`, else downloaded in the
 * version `VSCODE_VERSION` (`stable` by default). Ends with the line `N passed, N failed`.
 */
export async function main(): Promise<number> {
  const { VSCODE_PATH: vscodeExecutablePath, VSCODE_VERSION: version = 'stable' } = process.env;
  if (!hasDisplay()) throw new Complaint('A desktop VS Code needs a display: set DISPLAY, or run this under xvfb-run.');
  await build();
  const suite = await compileHostSuite();
  const result = join(suite.scratch.folder, 'result.json');
  try {
    const code = await runTests({
      ...(vscodeExecutablePath === undefined ? { version } : { vscodeExecutablePath }),
      extensionDevelopmentPath: root,
      extensionTestsPath: suite.entry,
      extensionTestsEnv: { [mochaVariables.result]: result },
      launchArgs: [suite.workspace, '--disable-workspace-trust'],
    }).catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      return 1;
    });
    const { passed, failed } = readCounts(result) ?? { passed: 0, failed: 1 };
    console.log(`${passed} passed, ${failed} failed`);
    return code === 0 && passed > 0 && failed === 0 ? 0 : 1;
  } finally {
    await suite.scratch.remove();
  }
}

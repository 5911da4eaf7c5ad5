// A process of its own for the host suite in VS Code's server: `node --import tsx tools/test/hostProcess.ts`
import { compileHostSuite, runInServer } from './hostSuite.ts';

const suite = await compileHostSuite();
try {
  process.exitCode = await runInServer(suite);
} finally {
  await suite.scratch.remove();
}

// A process of its own for the host suite in VS Code's server: `node --import tsx tools/test/hostProcess.ts [VSIX]`
import { compileHostSuite, runInServer } from './hostSuite.ts';

const [vsix] = process.argv.slice(2);
const suite = await compileHostSuite(vsix === undefined ? 'whole' : 'packed');
try {
  process.exitCode = await runInServer(suite, vsix);
} finally {
  await suite.scratch.remove();
}

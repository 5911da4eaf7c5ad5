// A process of its own for a mocha run: `node --import tsx tools/test/mochaProcess.ts TIMEOUT_MS FILE…`
import { runMocha } from './runMocha.ts';

const [timeout, ...files] = process.argv.slice(2);
const { failed } = await runMocha(files, Number(timeout));
process.exitCode = failed === 0 ? 0 : 1;

setTimeout(() => {
  console.error(
    `The tests have ended, but something they started has not: ${process.getActiveResourcesInfo().join(', ')}`,
  );
  process.exit(1);
}, 5000).unref();

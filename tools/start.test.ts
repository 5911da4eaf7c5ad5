import assert from 'node:assert/strict';
import { Complaint } from './lib/complaint.ts';
import { readArguments } from './start.ts';

describe('npm start', () => {
  it('opens whichever VS Code there is, and a browser', () => {
    assert.deepEqual(readArguments([]), { where: 'either', port: undefined, open: true });
  });

  it('runs the server for scripts', () => {
    assert.deepEqual(readArguments(['--no-open', '--port', '9000']), { where: 'server', port: 9000, open: false });
  });

  for (const args of [['--port', '0'], ['--port', '70000'], ['--port', 'x'], ['--port'], ['--nonsense'], ['extra']]) {
    it(`answers ${args.join(' ')} with one sentence and its usage`, () => {
      assert.throws(
        () => readArguments(args),
        (error) => error instanceof Complaint && /^[^\n]+ Use: npm start [^\n]+$/.test(error.message),
      );
    });
  }
});

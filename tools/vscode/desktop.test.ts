import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { programOf } from './desktop.ts';

describe('the program behind the command `code`', () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'desktop-')));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function file(...path: string[]): string {
    const name = join(folder, ...path);
    mkdirSync(dirname(name), { recursive: true });
    writeFileSync(name, '');
    return name;
  }

  it('is found through the link on the PATH of a Linux', () => {
    const program = file('usr', 'share', 'code', 'code');
    const link = join(folder, 'code-link');
    symlinkSync(file('usr', 'share', 'code', 'bin', 'code'), link);
    assert.equal(programOf(link), program);
  });

  it('is found in the app of a Mac', () => {
    const program = file('Code.app', 'Contents', 'MacOS', 'Electron');
    assert.equal(programOf(file('Code.app', 'Contents', 'Resources', 'app', 'bin', 'code')), program);
  });

  it('is what was named, where that is a program itself', () => {
    const program = file('opt', 'code', 'code');
    assert.equal(programOf(program), program);
  });
});

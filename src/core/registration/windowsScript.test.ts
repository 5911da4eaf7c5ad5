import assert from 'node:assert/strict';
import { assertGolden } from '../../../test/unit/goldenScript.ts';
import { Failure } from '../failure.ts';
import { windowsSupport } from './supportedSystems.ts';
import type { WindowsScriptOptions } from './windowsScript.ts';
import { quotePowerShell, windowsRegisterScript } from './windowsScript.ts';

const plain: WindowsScriptOptions = {
  cluster: 'web',
  region: 'eu-central-1',
  activationId: '7f3c0a52-1b2c-4d3e-8f90-123456789abc',
  activationCode: 'Ab+Cd/EfGhIjKlMnOpQr',
  expiresAt: Date.UTC(2026, 10, 23, 14, 5, 59),
  registrationLimit: 2,
};
const odd: WindowsScriptOptions = {
  ...plain,
  cluster: `it's ‘x’ ‚y‛ "$(Remove-Item x)" \`n $env:TEMP`,
  region: `eu'; throw 'x' #\n& calc`,
  activationCode: `'''+/=\u001b[31m`,
};

/** What stands in single quotes, as PowerShell reads it, and what stands outside. */
function read(script: string): { readonly strings: readonly string[]; readonly rest: string } {
  const quoted = /['‘’‚‛]((?:[^'‘’‚‛]|(['‘’‚‛])\2)*)['‘’‚‛]/gu;
  const code = script.replace(/^#.*$/gm, '');
  return {
    strings: [...code.matchAll(quoted)].map(([, inside = '']) => inside.replace(/(['‘’‚‛])\1/gu, '$1')),
    rest: code.replace(quoted, 'S'),
  };
}

describe('windowsRegisterScript', () => {
  for (const [name, options] of Object.entries({ windows: plain, windowsOddNames: odd }))
    it(`is as in golden/${name}.ps1`, () => {
      assertGolden(windowsRegisterScript(options), new URL(`golden/${name}.ps1`, import.meta.url));
    });

  it('says first that AWS has ended its support, to the reader and to whoever runs it', () => {
    const script = windowsRegisterScript(plain);
    assert.ok(script.startsWith(`# ${windowsSupport.statement}\n`));
    assert.match(windowsSupport.statement, /7 August 2026/);
    assert.ok(read(script).strings.includes(windowsSupport.statement));
  });

  it('gives every value back unchanged, and nothing of it is code', () => {
    for (const options of [plain, odd]) {
      const { strings } = read(windowsRegisterScript(options));
      const values = [options.region, options.cluster, options.activationId, options.activationCode];
      assert.deepEqual(strings.slice(-4), values);
    }
    assert.equal(read(windowsRegisterScript(odd)).rest, read(windowsRegisterScript(plain)).rest);
  });

  it('checks the signature before it runs anything, and is one block', () => {
    const { rest } = read(windowsRegisterScript(plain));
    assert.ok(rest.indexOf('Get-AuthenticodeSignature') < rest.indexOf('& $installer'));
    const open = rest.match(/[{(]/g)?.length;
    assert.equal(open, rest.match(/[})]/g)?.length);
    assert.match(rest.trim(), /^& \{[\s\S]*\n\}$/);
  });

  it('keeps the code out of its header', () => {
    const [header = ''] = windowsRegisterScript(plain).split('\n& {');
    assert.ok(!header.includes(plain.activationCode) && header.includes('SECRET'));
  });
});

describe('quotePowerShell', () => {
  it('doubles everything that PowerShell takes for a single quote', () => {
    assert.equal(quotePowerShell(`a'b‘c’d‚e‛f"g`), `'a''b‘‘c’’d‚‚e‛‛f"g'`);
    assert.equal(quotePowerShell(''), `''`);
  });

  it('refuses NUL', () => {
    assert.throws(
      () => quotePowerShell('a\0b'),
      (error) => Failure.is(error) && error.reason === 'invalidRequest',
    );
  });
});

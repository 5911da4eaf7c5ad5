import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import type * as Accounts from '../../src/aws/openAccount.ts';
import type { OpenAccountOptions } from '../../src/aws/openAccount.ts';
import type { AccountRef } from '../../src/core/fleet/model.ts';
import { allPages } from '../../src/core/fleet/reading.ts';
import type { DemoAccount } from '../../src/demo/account.ts';
import { startDemoAccount } from '../../src/demo/account.ts';
import * as whole from '../../src/aws/openAccount.ts';
import { root } from './paths.ts';
import type { Scratch } from './scratch.ts';
import { makeScratch } from './scratch.ts';
import { shaken, shakeSdk } from './shakeSdk.mjs';

describe('what is left out of the SDK', () => {
  const schemas = `const n0 = "com.amazonaws.x";
const _h = "http";
const _e = "error";
n0_registry.registerError(Gone$, Gone);
export var Get$ = [9, n0, _h, { [_h]: ["GET", "/", 200], [_other]: 1 }];`;

  it('is the look of side effects, and errors but of the query protocol', () => {
    const plain = `export var Get$ = [9, n0, _h, { "http": ["GET", "/", 200], [_other]: 1 }];`;
    assert.ok(shaken(schemas, true).endsWith(`\n\n${plain}`));
    assert.ok(shaken(schemas, false).endsWith(`registerError(Gone$, Gone);\n${plain}`));
  });
});

describe('a bundle of the SDK without what is left out', function () {
  this.timeout(20_000);
  let scratch: Scratch;
  let demo: DemoAccount;
  let bundled: typeof Accounts;
  before(async () => {
    scratch = await makeScratch('shaken');
    // Time stands still, so that two answers are alike.
    demo = await startDemoAccount({ clock: () => now, hasRateLimits: false });
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: ['src/aws/openAccount.ts'],
      outdir: scratch.folder,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      mainFields: ['module', 'main'],
      minify: true,
      plugins: [shakeSdk()],
      logLevel: 'warning',
    });
    await writeFile(join(scratch.folder, 'package.json'), '{"type":"module"}');
    const file = pathToFileURL(join(scratch.folder, 'openAccount.js')).href;
    bundled = (await import(file)) as typeof Accounts;
  });
  after(async () => {
    await demo.stop();
    await scratch.remove();
  });

  const ref = (): AccountRef => ({ source: { kind: 'demo' }, region: demo.region });

  type Call = (account: Accounts.AwsAccount) => Promise<unknown>;
  const now = Date.now();
  const range = { from: now - 86_400_000, to: now };
  /** One for each client. */
  const calls: Readonly<Record<string, Call>> = {
    ecs: ({ fleet }) => allPages(fleet.ecsClusters()),
    ssm: ({ fleet }) => allPages(fleet.managedNodes()),
    eks: ({ fleet }) => allPages(fleet.eksClusters()),
    ecr: ({ names }) => names.repositories(),
    iam: ({ names }) => names.roles(),
    sts: ({ fleet }) => fleet.identity(),
    logs: ({ names }) => names.logGroups('us-east-1', ''),
    cloudtrail: ({ pulls }) => pulls.layerEvents(range, undefined),
    cloudwatch: ({ pulls }) => pulls.pullCounts(['workshop/builder'], range),
    ce: ({ pulls }) => pulls.billedTransfer(range),
    pricing: ({ prices }) => allPages(prices.products('AmazonEKS', [])),
  };

  async function outcome(open: typeof Accounts.openAccount, call: Call): Promise<unknown> {
    const options: OpenAccountOptions = { endpoint: demo.endpoint, unpaced: true };
    const account = open(ref(), options);
    try {
      const value = await call(account);
      return value;
    } catch (error) {
      const { reason, code, message, service, operation } = error as Record<string, unknown>;
      return { reason, code, message, service, operation };
    } finally {
      account.dispose();
    }
  }

  for (const [service, call] of Object.entries(calls)) {
    it(`answers as the whole of it does: ${service}`, async () => {
      const expected = await outcome(whole.openAccount, call);
      assert.deepEqual(await outcome(bundled.openAccount, call), expected);
      assert.ok(Array.isArray(expected) || !('reason' in (expected as object)));
    });

    it(`fails as the whole of it does: ${service}`, async () => {
      for (const fault of [
        { kind: 'deny' },
        { kind: 'error', code: 'ExpiredTokenException', status: 400, message: 'The token has expired' },
        { kind: 'error', code: 'SomethingNotFoundException', status: 404, message: 'It is not there' },
        { kind: 'error', code: 'InternalServerError', status: 500, message: 'A fault' },
      ] as const) {
        const remove = demo.faults.add({ service: service as 'ecs', fault });
        const expected = await outcome(whole.openAccount, call);
        const actual = await outcome(bundled.openAccount, call);
        remove();
        assert.deepEqual(actual, expected);
        assert.equal(typeof (expected as { reason?: unknown }).reason, 'string');
      }
    });
  }
});

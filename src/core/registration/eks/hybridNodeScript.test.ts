import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { assertBash, assertGolden, shellCheckNote } from '../../../../test/unit/goldenScript.ts';
import { Failure } from '../../failure.ts';
import type { HybridNodeScriptOptions } from './hybridNode.ts';
import { hybridNodeScript, officialNodeadm } from './hybridNode.ts';
import { nodeConfigYaml } from './nodeConfig.ts';

const plain: HybridNodeScriptOptions = {
  cluster: 'factory',
  region: 'eu-central-1',
  kubernetesVersion: '1.35',
  activationId: '7f3c0a52-1b2c-4d3e-8f90-123456789abc',
  activationCode: 'Ab+Cd/EfGhIjKlMnOpQr',
  expiresAt: Date.UTC(2026, 10, 23, 14, 5, 59),
};
const oddNames: HybridNodeScriptOptions = {
  ...plain,
  cluster: `it's "$(touch pwned)" \`touch pwned\` \${HOME}\nmain; exit 👩‍🚀 \\`,
  region: `eu'central\n# 1`,
  activationCode: `--'+/="$(touch pwned)" # {{ x }}: \u001b[31m`,
};
const proxy: HybridNodeScriptOptions = {
  ...plain,
  containerdSource: 'docker',
  proxy: { url: 'http://proxy.example.com:3128', noProxy: 'localhost,10.0.0.0/8,.example.com' },
};
const demo: HybridNodeScriptOptions = {
  ...plain,
  nodeadm: { url: 'http://127.0.0.1:4510/{arch}/nodeadm', insecureLoopback: true, needsRoot: false },
};
const goldens = { plain, oddNames, proxy, demo };

const isInvalid = (error: unknown): boolean => Failure.is(error) && error.reason === 'invalidRequest';

describe('hybridNodeScript', () => {
  for (const [name, options] of Object.entries(goldens)) {
    const script = hybridNodeScript(options);

    it(`is as in golden/hybridNode-${name}.sh`, () =>
      assertGolden(script, new URL(`golden/hybridNode-${name}.sh`, import.meta.url)));

    // The values alone differ, and it takes quotes and `$(…)` in single quotes for mistakes.
    it(`is valid bash (${name}${options === plain ? `; ${shellCheckNote}` : ''})`, () =>
      assertBash(script, { shellCheck: options === plain }));

    it(`has nothing but comments before main (${name})`, () => {
      const [before = ''] = script.split('\nmain() {\n');
      for (const line of before.split('\n')) assert.match(line, /^(#.*)?$/);
      assert.ok(!before.includes(options.activationCode));
    });
  }

  it('tells in its header what it makes, until when, from where, and that it holds a secret', () => {
    const [header = ''] = hybridNodeScript(plain).split('\nmain() {');
    for (const part of [
      'factory, Kubernetes 1.35',
      'eu-central-1',
      '2026-11-23 14:05 UTC',
      officialNodeadm.url,
      'SECRET',
    ])
      assert.ok(header.includes(part), part);
  });

  const refused: readonly (readonly [what: string, options: Partial<HybridNodeScriptOptions>])[] = [
    ['an option in place of a version', { kubernetesVersion: '--help' }],
    ['a version with more', { kubernetesVersion: '1.35 --timeout 1s' }],
    ['an id that is none', { activationId: 'x' }],
    ['a code that nodeadm would print in its error', { activationCode: 'short' }],
    ['a code on two lines', { activationCode: `${'x'.repeat(20)}\ny` }],
    ['a proxy with a password', { proxy: { url: 'http://user:secret@proxy:3128' } }],
    ['a proxy that ends the line', { proxy: { url: 'http://proxy:3128\nX=1' } }],
    ['a proxy by another protocol', { proxy: { url: 'socks5://proxy:1080' } }],
    ['exceptions that end the string', { proxy: { url: 'http://proxy:3128', noProxy: 'a"\nb' } }],
    ['a source without https', { nodeadm: { url: 'http://example.com/nodeadm', needsRoot: true } }],
    [
      'a source that is not loopback',
      { nodeadm: { url: 'http://a.test/x', insecureLoopback: true, needsRoot: false } },
    ],
    ['NUL', { cluster: 'a\0b' }],
  ];
  for (const [what, options] of refused)
    it(`refuses ${what}`, () => assert.throws(() => hybridNodeScript({ ...plain, ...options }), isInvalid));

  it('takes the forms that a proxy may have', () => {
    for (const url of [
      'http://proxy:3128',
      'https://proxy.example.com',
      'http://10.0.0.1:8080/',
      'http://[fd00::1]:3128',
    ])
      assert.doesNotThrow(() => hybridNodeScript({ ...plain, proxy: { url } }), url);
  });
});

describe('nodeConfigYaml', () => {
  for (const options of [plain, oddNames]) {
    it(`is a NodeConfig that gives its values back: ${JSON.stringify(options.cluster).slice(0, 40)}`, () => {
      assert.deepEqual(parse(nodeConfigYaml(options)), {
        apiVersion: 'node.eks.aws/v1alpha1',
        kind: 'NodeConfig',
        spec: {
          cluster: { name: options.cluster, region: options.region },
          hybrid: { ssm: { activationCode: options.activationCode, activationId: options.activationId } },
        },
      });
    });
  }
});

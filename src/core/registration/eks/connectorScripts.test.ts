import assert from 'node:assert/strict';
import { assertBash, assertGolden, shellCheckNote } from '../../../../test/unit/goldenScript.ts';
import { Failure } from '../../failure.ts';
import type { Checked } from '../activation.ts';
import type { ConnectorScriptOptions } from './connector.ts';
import {
  checkConnectedClusterName,
  checkConnectorRoleArn,
  connectorHelmScript,
  connectorManifestScript,
  officialConnectorManifest,
  registerClusterRequest,
} from './connector.ts';

const plain: ConnectorScriptOptions = {
  cluster: 'shop-7',
  region: 'eu-central-1',
  activationId: '7f3c0a52-1b2c-4d3e-8f90-123456789abc',
  activationCode: 'Ab+Cd/EfGhIjKlMnOpQr',
  expiresAt: Date.UTC(2026, 10, 23, 14, 5, 59),
};
const oddNames: ConnectorScriptOptions = {
  ...plain,
  cluster: `it's "$(touch pwned)" \`touch pwned\` \${HOME}\nmain; exit 👩‍🚀 \\`,
  activationCode: `--'+/="$(touch pwned)",x\\ # {{ x }}: \u001b[31m%AWS_REGION%&`,
  context: `arn:aws:eks:eu-central-1:123456789012:cluster/it's "$(touch pwned)" \\`,
};
const goldens = { plain, oddNames };
const forms = { manifest: connectorManifestScript, helm: connectorHelmScript };

const isInvalid = (error: unknown): boolean => Failure.is(error) && error.reason === 'invalidRequest';

describe('the scripts for EKS Connector', () => {
  for (const [form, write] of Object.entries(forms)) {
    for (const [name, options] of Object.entries(goldens)) {
      const script = write(options);

      it(`are as in golden/connector-${form}-${name}.sh`, () =>
        assertGolden(script, new URL(`golden/connector-${form}-${name}.sh`, import.meta.url)));

      // The values alone differ, and it takes quotes and `$(…)` in single quotes for mistakes.
      it(`are valid bash (${form}, ${name}${options === plain ? `; ${shellCheckNote}` : ''})`, () =>
        assertBash(script, { shellCheck: options === plain }));

      it(`have nothing but comments before main, and no code (${form}, ${name})`, () => {
        const [before = ''] = script.split('\nmain() {\n');
        for (const line of before.split('\n')) assert.match(line, /^(#.*)?$/);
        assert.ok(!before.includes(options.activationCode));
        for (const part of ['eu-central-1', '2026-11-23 14:05 UTC, once', 'SECRET'])
          assert.ok(before.includes(part), part);
      });
    }

    it(`refuse what is no Region, or no id (${form})`, () => {
      for (const wrong of [{ region: 'eu 1' }, { region: '' }, { activationId: 'x"\nkind: Pod' }, { cluster: 'a\0b' }])
        assert.throws(() => write({ ...plain, ...wrong }), isInvalid, JSON.stringify(wrong));
    });
  }

  it('fetch the manifest by https, or from loopback where that is asked for', () => {
    const from = (url: string, insecureLoopback: boolean) => () =>
      connectorManifestScript({ ...plain, manifest: { url, insecureLoopback, needsRoot: false } });
    assert.doesNotThrow(from(officialConnectorManifest.url, false));
    assert.doesNotThrow(from('http://127.0.0.1:4510/x.yaml', true));
    assert.throws(from('http://example.com/x.yaml', true), isInvalid);
    assert.throws(from('http://127.0.0.1/x.yaml', false), isInvalid);
  });

  it('know of the demo account only in a script for it', () => {
    const demo = { url: 'http://127.0.0.1:4510/x.yaml', insecureLoopback: true, needsRoot: false };
    const script = connectorManifestScript({ ...plain, manifest: demo });
    assertBash(script, { shellCheck: false });
    assert.match(script, /demo account/);
    for (const write of Object.values(forms)) assert.doesNotMatch(write(plain), /demo|loopback|proto '=http'/);
  });
});

describe('what RegisterCluster takes', () => {
  const role = 'arn:aws:iam::123456789012:role/AmazonEKSConnectorAgentRole';
  const tooLong = { problem: { kind: 'tooLong', length: 101, max: 100 } } as const;
  const names: readonly (readonly [typed: string, checked: Checked<string>])[] = [
    ['shop-7_a', { value: 'shop-7_a' }],
    [' 7 ', { value: '7' }],
    ['x'.repeat(100), { value: 'x'.repeat(100) }],
    ['x'.repeat(101), tooLong],
    ['', { problem: { kind: 'empty' } }],
    ['-shop', { problem: { kind: 'badCharacter', character: '-' } }],
    ['shop 7', { problem: { kind: 'badCharacter', character: ' ' } }],
    ['küche', { problem: { kind: 'badCharacter', character: 'ü' } }],
  ];
  for (const [typed, checked] of names)
    it(`checks the name ${JSON.stringify(typed).slice(0, 30)}`, () =>
      assert.deepEqual(checkConnectedClusterName(typed), checked));

  const roles: readonly (readonly [typed: string, checked: Checked<string>])[] = [
    [` ${role} `, { value: role }],
    ['arn:aws:iam::123456789012:role/path/x', { value: 'arn:aws:iam::123456789012:role/path/x' }],
    ['', { problem: { kind: 'empty' } }],
    ['AmazonEKSConnectorAgentRole', { problem: { kind: 'notARole' } }],
    ['arn:aws:iam::123456789012:user/x', { problem: { kind: 'notARole' } }],
    [
      'arn:aws:iam::123456789012:role/aws-service-role/eks-connector.amazonaws.com/x',
      { problem: { kind: 'serviceLinkedRole' } },
    ],
  ];
  for (const [typed, checked] of roles)
    it(`checks the role ${JSON.stringify(typed)}`, () => assert.deepEqual(checkConnectorRoleArn(typed), checked));

  it('is the request that the gateway takes', () => {
    const cluster = { name: ' shop-7 ', roleArn: role, provider: 'RANCHER', requestToken: 't' };
    assert.deepEqual(registerClusterRequest(cluster), { ...cluster, name: 'shop-7' });
    for (const wrong of [{ name: '' }, { roleArn: 'x' }, { provider: 'K3S' }])
      assert.throws(() => registerClusterRequest({ ...cluster, ...wrong }), isInvalid);
  });
});

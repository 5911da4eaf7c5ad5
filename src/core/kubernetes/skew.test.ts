import assert from 'node:assert/strict';
import { messageText } from '../text/message.ts';
import { kubeletSkew, minorOf, minorVersion, skewRemark, type SkewVerdict } from './skew.ts';

describe('minorOf', () => {
  it('reads a minor version in any way that it is said', () => {
    for (const version of ['1.35', 'v1.35.6', 'v1.35.6-eks-0a1b2c3', '1.35+', 'v1.35.0-alpha.1']) {
      assert.equal(minorOf(version), 35, version);
    }
    assert.equal(minorVersion('v1.35.6-eks-0a1b2c3'), '1.35');
  });

  it('takes nothing else for one', () => {
    for (const version of ['', '2.35', '1', 'v1.', '1.x', '1.3500', 'eks.12', '11.35']) {
      assert.equal(minorOf(version), undefined, version);
    }
    assert.equal(minorVersion('eks.12'), undefined);
  });
});

describe('kubeletSkew', () => {
  const cases: readonly (readonly [string, string, SkewVerdict])[] = [
    ['v1.35.2-eks-1', '1.35', 'same'],
    ['v1.34.9', 'v1.35.6-eks-1', 'older'],
    ['v1.33.0', '1.35', 'older'],
    ['v1.32.0', '1.35', 'last'],
    ['v1.31.0', '1.35', 'tooOld'],
    ['v1.36.0', '1.35', 'newer'],
    // Before kubelet 1.25 two minor versions were the most.
    ['v1.25.0', '1.28', 'last'],
    ['v1.24.0', '1.27', 'tooOld'],
    ['v1.24.0', '1.26', 'last'],
  ];
  for (const [kubelet, controlPlane, verdict] of cases) {
    it(`${kubelet} beside ${controlPlane}: ${verdict}`, () => {
      assert.equal(kubeletSkew(kubelet, controlPlane)?.verdict, verdict);
    });
  }

  it('is not known without both versions', () => {
    assert.equal(kubeletSkew('', '1.35'), undefined);
    assert.equal(kubeletSkew('v1.35.2', undefined), undefined);
  });

  it('is told as what it means', () => {
    const words = (kubelet: string): readonly (string | undefined)[] => {
      const skew = kubeletSkew(kubelet, '1.35');
      assert.ok(skew);
      const remark = skewRemark(skew);
      return [remark?.severity, remark && messageText(remark.message)];
    };
    assert.deepEqual(words('v1.35.2'), [undefined, undefined]);
    assert.deepEqual(words('v1.34.2'), ['info', 'Kubelet 1.34 is older than the control plane, 1.35']);
    assert.equal(words('v1.32.2')[0], 'warning');
    assert.deepEqual(words('v1.31.2'), ['error', 'Kubelet 1.31 is too old for the control plane, 1.35: not supported']);
    assert.deepEqual(words('v1.36.2'), ['error', 'Kubelet 1.36 is newer than the control plane, 1.35: not supported']);
  });
});

import assert from 'node:assert/strict';
import { nodeOf, reference } from '../../../../test/unit/taskNodes.ts';
import type { ImageFacts } from '../rule.ts';
import { neededArchitecture } from './neededArchitecture.ts';

describe('neededArchitecture', () => {
  const images: Readonly<Record<string, readonly string[]>> = {
    intel: ['linux/amd64'],
    arm: ['linux/arm64', 'windows/amd64'],
    both: ['linux/amd64', 'linux/arm64'],
  };
  const facts = (image: string): ImageFacts | undefined => {
    const platforms = images[image]?.map((each) => {
      const [os = '', architecture = ''] = each.split('/');
      return { os, architecture };
    });
    return platforms && { platforms };
  };
  const of = (names: readonly unknown[], cpuArchitecture?: unknown): string | undefined => {
    const containerDefinitions = names.map((image) => ({ image }));
    const platform = cpuArchitecture === undefined ? {} : { runtimePlatform: { cpuArchitecture } };
    return neededArchitecture(nodeOf({ containerDefinitions, ...platform }), facts);
  };

  it('is what the task says', () => {
    assert.deepEqual([of(['both'], 'ARM64'), of(['arm'], 'X86_64'), of([], 'X86_64')], ['arm64', 'x86_64', 'x86_64']);
  });

  it('is what its images are for, where that is one', () => {
    assert.deepEqual(
      [of(['intel']), of(['arm', 'both']), of(['both', 'intel'], reference)],
      ['x86_64', 'arm64', 'x86_64'],
    );
    assert.deepEqual([of(['both']), of([]), of(['unknown', reference])], [undefined, undefined, undefined]);
    // Together they run nowhere.
    assert.equal(of(['intel', 'arm']), undefined);
    assert.equal(of(['unknown', 'intel']), 'x86_64');
  });
});

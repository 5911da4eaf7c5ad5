import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { generate, generatedFile } from '../../../tools/generateRegions.ts';
import { message } from '../text/message.ts';
import { partitionOf, regions } from './regions.ts';

describe('Regions', () => {
  it('are in step with the installed SDK', async () => {
    assert.equal(readFileSync(generatedFile, 'utf8'), await generate());
  });

  it('have an id, a name and a partition', () => {
    assert.deepEqual(
      regions.find(({ id }) => id === 'eu-central-1'),
      { id: 'eu-central-1', name: message('Europe (Frankfurt)'), partition: 'aws' },
    );
    assert.ok(regions.length > 30);
    assert.equal(new Set(regions.map(({ id }) => id)).size, regions.length);
    assert.ok(!regions.some(({ id }) => id.endsWith('-global')));
    for (const { id, partition } of regions) assert.equal(partitionOf(id).id, partition);
  });

  const consoles = [
    ['eu-central-1', 'aws', 'console.aws.amazon.com', 'amazonaws.com'],
    ['cn-north-1', 'aws-cn', 'console.amazonaws.cn', 'amazonaws.com.cn'],
    ['us-gov-west-1', 'aws-us-gov', 'console.amazonaws-us-gov.com', 'amazonaws.com'],
    ['eusc-de-east-1', 'aws-eusc', 'console.amazonaws-eusc.eu', 'amazonaws.eu'],
    ['us-iso-east-1', 'aws-iso', undefined, 'c2s.ic.gov'],
  ] as const;
  for (const [region, id, consoleHost, dnsSuffix] of consoles) {
    it(`knows the partition of ${region}`, () => {
      assert.deepEqual(partitionOf(region), { id, dnsSuffix, ...(consoleHost && { consoleHost }) });
    });
  }

  it('places a Region newer than the list by its pattern, and anything else in aws', () => {
    assert.equal(partitionOf('us-gov-north-9').id, 'aws-us-gov');
    assert.equal(partitionOf('eu-north-9').id, 'aws');
    assert.equal(partitionOf('').id, 'aws');
  });
});

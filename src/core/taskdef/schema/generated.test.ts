import assert from 'node:assert/strict';
import { installedSdkVersion, schemaDigest } from '../../../../tools/lib/schemaDigest.ts';
import type { SchemaFile } from './schemaFile.ts';
import schema from './taskDefinition.json' with { type: 'json' };

describe('taskDefinition.json', () => {
  it('is what its generator makes of the installed SDK', () => {
    // The types of a JSON file are wider than those of the code that wrote it.
    const file = schema as SchemaFile;
    const advice = 'Out of step with @aws-sdk/client-ecs or its generator: run node tools/run.mjs generateTaskSchema';
    assert.equal(file.sdk, installedSdkVersion(), advice);
    assert.equal(file.digest, schemaDigest(file), advice);
  });
});

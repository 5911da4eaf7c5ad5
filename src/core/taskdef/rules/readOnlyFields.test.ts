import assert from 'node:assert/strict';
import type { SchemaFile } from '../schema/schemaFile.ts';
import schema from '../schema/taskDefinition.json' with { type: 'json' };
import { readOnly } from './readOnlyFields.ts';
import { findingsIn, fixed } from './testing/checking.ts';

describe('read-only fields', () => {
  it('are those of a task definition that can not be registered, as the API model of AWS has them', () => {
    // The types of a JSON file are wider than those of the code that wrote it.
    const { readOnly: members, shapes, root } = schema as SchemaFile;
    assert.deepEqual(readOnly.toSorted(), Object.keys(members).sort());
    const registered = Object.keys(shapes[root]?.members ?? {});
    assert.ok(registered.includes('containerDefinitions'));
    assert.deepEqual(
      readOnly.filter((name) => registered.includes(name)),
      [],
    );
  });

  it('all go with one fix, wherever they stand, and comments stay', () => {
    const text = `{
  // one
  "taskDefinitionArn": "arn", // two
  "family": "web", "revision": 7,
  /* three */
  "status": "ACTIVE",
  "containerDefinitions": [{ "name": "web", "image": "web:1", "memory": 64 }], "compatibilities": ["EXTERNAL"],
  "registeredAt": 1 /* four */
}`;
    const [finding, ...others] = findingsIn(text).filter(({ rule }) => rule === 'read-only-fields');
    assert.equal(others.length, 0);
    const after = fixed(text, finding?.fixes[0] ?? assert.fail());
    assert.deepEqual(JSON.parse(after.replace(/\/\/.*|\/\*.*?\*\//g, '')), {
      family: 'web',
      containerDefinitions: [{ name: 'web', image: 'web:1', memory: 64 }],
    });
    assert.deepEqual(after.match(/one|two|three|four/g), ['one', 'two', 'three', 'four']);
    assert.deepEqual(
      findingsIn(after).filter(({ rule }) => rule === 'read-only-fields'),
      [],
    );
  });
});

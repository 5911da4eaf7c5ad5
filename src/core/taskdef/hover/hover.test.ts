import assert from 'node:assert/strict';
import { hclParser } from '../../../../test/unit/hcl.ts';
import { textOf } from '../node.ts';
import { parseDocument } from '../parse/parseDocument.ts';
import { hoverAt } from './hover.ts';
import type { HoverTarget } from './hover.ts';

async function at(languageId: string, marked: string): Promise<(HoverTarget & { readonly text: string }) | undefined> {
  const offset = marked.indexOf('¦');
  const text = marked.replace('¦', '');
  const document = parseDocument({ text, languageId, fileName: 'x' }, await hclParser());
  const target = hoverAt(document, offset);
  return target && { ...target, text: text.slice(target.span.offset, target.span.offset + target.span.length) };
}

describe('what the reader points at', () => {
  it('is a name or a value of JSON', async () => {
    const name = await at('json', '{ "containerDefinitions": [{ "name": "a" }, { "im¦age": "nginx" }] }');
    assert.deepEqual(name?.path, ['containerDefinitions', 1, 'image']);
    assert.equal(name.text, '"image"');
    assert.equal(textOf(name.value), 'nginx');
    assert.equal(name.entry?.path, 'containerDefinitions[].image');
    const value = await at('json', '{ "requiresCompatibilities": ["EXT¦ERNAL"], "containerDefinitions": [] }');
    assert.deepEqual(value?.path, ['requiresCompatibilities', 0]);
    assert.ok(value.entry?.values?.includes('EXTERNAL'));
  });

  it('has the names of the API in CloudFormation and Terraform', async () => {
    const yaml =
      'Resources:\n  Web:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n' +
      '        - Name: a\n          LogConfiguration:\n            LogDriver: aws¦logs\n';
    assert.deepEqual((await at('yaml', yaml))?.path, ['containerDefinitions', 0, 'logConfiguration', 'logDriver']);
    const terraform = 'resource "aws_ecs_task_definition" "a" {\n  network_¦mode = "host"\n}\n';
    assert.equal((await at('terraform', terraform))?.entry?.name, 'networkMode');
  });

  it('is a read-only field, and one that AWS does not know', async () => {
    const described = await at('json', '{ "taskDefinition": { "revis¦ion": 3, "containerDefinitions": [] } }');
    assert.equal(described?.entry?.readOnly, true);
    const unknown = await at('json', '{ "imag¦es": 3, "containerDefinitions": [] }');
    assert.deepEqual(unknown?.path, ['images']);
    assert.equal(unknown.entry, undefined);
  });

  it('is nothing between and outside', async () => {
    assert.equal(await at('json', '{ ¦ "containerDefinitions": [] }'), undefined);
    assert.equal(await at('json', '{ "containerDefinitions": [] } ¦'), undefined);
  });
});

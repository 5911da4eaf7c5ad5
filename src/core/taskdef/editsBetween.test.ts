import { strict as assert } from 'node:assert';
import { hclParser } from '../../../test/unit/hcl.ts';
import { removeItem, removeProperty, setProperty } from './edits.ts';
import { itemsOf, property } from './node.ts';
import type { ArrayNode } from './node.ts';
import type { HclParser } from './parse/hclTree.ts';
import { parseDocument } from './parse/parseDocument.ts';
import type { TextEdit } from './rule.ts';

describe('Edits of a task definition, and what stands around the place', () => {
  let hcl: HclParser;

  before(async () => {
    hcl = await hclParser();
  });

  it('leaves an empty list where a value may stand, though its items stood as deep as its name', () => {
    const template = (list: string): string =>
      `Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Volumes:${list}\n      Family: a\n`;
    for (const [list, left] of [
      ['\n      - Name: a', ' []'],
      ['\n        - Name: a', ' []'],
      [' # all\n      - Name: a', ' # all\n        []'],
    ] as const) {
      const text = template(list);
      const [definition] = parseDocument({ text, languageId: 'yaml', fileName: 'a.yaml' }, undefined).definitions;
      const volumes = property(definition?.root, 'volumes') as ArrayNode;
      const after = applied(text, removeItem(text, { format: 'cloudFormationYaml' }, volumes, itemsOf(volumes)[0]!));
      assert.equal(after, template(left));
    }
  });

  it('writes what Terraform has a block for as one, beside the attributes', () => {
    const text = 'resource "aws_ecs_service" "a" {\n  name = "a"\n}\n';
    const [service] = parseDocument({ text, languageId: 'terraform', fileName: 'a.tf' }, hcl).services;
    const value = { strategy: 'ROLLING', minimumHealthyPercent: 0 };
    const edits = setProperty(text, { format: 'terraform' }, service!.root, 'deploymentConfiguration', value);
    assert.equal(
      applied(text, edits),
      'resource "aws_ecs_service" "a" {\n  name = "a"\n  deployment_minimum_healthy_percent = 0\n  deployment_configuration {\n    strategy = "ROLLING"\n  }\n}\n',
    );
  });

  it('keeps comments between a property and its comma, and between two that go', () => {
    const without = (text: string, name: string): string => {
      const [definition] = parseDocument({ text, languageId: 'jsonc', fileName: 'a.json' }, hcl).definitions;
      return applied(text, removeProperty(text, { format: 'json' }, definition!.root, name));
    };
    const rest = '"containerDefinitions": []';
    assert.equal(without(`{ "family": "a" // one\n, ${rest} }`, 'family'), `{  // one\n ${rest} }`);
    assert.equal(
      without(`{ ${rest} // one\n, "family": "a" // two\n,\n}`, 'family'),
      `{ ${rest} // one\n  // two\n,\n}`,
    );
    assert.equal(without(`{ ${rest}, /* one */ "family": "a" }`, 'family'), `{ ${rest} /* one */  }`);
    const twice = `{ "family": "a", /* one */ "family": "b", ${rest} }`;
    assert.equal(without(twice, 'family'), `{ /* one */ ${rest} }`);
  });
});

function applied(text: string, edits: readonly TextEdit[]): string {
  let after = text;
  const sorted = edits.toSorted((a, b) => b.span.offset - a.span.offset);
  let end = text.length;
  for (const { span, text: inserted } of sorted) {
    assert(span.offset >= 0 && span.length >= 0 && span.offset + span.length <= end, 'edits overlap');
    after = after.slice(0, span.offset) + inserted + after.slice(span.offset + span.length);
    end = span.offset;
  }
  return after;
}

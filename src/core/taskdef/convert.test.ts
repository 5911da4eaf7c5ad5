import assert from 'node:assert/strict';
import { hclParser } from '../../../test/unit/hcl.ts';
import { convertToExternal } from './convert.ts';
import type { TaskDocument } from './document.ts';
import { parseDocument } from './parse/parseDocument.ts';

const json = (text: string): TaskDocument =>
  parseDocument({ text, languageId: 'json', fileName: 'task.json' }, undefined);

const fargate = `{
  "family": "web",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "awsvpc",
  "cpu": "256",
  "memory": "512",
  "ephemeralStorage": { "sizeInGiB": 30 },
  "containerDefinitions": [{ "name": "web", "image": "web:1", "essential": true }]
}
`;

describe('convertToExternal', () => {
  it('makes a task definition of Fargate one for external instances, and leaves the rest of the text', () => {
    const converted = convertToExternal(fargate, json, 0);
    assert.deepEqual(JSON.parse(converted?.text ?? ''), {
      family: 'web',
      requiresCompatibilities: ['EXTERNAL'],
      networkMode: 'bridge',
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'web', image: 'web:1', essential: true }],
    });
    assert.deepEqual(converted?.left, []);
    assert.ok(converted.text.endsWith('}\n') && converted.text.includes('\n  "cpu": "256",\n'));
  });

  it('is done with one that is for external instances already', () => {
    const once = convertToExternal(fargate, json, 0)?.text ?? '';
    assert.equal(convertToExternal(once, json, 0)?.text, once);
  });

  it('does not touch another one of the text', () => {
    const two = `[${fargate}, ${fargate.replace('"web"', '"other"')}]`;
    const [first, second] = JSON.parse(convertToExternal(two, json, 1)?.text ?? '') as { networkMode: string }[];
    assert.deepEqual([first?.networkMode, second?.networkMode], ['awsvpc', 'bridge']);
    assert.equal(convertToExternal(two, json, 2), undefined);
    // Also not where the other one is for external instances, and has what they refuse.
    const external = `[${fargate}, ${fargate.replace('FARGATE', 'EXTERNAL')}]`;
    const converted = convertToExternal(external, json, 0);
    const [, other] = JSON.parse(converted?.text ?? '') as { networkMode: string }[];
    assert.deepEqual([other?.networkMode, converted?.left], ['awsvpc', []]);
  });

  it('speaks Terraform, its service included', async () => {
    const hcl = await hclParser();
    const parse = (text: string): TaskDocument =>
      parseDocument({ text, languageId: 'terraform', fileName: 'main.tf' }, hcl);
    const text = `resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  container_definitions    = jsonencode([{ name = "web", image = "web:1", memory = 128 }])
}

resource "aws_ecs_service" "web" {
  task_definition = aws_ecs_task_definition.web.arn
  launch_type     = "FARGATE"
  capacity_provider_strategy {
    capacity_provider = "FARGATE_SPOT"
  }
  load_balancer {
    container_name = "web"
    container_port = 80
  }
}
`;
    const converted = convertToExternal(text, parse, 0);
    assert.match(converted?.text ?? '', /requires_compatibilities = \["EXTERNAL"\]\n {2}network_mode {13}= "bridge"/);
    assert.match(converted?.text ?? '', / {2}launch_type {5}= "EXTERNAL"\n/);
    assert.doesNotMatch(converted?.text ?? '', /load_balancer|capacity_provider/);
  });
});

import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { hclParser } from '../../../../test/unit/hcl.ts';
import { check } from '../check.ts';
import type { HclParser } from '../parse/hclTree.ts';
import { isMapName, toCloudFormation } from '../parse/names.ts';
import { parseDocument } from '../parse/parseDocument.ts';
import type { Finding, Rule } from '../rule.ts';
import { messageText } from '../../text/message.ts';
import { rules } from './index.ts';
import { factsOfTags, findingsIn, fixed, textAt } from './testing/checking.ts';

/** A value of the API with the names of CloudFormation. */
function inCloudFormation(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => inCloudFormation(each));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, unknown>).map(([name, each]) => {
    return [toCloudFormation(name), isMapName(name) ? each : inCloudFormation(each)] as const;
  });
  return Object.fromEntries(entries);
}

function templateOf(json: string): object {
  const Properties = inCloudFormation(JSON.parse(json));
  return { Resources: { Task: { Type: 'AWS::ECS::TaskDefinition', Properties } } };
}

function checkFixes(rule: Rule, text: string, findings: (text: string) => readonly Finding[]): void {
  const before = findings(text);
  for (const finding of before) {
    for (const fix of finding.fixes) {
      const after = fixed(text, fix);
      assert.ok(findings(after).length < before.length, `${rule.id}\n${after}`);
    }
  }
}

describe('rules in CloudFormation', () => {
  const inJson = rules.filter(({ id, bad }) => bad.startsWith('{') && id !== 'read-only-fields');
  for (const [name, render] of [
    ['JSON', (template: object) => JSON.stringify(template, undefined, 2)],
    ['YAML', (template: object) => stringify(template)],
  ] as const) {
    it(`find the same as in JSON, in ${name}, and fix it`, () => {
      for (const rule of inJson) {
        const only = [rule];
        const found = (text: string): readonly Finding[] => findingsIn(text, { only });
        assert.deepEqual(found(render(templateOf(rule.good))), [], rule.id);
        const bad = render(templateOf(rule.bad));
        const texts = found(bad).map(({ message }) => messageText(message));
        assert.deepEqual(
          texts,
          found(rule.bad).map(({ message }) => messageText(message)),
          rule.id,
        );
        checkFixes(rule, bad, found);
      }
    });
  }
});

const terraform = `resource "aws_ecs_task_definition" "web" {
  family                   = "web.shop"
  requires_compatibilities = ["EXTERNAL"]
  network_mode             = "awsvpc"
  cpu                      = 64
  proxy_configuration {
    type           = "APPMESH"
    container_name = "envoy"
  }
  volume {
    name = "data"
    efs_volume_configuration {
      file_system_id = "fs-0123456789abcdef0"
    }
  }
  container_definitions = jsonencode([
    {
      name          = "web"
      image         = "nginx"
      essential     = false
      memory        = 4
      portMappings  = [{ containerPort = 80, hostPort = 8080 }]
      secrets       = [{ name = "API_TOKEN", valueFrom = aws_ssm_parameter.token.arn }]
      logConfiguration = {
        logDriver = "awslogs"
        options   = { "awslogs-group" = "/ecs/web", "awslogs-region" = var.region }
      }
    }
  ])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 1
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }
  network_configuration {
    subnets = var.subnets
  }
  service_connect_configuration {
    enabled = true
  }
}

resource "aws_ecs_task_definition" "api" {
  family                   = "api"
  requires_compatibilities = ["EXTERNAL"]
  container_definitions    = jsonencode([
    { name = "api", image = "example/api:4", memory = 64, portMappings = [{ containerPort = 80, hostPort = 8080 }] }
  ])
}

resource "aws_ecs_service" "api" {
  name            = "api"
  task_definition = aws_ecs_task_definition.api.arn
  launch_type     = "EXTERNAL"
  desired_count   = 1
}
`;

describe('rules in Terraform', () => {
  let hcl: HclParser;
  before(async () => {
    hcl = await hclParser();
  });
  const found = (text: string, only?: readonly Rule[]): readonly Finding[] => {
    const document = parseDocument({ text, languageId: 'terraform', fileName: 'main.tf' }, hcl);
    return check(text, document, factsOfTags, {}, (rule, error) => assert.fail(`${rule}: ${String(error)}`), only);
  };

  it('find what is bad, at its place', () => {
    const places = found(terraform).map((finding) => [finding.rule, textAt(terraform, finding)]);
    assert.deepEqual(places, [
      ['family-name', '"web.shop"'],
      ['external-network-mode', '"awsvpc"'],
      ['cpu-range', '64'],
      ['external-app-mesh', 'proxy_configuration'],
      ['external-efs', 'efs_volume_configuration'],
      ['image-tag', '"nginx"'],
      ['docker-hub', '"nginx"'],
      ['no-essential', 'false'],
      ['memory-minimum', '4'],
      ['host-port-mismatch', '8080'],
      ['execution-role', 'secrets'],
      ['awslogs-prefix', '"awslogs"'],
      ['awslogs-mode', '"awslogs"'],
      ['external-launch-type', '"web"'],
      ['external-load-balancer', 'load_balancer'],
      ['external-network-configuration', 'network_configuration'],
      ['external-service-connect', 'service_connect_configuration'],
      ['docker-hub', '"example/api:4"'],
      ['fixed-port-deployment', '"api"'],
    ]);
  });

  it('fix it', () => {
    for (const rule of rules) checkFixes(rule, terraform, (text) => found(text, [rule]));
    const [stops] = found(terraform).filter(({ rule }) => rule === 'fixed-port-deployment');
    const after = fixed(terraform, stops?.fixes[0] ?? assert.fail());
    assert.match(after, /\n {2}deployment_minimum_healthy_percent *= 0\n {2}deployment_maximum_percent *= 100\n/);
  });
});

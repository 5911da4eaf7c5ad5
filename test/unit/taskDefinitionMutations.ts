import { strict as assert } from 'node:assert';
import type { TaskDocument } from '../../src/core/taskdef/document.ts';
import type { Span, ValueNode } from '../../src/core/taskdef/node.ts';
import type { ParseInput } from '../../src/core/taskdef/parse/sniff.ts';

/** Task definitions that went wrong, the same ones in every run. */

const json = `{
  "family": "web", // 😀
  "networkMode": "bridge", "cpu": "256", "memory": 512,
  "runtimePlatform": { "cpuArchitecture": "ARM64" },
  "containerDefinitions": [
    {
      "name": "web", "image": "<IMAGE1_NAME>", "essential": true, "cpu": \${cpu},
      "portMappings": [{ "containerPort": 80, "hostPort": 0 }],
      "logConfiguration": { "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/\${name}" } }
    }
  ],
}
`;

const cloudFormation = `Parameters:
  Base: &base
    Type: String
Resources:
  Task: &task
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: !Join ['-', [a, !Ref Name]]
      NetworkMode: bridge
      ContainerDefinitions:
        - Name: web 😀
          Image: !Sub
            - \${Repository}:\${Tag}
            - { Tag: 1.0 }
          PortMappings: [{ ContainerPort: 80 }]
          Command: |
            one
            two
          LogConfiguration:
            LogDriver: awslogs
            Options: { mode: non-blocking }
        - <<: *base
          Name: b
  Copy: *task
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      LaunchType: EXTERNAL
  Nightly:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: cron(0 3 * * ? *)
      Targets: [{ EcsParameters: { TaskDefinitionArn: !Ref Task, LaunchType: EXTERNAL } }]
`;

const terraform = `resource "aws_ecs_task_definition" "web" {
  family       = "web-\${var.name}" # 😀
  network_mode = "bridge"
  volume {
    name      = "data"
    host_path = "/data"
  }
  container_definitions = jsonencode([
    { name = "web", image : local.image, cpu = 256, portMappings = [{ containerPort = 80 }],
      environment = [for k, v in var.env : { name = k, value = v }] },
  ])
}
resource "aws_ecs_task_definition" "job" {
  container_definitions = <<-EOF
    [{ "name": "job", "image": "\${var.image}", "memory": \${var.memory} }]
  EOF
}
resource "aws_ecs_task_definition" "old" {
  container_definitions = "[{\\"name\\": \\"old 😀\\", \\"memory\\": 5}]"
}
resource "aws_ecs_service" "web" {
  task_definition            = aws_ecs_task_definition.web.arn
  deployment_maximum_percent = 100
  load_balancer {
    container_name = "web"
  }
}
resource "aws_scheduler_schedule" "job" {
  schedule_expression = "rate(1 day)"
  target {
    ecs_parameters {
      task_definition_arn = aws_ecs_task_definition.job.arn
      launch_type         = "EXTERNAL"
    }
  }
}
`;

const templateJson = JSON.stringify(
  {
    Resources: {
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { Family: { 'Fn::Sub': 'a-${B}' }, ContainerDefinitions: [{ Name: 'a', Image: { Ref: 'Image' } }] },
      },
    },
  },
  undefined,
  2,
);

const manifests = `apiVersion: v1
kind: ConfigMap
data: { text: "---" }
---
# 😀
apiVersion: apps/v1
kind: Deployment
metadata: &meta
  name: web
  labels: { app: web }
spec:
  replicas: 2
  template:
    metadata: *meta
    spec:
      {{- with .Values.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions:
                  - { key: kubernetes.io/arch, operator: In, values: [arm64] }
      initContainers:
        - { name: init, image: "{{ .Values.image }}:{{ .Values.tag | default "latest" }}" }
      containers:
        - name: web
          image: registry/web:$(TAG)
          imagePullPolicy: Always
        - name: log 😀
          image: log:latest
---
apiVersion: v1
kind: List
items:
  - apiVersion: batch/v1
    kind: CronJob
    metadata: { name: job }
    spec:
      schedule: '0 3 * * *'
      jobTemplate:
        spec:
          parallelism: 2
          template:
            spec:
              nodeSelector: { eks.amazonaws.com/compute-type: hybrid }
              containers: [{ name: job, image: 'job:arm64', imagePullPolicy: Always }]
`;

const manifestJson = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec: { nodeName: 'mi-1', containers: [{ name: 'a', image: 'a:latest' }] },
});

const described = `{ "taskDefinition": ${json}, "tags": [] }`;

export const wellFormed: readonly ParseInput[] = [
  { text: json, languageId: 'jsonc', fileName: 'task.json' },
  { text: described, languageId: 'json', fileName: 'described.json' },
  { text: templateJson, languageId: 'json', fileName: 'template.json' },
  { text: cloudFormation, languageId: 'yaml', fileName: 'template.yaml' },
  { text: manifests, languageId: 'yaml', fileName: 'workloads.yaml' },
  { text: manifestJson, languageId: 'json', fileName: 'pod.json' },
  { text: terraform, languageId: 'terraform', fileName: 'main.tf' },
];

const oddities = [
  ...Array.from('"\'{}[](),:=#&*!|>-<$%\\\n\r\t\0\uFEFF\u2028😀'),
  '\uD800',
  '\uDC00',
  '\r\n',
  '${',
  '{{',
  '<<EOF\n',
  '"family": 1,',
  'null',
  '-1e999',
  '12345678901234567890123',
  '!Ref ',
  '*task',
  '&task ',
  '<<: *task\n',
  '/*',
  '//',
  '---\n',
  '\\u00',
];

/** A text with one to four things done to it. */
export function mutated(input: ParseInput, random: () => number): ParseInput {
  let { text } = input;
  const below = (limit: number): number => Math.floor(random() * limit);
  for (let times = 1 + below(4); times > 0; times--) text = changed(text, below);
  return { ...input, text };
}

function changed(text: string, below: (limit: number) => number): string {
  const at = below(text.length + 1);
  const to = Math.min(text.length, at + 1 + below(20));
  switch (below(9)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(to);
    case 2:
      return text.slice(0, at) + (oddities[below(oddities.length)] ?? '') + text.slice(at);
    case 3:
      return text.slice(0, at) + (oddities[below(oddities.length)] ?? '') + text.slice(to);
    case 4: {
      // A line a second time, elsewhere: duplicate names, wrong types, wrong indentation.
      const lines = text.split('\n');
      lines.splice(below(lines.length), 0, lines[below(lines.length)] ?? '');
      return lines.join('\n');
    }
    case 5: {
      const lines = text.split('\n');
      lines.splice(below(lines.length), 1);
      return lines.join('\n');
    }
    case 6:
      return below(2) === 0 ? text.replaceAll('\n', '\r\n') : `\uFEFF${text}`;
    case 7:
      return withBadBytes(text, below);
    default:
      return text.slice(0, at) + '[{('.charAt(below(3)).repeat(below(200)) + text.slice(at);
  }
}

/** As an editor shows a file that is not UTF-8 in some places. */
function withBadBytes(text: string, below: (limit: number) => number): string {
  const bytes = Buffer.from(text);
  for (let times = 1 + below(4); times > 0 && bytes.length > 0; times--) bytes[below(bytes.length)] = 0x80 + below(128);
  return bytes.toString('utf8');
}

/** That every place is in the text, and in the place that it is a part of. */
export function assertSpansFit(
  text: string,
  { definitions, services, schedules = [], workloads = [] }: TaskDocument,
): void {
  const whole = { offset: 0, length: text.length };
  for (const { root, anchor } of [...definitions, ...services, ...workloads]) {
    assertInside(anchor, whole, text);
    assertNodeFits(root, whole, text);
  }
  for (const { expression } of schedules) assertInside(expression, whole, text);
}

function assertNodeFits(node: ValueNode, outer: Span, text: string): void {
  assertInside(node, outer, text);
  if (node.kind === 'array') for (const item of node.items) assertNodeFits(item, node, text);
  if (node.kind !== 'object') return;
  for (const each of node.properties) {
    assertInside(each, node, text);
    assertInside(each.key, each, text);
    if (each.value !== undefined) assertNodeFits(each.value, each, text);
  }
}

function assertInside(inner: Span, outer: Span, text: string): void {
  const fits =
    Number.isInteger(inner.offset) &&
    inner.length >= 0 &&
    inner.offset >= outer.offset &&
    inner.offset + inner.length <= outer.offset + outer.length;
  if (!fits) assert.fail(`${JSON.stringify(inner)} is not in ${JSON.stringify(outer)} of ${JSON.stringify(text)}`);
}

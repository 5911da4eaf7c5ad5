import assert from 'node:assert/strict';
import { hclParser } from '../../../../test/unit/hcl.ts';
import { check } from '../check.ts';
import { parseDocument } from '../parse/parseDocument.ts';
import type { RuleFacts } from '../rule.ts';
import { messageText } from '../../text/message.ts';
import { imageCleanup } from './imageCleanup.ts';
import { findingsIn, textAt } from './testing/checking.ts';

const template = (schedule: string, more = '', image = 'public.ecr.aws/example/backup:7'): string => `Resources:
  Backup:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions: [{ Name: backup, Image: ${image}, Memory: 64 }]
  Logs: { Type: AWS::Logs::LogGroup }
${schedule}${more}`;

const rule = (expression: string, more = '', launchType = 'EXTERNAL'): string => `  Times:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: ${expression}
${more}      Targets:
        - { Id: a, Arn: !GetAtt Queue.Arn }
        - { Id: b, Arn: !GetAtt Home.Arn, EcsParameters: { LaunchType: ${launchType}, TaskDefinitionArn: !Ref Backup } }
`;

const scheduler = `  Times:
    Type: AWS::Scheduler::Schedule
    Properties:
      FlexibleTimeWindow: { Mode: 'OFF' }
      ScheduleExpression: cron(0 3 * * ? *)
      Target:
        Arn: !GetAtt Home.Arn
        EcsParameters: { TaskDefinitionArn: !GetAtt Backup.TaskDefinitionArn, LaunchType: EXTERNAL }
`;

const service = (properties: string, image: string): string => `  Always:
    Type: AWS::ECS::TaskDefinition
    Properties: { ContainerDefinitions: [{ Name: always, Image: ${image}, Memory: 64 }] }
  Service:
    Type: AWS::ECS::Service
    Properties: { TaskDefinition: !Ref Always, ${properties} }
`;

describe('image-cleanup', () => {
  const told = (text: string, facts: RuleFacts = {}): readonly string[] =>
    findingsIn(text, { only: [imageCleanup], facts: { image: () => undefined, ...facts } }).map((finding) => {
      return `${textAt(text, finding)}: ${messageText(finding.message)}`;
    });
  const anew = 'Hosts remove an image 3 hours after its last task, and the next run downloads it anew';

  it('reads rules and schedules of CloudFormation', () => {
    assert.deepEqual(told(template(rule('rate(1 day)'))), [`rate(1 day): ${anew}, 30× a month`]);
    assert.deepEqual(told(template(rule("'rate(7 days)'"))), [`'rate(7 days)': ${anew}, 4× a month`]);
    assert.deepEqual(told(template(rule('rate(60 days)'))), [`rate(60 days): ${anew}, 0.5× a month`]);
    assert.deepEqual(told(template(scheduler)), [`cron(0 3 * * ? *): ${anew}, 30× a month`]);
  });

  it('says nothing where the image stays, or where it can not be told', () => {
    for (const text of [
      template(rule('rate(3 hours)')),
      template(rule('at(2026-11-22T10:00:00)')),
      template(rule('!Ref Times')),
      template(rule('rate(1 day)', '      State: DISABLED\n')),
      template(rule('rate(1 day)', '', 'FARGATE')),
      // Nothing says that it is for external instances.
      template(rule('rate(1 day)', '', '!Ref LaunchType')),
      // Another schedule runs often enough, or may.
      template(rule('rate(1 day)'), rule('rate(1 hour)').replace('Times', 'Often')),
      template(rule('rate(1 day)'), rule('cron(nightly)').replace('Times', 'Often')),
      template(rule('rate(1 day)'), service('LaunchType: EXTERNAL', 'public.ecr.aws/example/backup:7')),
      template(rule('rate(1 day)'), service('LaunchType: EXTERNAL', "!Sub '${R}:1'"), "!Sub '${R}:1'"),
    ]) {
      assert.deepEqual(told(text), [], text);
    }
  });

  it('is not calmed by services that run elsewhere, run nothing, or run something else', () => {
    for (const [properties, image] of [
      ['LaunchType: FARGATE', 'public.ecr.aws/example/backup:7'],
      ['LaunchType: EXTERNAL, DesiredCount: 0', 'public.ecr.aws/example/backup:7'],
      ['LaunchType: EXTERNAL', 'public.ecr.aws/example/backup:8'],
    ] as const) {
      assert.equal(told(template(rule('rate(1 day)'), service(properties, image))).length, 1, properties);
    }
    // Nor by what runs once.
    const once = rule('at(2026-11-22T10:00:00)').replace('Times', 'Once');
    assert.equal(told(template(rule('rate(1 day)'), once)).length, 1);
  });

  it('tells how much each run downloads, where that was measured', () => {
    const platforms = [
      { os: 'linux', architecture: 'amd64', bytes: 400_000_000 },
      { os: 'linux', architecture: 'arm64', bytes: 300_000_000 },
    ];
    const facts: RuleFacts = { image: () => ({ platforms }) };
    const text = template(rule('rate(1 day)'));
    assert.deepEqual(told(text, facts), [`rate(1 day): ${anew}, 400 MB 30× a month, 12.2 GB in all`]);
    const arm = text.replace('ContainerDef', 'RuntimePlatform: { CpuArchitecture: ARM64 }\n      ContainerDef');
    assert.deepEqual(told(arm, facts), [`rate(1 day): ${anew}, 300 MB 30× a month, 9.1 GB in all`]);
    const unmeasured = { image: () => ({ platforms: [{ os: 'linux', architecture: 'amd64' }] }) };
    assert.deepEqual(told(text, unmeasured), [`rate(1 day): ${anew}, 30× a month`]);
  });

  it('reads Terraform', async () => {
    const hcl = await hclParser();
    const terraform = (schedule: string): readonly string[] => {
      const text = `resource "aws_ecs_task_definition" "backup" {
  requires_compatibilities = ["EXTERNAL"]
  container_definitions    = jsonencode([{ name = "backup", image = var.image, memory = 64 }])
}
${schedule}`;
      const document = parseDocument({ text, languageId: 'terraform', fileName: 'main.tf' }, hcl);
      const failed = (): never => assert.fail();
      return check(text, document, {}, {}, failed, [imageCleanup]).map((finding) => textAt(text, finding));
    };
    const target = `resource "aws_cloudwatch_event_target" "backup" {
  rule = aws_cloudwatch_event_rule.nightly.name
  arn  = aws_ecs_cluster.home.arn
  ecs_target {
    task_definition_arn = aws_ecs_task_definition.backup.arn
    launch_type         = "EXTERNAL"
  }
}
`;
    const nightly = (more = ''): string => `resource "aws_cloudwatch_event_rule" "nightly" {
  schedule_expression = "cron(0 3 * * ? *)"
${more}}
`;
    assert.deepEqual(terraform(target + nightly()), ['"cron(0 3 * * ? *)"']);
    assert.deepEqual(terraform(target + nightly('  state = "DISABLED"\n')), []);
    assert.deepEqual(terraform(target + nightly('  is_enabled = false\n')), []);
    assert.deepEqual(terraform(nightly()), []);
    const schedule = `resource "aws_scheduler_schedule" "nightly" {
  schedule_expression = "rate(1 day)"
  flexible_time_window { mode = "OFF" }
  target {
    arn = aws_ecs_cluster.home.arn
    ecs_parameters {
      task_definition_arn = trimsuffix(aws_ecs_task_definition.backup.arn, ":\${aws_ecs_task_definition.backup.revision}")
      launch_type         = "EXTERNAL"
    }
  }
}
`;
    assert.deepEqual(terraform(schedule), ['"rate(1 day)"']);
    assert.deepEqual(terraform(schedule.replace('"rate(1 day)"', 'var.times')), []);
  });
});

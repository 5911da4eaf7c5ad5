import assert from 'node:assert/strict';
import { hclParser } from '../../../../test/unit/hcl.ts';
import type { HclParser } from '../parse/hclTree.ts';
import { parseDocument } from '../parse/parseDocument.ts';
import { complete } from './complete.ts';
import { liveItem } from './liveItem.ts';
import type { LiveSlot } from './liveSlot.ts';

let hcl: HclParser;
before(async () => {
  hcl = await hclParser();
});

interface Found {
  readonly slot: LiveSlot | undefined;
  readonly text: string;
  readonly offset: number;
}

/** What is found at the `¦` of a text. */
function at(languageId: string, marked: string): Found {
  const offset = marked.indexOf('¦');
  const text = marked.replace('¦', '');
  const document = parseDocument({ text, languageId, fileName: `task.${languageId}` }, hcl);
  return { slot: complete(text, offset, document).slot, text, offset };
}

const json = (inside: string): Found => at('json', `{ "family": "web", "containerDefinitions": [{ ${inside} }] }`);
const yaml = (inside: string): Found =>
  at('yaml', `Resources:\n  Web:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Family: web\n${inside}`);
const yamlContainer = (inside: string): Found =>
  yaml(`      ContainerDefinitions:\n        - Name: web\n          ${inside}`);
const terraform = (inside: string): Found =>
  at('terraform', `resource "aws_ecs_task_definition" "web" {\n  family = "web"\n${inside}\n}\n`);
const encoded = (inside: string): Found =>
  terraform(`  container_definitions = jsonencode([{\n    name = "a"\n    ${inside}\n  }])`);

/** The line of the cursor after a value was chosen, which VS Code would offer for what is typed. */
function chosen({ slot, text, offset }: Found, value: string): string {
  assert.ok(slot, 'no slot');
  const item = liveItem(slot, value);
  assert.ok(item, 'no item');
  const { span, filterText, insertText } = item;
  assert.ok(span.offset <= offset && offset <= span.offset + span.length, 'span at the cursor');
  assert.ok(!text.slice(span.offset, span.offset + span.length).includes('\n'), 'on one line');
  const typed = text.slice(span.offset, offset);
  assert.ok(filterText.startsWith(typed), `${typed} is not the beginning of ${filterText}`);
  const after = `${text.slice(0, span.offset)}${insertText}${text.slice(span.offset + span.length)}`;
  const begin = after.lastIndexOf('\n', span.offset - 1) + 1;
  return (after.slice(begin).split('\n')[0] ?? '').trim();
}

const registry = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
const role = 'arn:aws:iam::111122223333:role/web';

describe('values that the account knows', () => {
  it('are roles of tasks, and of services', () => {
    assert.equal(
      at('json', '{ "containerDefinitions": [], "taskRoleArn": "arn:¦" }').slot?.taker,
      'ecs-tasks.amazonaws.com',
    );
    assert.equal(at('json', '{ "containerDefinitions": [], "executionRoleArn": "¦" }').slot?.kind, 'role');
    const service =
      'Resources:\n  Web:\n    Type: AWS::ECS::Service\n    Properties:\n      DesiredCount: 1\n      Role: ¦';
    assert.equal(at('yaml', service).slot?.taker, 'ecs.amazonaws.com');
  });

  it('are log groups, of the Region that is named beside them', () => {
    const log = (options: string): Found => json(`"logConfiguration": { "options": { ${options} } }`);
    assert.equal(log('"awslogs-group": "¦"').slot?.kind, 'logGroup');
    assert.equal(log('"awslogs-group": "¦"').slot?.region, undefined);
    assert.equal(log('"awslogs-region": "eu-west-1", "awslogs-group": "¦"').slot?.region, 'eu-west-1');
    assert.equal(log('"awslogs-group": "/e¦", "awslogs-region": "eu-west-1"').slot?.region, 'eu-west-1');
    assert.equal(log('"awslogs-region": "¦"').slot?.kind, 'region');
    assert.equal(log('"mode": "¦"').slot, undefined);
    const reference = 'awslogs-region: !Ref AWS::Region\n              awslogs-group: ¦';
    const options = yamlContainer(`LogConfiguration:\n            Options:\n              ${reference}`);
    assert.deepEqual([options.slot?.kind, options.slot?.region], ['logGroup', undefined]);
  });

  it('are tags behind the colon of an image in ECR, and repositories before', () => {
    const { slot } = json(`"image": "${registry}/home/hub:1.¦"`);
    assert.deepEqual([slot?.kind, slot?.prefix, slot?.base], ['ecrTag', '1.', `${registry}/home/hub:`]);
    assert.deepEqual(slot?.repository, { registry, account: '111122223333', name: 'home/hub', region: 'eu-central-1' });
    assert.equal(json('"image": "docker.io/library/nginx¦"').slot?.kind, 'ecrImage');
    assert.equal(json('"image": "docker.io/library/nginx:1¦"').slot, undefined);
    assert.equal(json(`"image": "${registry}/home/hub@sha256:¦"`).slot, undefined);
  });

  it('are clusters of a service', () => {
    const service =
      'Resources:\n  Web:\n    Type: AWS::ECS::Service\n    Properties:\n      DesiredCount: 1\n      Cluster: ho¦';
    assert.equal(chosen(at('yaml', service), 'home'), 'Cluster: home');
    assert.equal(chosen(at('yaml', service.replace('ho¦', "'ho¦'")), 'home'), "Cluster: 'home'");
    const resource = 'resource "aws_ecs_service" "web" {\n  desired_count = 1\n  cluster = "¦"\n}\n';
    assert.equal(chosen(at('terraform', resource), 'home'), 'cluster = "home"');
  });
});

describe('a value of the account, chosen', () => {
  it('takes the place of what is typed, in JSON', () => {
    assert.equal(
      chosen(at('json', '{ "containerDefinitions": [],\n"taskRoleArn": "arn:aws:iam::1¦"\n}'), role),
      `"taskRoleArn": "${role}"`,
    );
    assert.equal(
      chosen(at('json', '{ "containerDefinitions": [],\n"taskRoleArn": ¦\n}'), role),
      `"taskRoleArn": "${role}"`,
    );
    assert.equal(
      chosen(at('json', '{ "containerDefinitions": [],\n"taskRoleArn": "arn:¦\n}'), role),
      `"taskRoleArn": "${role}"`,
    );
    assert.equal(
      chosen(
        at('json', `{ "containerDefinitions": [],\n"taskRoleArn": "a¦rn:aws:iam::1:role/old",\n"cpu": "1" }`),
        role,
      ),
      `"taskRoleArn": "${role}",`,
    );
  });

  it('is written with the quotes that are there, in YAML', () => {
    assert.equal(chosen(yaml('      TaskRoleArn: ¦'), role), `TaskRoleArn: ${role}`);
    assert.equal(chosen(yaml('      TaskRoleArn: arn:aws¦ # old'), role), `TaskRoleArn: ${role} # old`);
    assert.equal(chosen(yaml("      TaskRoleArn: 'arn:¦'"), role), `TaskRoleArn: '${role}'`);
    assert.equal(chosen(yaml('      TaskRoleArn: "arn:¦'), role), `TaskRoleArn: "${role}"`);
    const group = (typed: string): Found =>
      yamlContainer(`LogConfiguration:\n            Options:\n              awslogs-group: ${typed}`);
    assert.equal(chosen(group('/ec¦'), '/ecs/web'), 'awslogs-group: /ecs/web');
    assert.equal(chosen(group('¦'), '2026'), "awslogs-group: '2026'");
    const flow = yamlContainer('LogConfiguration: { LogDriver: awslogs, Options: { awslogs-group: /e¦, mode: x } }');
    assert.match(chosen(flow, '/ecs/web'), /\{ awslogs-group: \/ecs\/web, mode: x \} \}$/);
  });

  it('is written with quotes, in Terraform', () => {
    assert.equal(chosen(terraform('  task_role_arn = "arn¦"'), role), `task_role_arn = "${role}"`);
    assert.equal(chosen(terraform('  task_role_arn = ¦'), role), `task_role_arn = "${role}"`);
    assert.equal(
      chosen(encoded('logConfiguration = { logDriver = "awslogs", options = { awslogs-group = "/e¦" } }'), '/ecs/web'),
      'logConfiguration = { logDriver = "awslogs", options = { awslogs-group = "/ecs/web" } }',
    );
    assert.equal(
      chosen(encoded('logConfiguration = { options = { "awslogs-group" = "/e¦" } }'), '/ecs/web'),
      'logConfiguration = { options = { "awslogs-group" = "/ecs/web" } }',
    );
    const heredoc = terraform('  container_definitions = <<EOF\n[{\n"image": "1¦"\n}]\nEOF');
    assert.equal(chosen(heredoc, `${registry}/web`), `"image": "${registry}/web:$0"`);
  });

  it('is a repository, to which a tag is to be added, or a tag alone', () => {
    const uri = `${registry}/home/hub`;
    assert.equal(chosen(json('"image": "1111¦"'), uri).includes(`"image": "${uri}:$0"`), true);
    assert.equal(chosen(encoded('image = "¦"'), uri), `image = "${uri}:$0"`);
    assert.equal(chosen(yamlContainer('Image: 1111¦'), uri), `Image: ${uri}:$0`);
    // The tag that is there stays.
    assert.equal(chosen(encoded(`image = "1111¦/old:1.2"`), uri), `image = "${uri}:1.2"`);
    assert.equal(chosen(encoded(`image = "${uri}:¦"`), '1.4.2'), `image = "${uri}:1.4.2"`);
    assert.equal(chosen(encoded(`image = "${uri}:1.¦3"`), '1.4.2'), `image = "${uri}:1.4.2"`);
    assert.equal(chosen(json(`"image": "${uri}:la¦`), 'latest').includes(`"image": "${uri}:latest"`), true);
    assert.equal(chosen(yamlContainer(`Image: ${uri}:¦`), 'latest'), `Image: ${uri}:latest`);
    assert.equal(chosen(yamlContainer(`Image: "${uri}:l¦"`), 'latest'), `Image: "${uri}:latest"`);
    assert.equal(chosen(yamlContainer(`Image: ${uri}:¦\n          Essential: true`), 'latest'), `Image: ${uri}:latest`);
  });

  it('is offered nowhere that only deploying makes a value of', () => {
    const uri = `${registry}/home/hub`;
    const places = [
      yaml('      TaskRoleArn: !Ref ¦'),
      yaml('      TaskRoleArn: !GetAtt Role.¦'),
      yamlContainer(`Image: !Sub ${uri}:¦`),
      yamlContainer(`Image: !Sub "${uri}:\${Tag}¦"`),
      yaml('      TaskRoleArn:\n        Ref: ¦'),
      terraform('  task_role_arn = aws_iam_role.web.¦'),
      terraform('  task_role_arn = aws_iam_role.we¦b.arn'),
      terraform('  task_role_arn = var.ro¦'),
      terraform('  task_role_arn = va¦r.role'),
      terraform('  task_role_arn = "arn:¦${var.rest}"'),
      terraform('  task_role_arn = module.web["¦"].arn'),
      encoded('image = "${aws_ecr_repository.web.repository_url}:¦"'),
      encoded('image = join("¦", [])'),
      at(
        'json',
        '{ "Resources": { "W": { "Type": "AWS::ECS::TaskDefinition", "Properties": { "TaskRoleArn": { "Ref": "¦" } } } } }',
      ),
    ];
    for (const { text, slot } of places) assert.equal(slot, undefined, text);
  });

  it('is none that quotes would not hold', () => {
    const { slot } = json('"image": "¦"');
    assert.ok(slot);
    for (const value of ['', 'a"b', "a'b", 'a b', 'a\nb', '${a}', 'a\\b', '$(x)'])
      assert.equal(liveItem(slot, value), undefined, value);
  });
});

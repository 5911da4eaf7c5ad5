import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { hclParser } from '../../../../test/unit/hcl.ts';
import type { TaskDefinitionSource, TaskDocument } from '../document.ts';
import { itemsOf, property } from '../node.ts';
import type { ObjectNode, ValueNode } from '../node.ts';
import type { HclParser } from './hclTree.ts';
import { parseDocument } from './parseDocument.ts';
import { looksLikeTaskDefinition } from './sniff.ts';

/** A value with what is written for each property; references as `{ ref }`, what is still to be typed as null. */
function plain(node: ValueNode | undefined): unknown {
  switch (node?.kind) {
    case 'object':
      return Object.fromEntries(node.properties.map((each) => [each.name, plain(each.value)]));
    case 'array':
      return node.items.map(plain);
    case 'scalar':
      return node.value;
    case 'reference':
      return { ref: node.knownStart ?? '' };
    default:
      return null;
  }
}

function written(text: string, node: { offset: number; length: number } | undefined): string | undefined {
  return node && text.slice(node.offset, node.offset + node.length);
}

function only(document: TaskDocument): TaskDefinitionSource {
  assert.equal(document.definitions.length, 1);
  return document.definitions[0]!;
}

describe('Parsing task definitions', () => {
  let hcl: HclParser;

  before(async () => {
    hcl = await hclParser();
  });

  const parse = (text: string, languageId: string, fileName = 'a'): TaskDocument =>
    parseDocument({ text, languageId, fileName }, hcl);
  const containers = (root: ObjectNode): unknown => plain(property(root, 'containerDefinitions'));

  describe('in JSON', () => {
    it('finds bare ones, with comments, a byte order mark and a comma too many', () => {
      const text =
        '\uFEFF// mine\r\n{ "family": "a😀", "cpu": "256", /* x */ "containerDefinitions": [{ "name": "b", },], }';
      const { root, format, name, anchor } = only(parse(text, 'json'));
      assert.deepEqual(plain(root), { family: 'a😀', cpu: '256', containerDefinitions: [{ name: 'b' }] });
      assert.deepEqual([format, name, written(text, anchor)], ['json', 'a😀', '{']);
      assert.equal(written(text, property(root, 'cpu')), '"256"');
      assert.equal(written(text, root.properties[1]), '"cpu": "256"');
    });

    it('finds what AWS describes, and several in an array', () => {
      const described = '{ "taskDefinition": { "revision": 1, "containerDefinitions": [] }, "tags": [] }';
      assert.equal(only(parse(described, 'jsonc')).format, 'describedJson');
      assert.deepEqual(plain(only(parse(described, 'jsonc')).root), { revision: 1, containerDefinitions: [] });
      const several = parse(`[{ "containerDefinitions": [] }, 1, ${described}]`, 'json');
      assert.deepEqual(
        several.definitions.map(({ format }) => format),
        ['json', 'describedJson'],
      );
      assert.deepEqual(parse('{ "properties": { "containerDefinitions": {} } }', 'json').definitions, []);
    });

    it('takes what is filled in later as references', () => {
      const text =
        '{"containerDefinitions":[{"image":"<IMAGE1_NAME>","name":"a-${x}","cpu":${cpu},"memory": {{ memory }},"user":"$(user)","command":["<b>!"]}]}';
      assert.deepEqual(containers(only(parse(text, 'json')).root), [
        {
          image: { ref: '' },
          name: { ref: 'a-' },
          cpu: { ref: '' },
          memory: { ref: '' },
          user: { ref: '' },
          command: ['<b>!'],
        },
      ]);
      const [container] = itemsOf(property(only(parse(text, 'json')).root, 'containerDefinitions'));
      assert.equal(written(text, property(container, 'cpu')), '${cpu}');
    });

    it('keeps what is right while the rest is being typed', () => {
      const find = (text: string): unknown => plain(only(parse(text, 'json')).root);
      assert.deepEqual(find('{"family":"a","containerDefinitions":[{"name":"x"'), {
        family: 'a',
        containerDefinitions: [{ name: 'x' }],
      });
      assert.deepEqual(find('{"containerDefinitions":[{"name":"x"}],"cpu": }'), {
        containerDefinitions: [{ name: 'x' }],
        cpu: null,
      });
      assert.deepEqual(find('{"containerDefinitions":[],"cpu":\n"memory": "5", "family": "a"}'), {
        containerDefinitions: [],
        cpu: null,
        family: 'a',
      });
      assert.deepEqual(find('{"containerDefinitions":[{"name":"x"}, "family": "a"}'), {
        containerDefinitions: [{ name: 'x' }],
      });
    });

    it('marks the objects whose names are data', () => {
      const { root } = only(parse('{"containerDefinitions":[{"logConfiguration":{"options":{"mode":"x"}}}]}', 'json'));
      const [container] = itemsOf(property(root, 'containerDefinitions'));
      const log = property(container, 'logConfiguration') as ObjectNode;
      assert.equal(log.isMap, undefined);
      assert.equal((property(log, 'options') as ObjectNode).isMap, true);
    });
  });

  describe('in CloudFormation', () => {
    const json = JSON.stringify({
      Resources: {
        Task: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: {
            Family: { 'Fn::Join': ['-', ['a', { 'Fn::Sub': 'b${C}' }]] },
            Volumes: [
              { Name: 'v', EFSVolumeConfiguration: { FilesystemId: 'fs-1', AuthorizationConfig: { IAM: 'ENABLED' } } },
            ],
            ContainerDefinitions: [
              {
                Name: 'x',
                Image: { Ref: 'Image' },
                DockerLabels: { 'Com.X': 'Y' },
                LogConfiguration: { Options: { Mode: 'm' } },
              },
            ],
          },
        },
        Web: {
          Type: 'AWS::ECS::Service',
          Properties: { TaskDefinition: { Ref: 'Task' }, PlacementStrategies: [], EnableECSManagedTags: true },
        },
      },
    });
    const yaml = `Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: !Join ['-', [a, !Sub 'b\${C}']]
      Volumes:
        - Name: v
          EFSVolumeConfiguration: { FilesystemId: fs-1, AuthorizationConfig: { IAM: ENABLED } }
      ContainerDefinitions:
        - Name: x
          Image: !Ref Image
          DockerLabels: { Com.X: Y }
          LogConfiguration:
            Options: { Mode: m }
  Web:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      PlacementStrategies: []
      EnableECSManagedTags: true
`;
    for (const [languageId, text, format] of [
      ['json', json, 'cloudFormationJson'],
      ['yaml', yaml, 'cloudFormationYaml'],
      ['yaml', yaml.replaceAll('\n', '\r\n'), 'cloudFormationYaml'],
      ['cloudformation', json, 'cloudFormationJson'],
      ['yaml', `Outputs:\n  A: { Value: &x 1 }\n${yaml}`, 'cloudFormationYaml'],
    ] as const) {
      it(`finds task definitions and services with the names of the API: ${languageId}, ${text.slice(0, 20).trim()}`, () => {
        const document = parse(text, languageId);
        const definition = only(document);
        assert.deepEqual([definition.format, definition.name], [format, 'Task']);
        assert.deepEqual(plain(definition.root), {
          family: { ref: 'a-b' },
          volumes: [
            { name: 'v', efsVolumeConfiguration: { fileSystemId: 'fs-1', authorizationConfig: { iam: 'ENABLED' } } },
          ],
          containerDefinitions: [
            {
              name: 'x',
              image: { ref: '' },
              dockerLabels: { 'Com.X': 'Y' },
              logConfiguration: { options: { Mode: 'm' } },
            },
          ],
        });
        const [service] = document.services;
        assert.deepEqual([service?.name, service?.taskDefinition], ['Web', 'Task']);
        assert.deepEqual(plain(service?.root), {
          taskDefinition: { ref: '' },
          placementStrategy: [],
          enableECSManagedTags: true,
        });
        assert.match(written(text, property(definition.root, 'family'))!, /^(?:!Join \[|\{"Fn::Join)[^]*\]\}?$/);
      });
    }

    it('knows the task definition of a service by each function', () => {
      for (const call of [
        '!Ref Task',
        '!GetAtt Task.TaskDefinitionArn',
        '!Sub ${Task}',
        '{ Fn::GetAtt: [Task, TaskDefinitionArn] }',
      ]) {
        const [service] = parse(yaml.replace('!Ref Task', call), 'yaml').services;
        assert.equal(service?.taskDefinition, 'Task', call);
      }
      assert.equal(parse(yaml.replace('!Ref Task', 'web:3'), 'yaml').services[0]?.taskDefinition, undefined);
    });

    it('reads text without variables in functions, aliases and merged mappings', () => {
      const text = `Base: &base { Cpu: 5, Memory: 6 }
Resources:
  T:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: !Sub web
      ContainerDefinitions: [{ <<: *base, Cpu: 7 }, *base]
`;
      const { root } = only(parse(text, 'yaml'));
      assert.deepEqual(plain(root), {
        family: 'web',
        containerDefinitions: [
          { cpu: 7, memory: 6 },
          { cpu: 5, memory: 6 },
        ],
      });
    });

    it('keeps what is right while the rest is being typed', () => {
      const text = yaml
        .replace('Image: !Ref Image', 'Image:')
        .replace('- Name: v', '- Name:')
        .replace('Options: { Mode: m }', 'Opt');
      const { root } = only(parse(text, 'yaml'));
      assert.deepEqual((plain(root) as Record<string, unknown[]>).containerDefinitions![0], {
        name: 'x',
        image: null,
        dockerLabels: { 'Com.X': 'Y' },
        logConfiguration: 'Opt',
      });
    });
  });

  describe('in Terraform', () => {
    const text = readFileSync(new URL('../../../../workspace/external.tf', import.meta.url), 'utf8');

    it('finds resources with the names of the API', () => {
      const { definitions, services } = parse(text, 'terraform');
      assert.deepEqual(plain(definitions[0]?.root), {
        family: 'builder',
        requiresCompatibilities: ['EXTERNAL'],
        networkMode: 'bridge',
        executionRoleArn: 'arn:aws:iam::111122223333:role/ecsTaskExecutionRole',
        containerDefinitions: [
          {
            name: 'builder',
            image: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/workshop/builder:latest',
            essential: true,
            cpu: 1024,
            memoryReservation: 2048,
          },
        ],
      });
      assert.equal(written(text, definitions[0]?.anchor), 'resource "aws_ecs_task_definition" "builder" {');
      assert.equal(services[0]?.taskDefinition, 'builder');
      assert.deepEqual(plain(services[0].root), {
        serviceName: 'builder',
        cluster: 'workshop',
        taskDefinition: { ref: '' },
        launchType: 'EXTERNAL',
        desiredCount: 1,
        placementConstraints: [{ type: 'memberOf', expression: 'attribute:ecs.cpu-architecture == x86_64' }],
      });
    });

    it('puts together what the API has as one array or one object', () => {
      const source = `# 😀
resource "aws_ecs_task_definition" "a" {
  volume {
    name = "v"
    host_path = "/v"
  }
  tags = { Some_name = "x" }
  skip_destroy = true
  volume {
    name = "w"
  }
}
resource "aws_ecs_service" "a" {
  deployment_maximum_percent = 100
  network_configuration { subnets = ["a"] }
  deployment_minimum_healthy_percent = 0
  dynamic "load_balancer" {
    for_each = var.x
  }
}
`;
      const { definitions, services } = parse(source, 'terraform');
      assert.deepEqual(plain(definitions[0]?.root), {
        volumes: [{ name: 'v', host: { sourcePath: '/v' } }, { name: 'w' }],
        tags: { Some_name: 'x' },
      });
      assert.deepEqual(plain(services[0]?.root), {
        deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 0 },
        networkConfiguration: { awsvpcConfiguration: { subnets: ['a'] } },
        loadBalancers: { ref: '' },
      });
    });

    it('finds the places of JSON in heredocs and texts', () => {
      const heredoc = `resource "aws_ecs_task_definition" "a" {
  container_definitions = <<-JSON
    [{ "name": "😀\${var.a["b"]}", "memory": \${var.memory}, "image": "a" }]
    JSON
}
`;
      const first = only(parse(heredoc, 'terraform'));
      assert.equal(first.containersAreOpaque, undefined);
      assert.deepEqual(containers(first.root), [{ name: { ref: '😀' }, memory: { ref: '' }, image: 'a' }]);
      const [container] = itemsOf(property(first.root, 'containerDefinitions'));
      assert.equal(written(heredoc, property(container, 'memory')), '${var.memory}');
      assert.equal(written(heredoc, property(container, 'image')), '"a"');

      const quoted =
        'resource "aws_ecs_task_definition" "a" {\n  container_definitions = "[{\\"name\\": \\"a\\", \\"cpu\\": 5}]"\n}\n';
      const second = only(parse(quoted, 'terraform'));
      assert.equal(second.containersAreOpaque, true);
      assert.deepEqual(containers(second.root), [{ name: 'a', cpu: 5 }]);
      const [inner] = itemsOf(property(second.root, 'containerDefinitions'));
      assert.equal(written(quoted, property(inner, 'name')), '\\"a\\"');
    });

    it('takes what Terraform works out as references', () => {
      const values = [
        'var.x',
        'local.y',
        'data.a.b.c',
        '"a-${var.x}"',
        'cond ? 1 : 2',
        'file("a.json")',
        '"<NAME>"',
        '-5',
        '1 + 1',
        'null',
        '"$${x}"',
      ];
      const source = `resource "aws_ecs_task_definition" "a" {\n${values.map((value, index) => `  a${index} = ${value}`).join('\n')}\n}\n`;
      const ref = { ref: '' };
      const expected = [ref, ref, ref, { ref: 'a-' }, ref, ref, ref, -5, ref, null, ref];
      assert.deepEqual(
        plain(only(parse(source, 'hcl')).root),
        Object.fromEntries(expected.map((value, index) => [`a${index}`, value])),
      );
    });

    for (const [unfinished, left] of [
      ['cpu = 1024', 'cpu = '],
      ['cpu               = 1024', 'cpu'],
      ['cpu               = 1024', 'cpu               = "'],
      ['    }\n  ])\n}\n', ''],
      ['    }\n  ])', '    }'],
      ['\n  ])', ',\n {\n  ])'],
    ] as const) {
      it(`keeps what is right with ${JSON.stringify(left)} being typed`, () => {
        const document = parse(text.replace(unfinished, left), 'terraform');
        const [container] = containers(only(document).root) as Record<string, unknown>[];
        assert.equal(container?.name, 'builder');
        assert.equal(container.image, '111122223333.dkr.ecr.eu-central-1.amazonaws.com/workshop/builder:latest');
        assert.equal(document.services[0]?.name, 'builder');
      });
    }
  });

  it('decides by language and a word whether a text is worth it', () => {
    const looks = (text: string, languageId: string, fileName = 'a'): boolean =>
      looksLikeTaskDefinition({ text, languageId, fileName });
    assert.equal(looks('{"containerDefinitions": []}', 'json'), true);
    assert.equal(looks('{"ContainerDefinitions": []}', 'json'), false);
    assert.equal(looks('Type: AWS::ECS::Service', 'yaml'), true);
    assert.equal(looks('containerDefinitions: []', 'yaml'), false);
    assert.equal(looks('resource "aws_ecs_service" "a" {}', 'plaintext', '/a/main.tf'), true);
    assert.equal(looks('resource "aws_ecs_service" "a" {}', 'opentofu'), true);
    assert.equal(looks('{"containerDefinitions": []}', 'plaintext', 'a.template'), true);
    assert.equal(looks('{"containerDefinitions": []}', 'markdown', 'a.json'), false);
    assert.equal(looks(`{"containerDefinitions": "${'a'.repeat(2_000_000)}"}`, 'json'), false);
  });
});

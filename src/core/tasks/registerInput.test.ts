import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { hclParser } from '../../../test/unit/hcl.ts';
import { randomNumbers } from '../randomNumbers.ts';
import { mutated, wellFormed } from '../../../test/unit/taskDefinitionMutations.ts';
import { parseDocument } from '../taskdef/parse/parseDocument.ts';
import { messageText } from '../text/message.ts';
import { readOnlyFields } from '../taskdef/rules/readOnlyFields.ts';
import { toRegisterInput, type Registrable } from './registerInput.ts';
import { syntaxError } from './syntax.ts';

async function made(text: string, fileName: string, languageId: string, family?: string): Promise<Registrable> {
  const hcl = languageId === 'terraform' ? await hclParser() : undefined;
  const { definitions } = parseDocument({ text, fileName, languageId }, hcl);
  assert.equal(definitions.length, 1);
  return toRegisterInput(definitions[0]!, family);
}

const json = (value: unknown): Promise<Registrable> =>
  made(typeof value === 'string' ? value : JSON.stringify(value), 'task.json', 'json');
const obstacles = ({ obstacles: all }: Registrable): readonly string[] =>
  all.map(({ message }) => messageText(message));
const deployTimePaths = ({ obstacles: all }: Registrable): readonly string[] =>
  all.filter(({ kind }) => kind === 'deployTime').map(({ path }) => path);
const sample = (name: string): string => readFileSync(`workspace/${name}`, 'utf8');

const web = { name: 'web', image: 'web:1', memory: 64 };

describe('toRegisterInput', () => {
  it('takes JSON as it is', async () => {
    for (const file of ['task-definition.json', 'backup.ecs-task-def.json']) {
      const { input, dropped } = await json(sample(file));
      assert.deepEqual(input, JSON.parse(sample(file)));
      assert.deepEqual(dropped, []);
    }
  });

  it('leaves out what AWS added to a described one: just what the rule for it names', async () => {
    const { bad } = readOnlyFields;
    const described = { taskDefinition: JSON.parse(bad) as object, tags: [] };
    for (const text of [bad, JSON.stringify(described)]) {
      const { input, dropped } = await json(text);
      assert.deepEqual(Object.keys(input!).sort(), ['containerDefinitions', 'family', 'requiresCompatibilities']);
      assert.deepEqual([...dropped].sort(), [
        'compatibilities',
        'registeredAt',
        'registeredBy',
        'revision',
        'status',
        'taskDefinitionArn',
      ]);
    }
    for (const name of readOnlyFields.docs.match(/(?<=`)[a-z]\w+(?=`)/g) ?? []) {
      if (name === 'taskDefinition') continue;
      assert.deepEqual((await json({ family: 'web', containerDefinitions: [web], [name]: 1 })).dropped, [name]);
    }
  });

  it('gives values the types of the API', async () => {
    const { input } = await json({
      $schema: 'x',
      family: 'web',
      cpu: 256,
      memory: '512',
      pidMode: null,
      containerDefinitions: [
        {
          ...web,
          cpu: '128',
          essential: 'true',
          stopTimeout: null,
          environment: [{ name: 'PORT', value: 80 }],
          logConfiguration: { logDriver: 'json-file', options: { 'max-file': 3, 'compress': true } },
        },
      ],
    });
    assert.deepEqual(input, {
      family: 'web',
      cpu: '256',
      memory: '512',
      containerDefinitions: [
        {
          ...web,
          cpu: 128,
          essential: true,
          environment: [{ name: 'PORT', value: '80' }],
          logConfiguration: { logDriver: 'json-file', options: { 'max-file': '3', 'compress': 'true' } },
        },
      ],
    });
  });

  it('says of wrong types, unknown properties and missing values where they are, and sends nothing', async () => {
    const text = `{ "family": "web", "colour": "red", "volumes": {}, "placementConstraints": ["x"],
      "containerDefinitions": [{ "name": "web", "image": ["web"], "memory": "much", "essential": 1, "cpu": }] }`;
    const answer = await json(text);
    assert.equal(answer.input, undefined);
    assert.deepEqual(obstacles(answer), [
      'ECS knows no property colour',
      'volumes should be a list',
      'placementConstraints[0] should be an object',
      'containerDefinitions[0].image should be a text',
      'containerDefinitions[0].memory should be a number',
      'containerDefinitions[0].essential should be true or false',
      'containerDefinitions[0].cpu has no value',
    ]);
    const unknown = answer.obstacles[0]!;
    assert.equal(text.slice(unknown.span.offset, unknown.span.offset + unknown.span.length), '"colour"');
    // Names that every object of JavaScript has are none of ECS's.
    const odd = await json('{ "family": "web", "containerDefinitions": [], "constructor": 1, "__proto__": 2 }');
    assert.deepEqual(obstacles(odd), ['ECS knows no property constructor', 'ECS knows no property __proto__']);
  });

  it('tells what is known only at deploy time', async () => {
    const answer = await made(sample('stack.cfn.yaml'), 'stack.cfn.yaml', 'yaml');
    assert.equal(answer.input, undefined);
    assert.deepEqual(deployTimePaths(answer), [
      'executionRoleArn',
      'containerDefinitions[0].image',
      'containerDefinitions[0].logConfiguration.options.awslogs-group',
      'containerDefinitions[0].logConfiguration.options.awslogs-region',
    ]);
    const github = await json({ family: 'web', containerDefinitions: [{ ...web, image: '<IMAGE1_NAME>' }] });
    assert.deepEqual(obstacles(github), ['containerDefinitions[0].image is known only at deploy time']);
    const family = await json({ family: '${stage}-web', containerDefinitions: [web] });
    assert.deepEqual(obstacles(family), ['family is known only at deploy time']);
  });

  it('reads CloudFormation, in YAML and JSON, and takes a family for one without', async () => {
    const yaml = `Resources:
  Web:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [EXTERNAL]
      Cpu: 256
      Tags: [{ Key: owner, Value: 7 }]
      Volumes:
        - Name: data
          DockerVolumeConfiguration: { Autoprovision: 'true', Driver: local, DriverOpts: { Type: nfs } }
      ContainerDefinitions:
        - { Name: web, Image: 'web:1', Memory: '64', Essential: 'true', DockerLabels: { Colour: red } }
`;
    const properties = {
      RequiresCompatibilities: ['EXTERNAL'],
      Cpu: 256,
      Tags: [{ Key: 'owner', Value: '7' }],
      Volumes: [
        {
          Name: 'data',
          DockerVolumeConfiguration: { Autoprovision: true, Driver: 'local', DriverOpts: { Type: 'nfs' } },
        },
      ],
      ContainerDefinitions: [
        { Name: 'web', Image: 'web:1', Memory: 64, Essential: true, DockerLabels: { Colour: 'red' } },
      ],
    };
    const template = { Resources: { Web: { Type: 'AWS::ECS::TaskDefinition', Properties: properties } } };
    for (const [text, name] of [
      [yaml, 'yaml'],
      [JSON.stringify(template), 'json'],
    ] as const) {
      assert.deepEqual(obstacles(await made(text, `stack.${name}`, name)), ['It names no family']);
      const { input } = await made(text, `stack.${name}`, name, 'web');
      assert.deepEqual(input, {
        family: 'web',
        requiresCompatibilities: ['EXTERNAL'],
        cpu: '256',
        tags: [{ key: 'owner', value: '7' }],
        volumes: [
          {
            name: 'data',
            dockerVolumeConfiguration: { autoprovision: true, driver: 'local', driverOpts: { Type: 'nfs' } },
          },
        ],
        containerDefinitions: [{ ...web, essential: true, dockerLabels: { Colour: 'red' } }],
      });
    }
  });

  it('reads Terraform, whose tags are a map and whose own arguments are none of ECS', async () => {
    const { input } = await made(sample('external.tf'), 'external.tf', 'terraform');
    assert.equal(input!.family, 'builder');
    assert.deepEqual(input!.containerDefinitions, [
      {
        name: 'builder',
        image: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/workshop/builder:latest',
        essential: true,
        cpu: 1024,
        memoryReservation: 2048,
      },
    ]);
    const text = `resource "aws_ecs_task_definition" "web" {
  family = "web"
  region = "eu-central-1"
  skip_destroy = true
  cpu = 256
  tags = { owner = "me", count = 2 }
  volume {
    name = "data"
    host_path = "/srv/data"
  }
  container_definitions = <<JSON
[{ "name": "web", "image": "web:1", "memory": 64 }]
JSON
}
`;
    assert.deepEqual((await made(text, 'web.tf', 'terraform')).input, {
      family: 'web',
      cpu: '256',
      tags: [
        { key: 'owner', value: 'me' },
        { key: 'count', value: '2' },
      ],
      volumes: [{ name: 'data', host: { sourcePath: '/srv/data' } }],
      containerDefinitions: [web],
    });
    const variable = await made(text.replace('"web"\n  region', 'var.family\n  region'), 'web.tf', 'terraform');
    assert.deepEqual(deployTimePaths(variable), ['family']);
  });

  it('stands whatever was typed, and names places in the text', async function () {
    this.timeout(30_000);
    const hcl = await hclParser();
    const random = randomNumbers(7);
    let seen = 0;
    for (let index = 0; index < 500; index++) {
      const input = mutated(wellFormed[index % wellFormed.length]!, random);
      for (const definition of parseDocument(input, hcl).definitions) {
        const { input: sent, obstacles: all } = toRegisterInput(definition, 'web');
        assert.equal(sent === undefined, all.length > 0, input.text);
        for (const { span } of all) assert.ok(span.offset + span.length <= input.text.length, input.text);
        const broken = syntaxError(input.text, definition.format, hcl);
        if (broken) assert.ok(broken.offset + broken.length <= input.text.length, input.text);
        seen++;
      }
    }
    assert.ok(seen > 300);
  });

  it('takes the last of two properties of a name', async () => {
    const { input } = await json('{ "family": "a", "family": "b", "containerDefinitions": [] }');
    assert.equal(input!.family, 'b');
  });
});

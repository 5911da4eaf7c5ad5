import assert from 'node:assert/strict';
import { hclParser } from '../../../test/unit/hcl.ts';
import { parseDocument } from '../taskdef/parse/parseDocument.ts';
import { comparable } from './comparable.ts';
import { definitionOf } from './registerInput.ts';

const registered = {
  taskDefinitionArn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/web:3',
  containerDefinitions: [
    {
      name: 'sidecar',
      image: 'sidecar:1',
      cpu: 0,
      essential: false,
      portMappings: [],
    },
    {
      name: 'web',
      image: 'web:2',
      cpu: 0,
      essential: true,
      portMappings: [{ containerPort: 80, hostPort: 0, protocol: 'tcp' }],
      environment: [
        { name: 'B', value: '2' },
        { name: 'A', value: '1' },
      ],
      command: ['b', 'a'],
      healthCheck: { command: ['true'], interval: 30, timeout: 5, retries: 3 },
      mountPoints: [],
      systemControls: [],
    },
  ],
  family: 'web',
  revision: 3,
  status: 'ACTIVE',
  networkMode: 'bridge',
  volumes: [],
  placementConstraints: [],
  requiresAttributes: [{ name: 'ecs.capability.x' }],
  compatibilities: ['EXTERNAL', 'EC2'],
  registeredAt: '2026-11-01T00:00:00.000Z',
  registeredBy: 'arn:aws:iam::111122223333:user/a',
  cpu: '256',
  memory: '512',
};

describe('comparable', () => {
  it('says a registered definition as a file that means the same says it', () => {
    const file = {
      family: 'web',
      cpu: '.25 vCPU',
      memory: '0.5 GB',
      containerDefinitions: [
        {
          image: 'web:2',
          name: 'web',
          command: ['b', 'a'],
          portMappings: [{ containerPort: 80 }],
          environment: [
            { name: 'A', value: '1' },
            { name: 'B', value: '2' },
          ],
          healthCheck: { command: ['true'] },
        },
        { name: 'sidecar', image: 'sidecar:1', essential: false },
      ],
      tags: [{ key: 'a', value: 'b' }],
    };
    assert.equal(JSON.stringify(comparable(registered, file)), JSON.stringify(file));
  });

  it('keeps what differs', () => {
    const file = {
      family: 'web',
      networkMode: 'host',
      memory: '1024',
      containerDefinitions: [{ name: 'web', image: 'web:3', essential: false, cpu: 128, command: ['a', 'b'] }],
    };
    const { containerDefinitions, ...rest } = comparable(registered, file);
    assert.deepEqual(rest, { family: 'web', networkMode: 'bridge', memory: '512', cpu: '256' });
    const [web, sidecar] = containerDefinitions as readonly Record<string, unknown>[];
    assert.deepEqual([web?.image, web?.essential, web?.cpu, web?.command], ['web:2', true, 0, ['b', 'a']]);
    assert.deepEqual(web?.environment, [
      { name: 'B', value: '2' },
      { name: 'A', value: '1' },
    ]);
    assert.deepEqual(sidecar, { name: 'sidecar', image: 'sidecar:1', essential: false });
  });

  it('takes no value for the same that can not be read', () => {
    assert.equal(comparable({ cpu: '256' }, { cpu: '${var.cpu}' }).cpu, '256');
    assert.deepEqual(comparable(registered, {}).family, 'web');
    assert.deepEqual(Object.keys(comparable({ __proto__x: '1' }, {})), ['__proto__x']);
  });
});

describe('definitionOf', () => {
  it('says what the text says, also where only deploying makes a value of it', async () => {
    const text = `resource "aws_ecs_task_definition" "web" {
  family                = "web"
  cpu                   = 256
  task_role_arn         = aws_iam_role.web.arn
  container_definitions = jsonencode([{ name = "web", image = "web:\${var.tag}", memory = 64 }])
}
`;
    const input = { text, fileName: 'main.tf', languageId: 'terraform' };
    const { definitions } = parseDocument(input, await hclParser());
    assert.deepEqual(definitionOf(definitions[0]!, text), {
      family: 'web',
      cpu: '256',
      taskRoleArn: 'aws_iam_role.web.arn',
      containerDefinitions: [{ name: 'web', image: 'web:${var.tag}', memory: 64 }],
    });
  });

  it('leaves out what ECS adds', () => {
    const text = JSON.stringify({
      family: 'web',
      revision: 3,
      containerDefinitions: [{ name: 'web', image: 'web:1' }],
    });
    const { definitions } = parseDocument({ text, fileName: 'task.json', languageId: 'json' }, undefined);
    assert.deepEqual(Object.keys(definitionOf(definitions[0]!, text)), ['family', 'containerDefinitions']);
  });
});

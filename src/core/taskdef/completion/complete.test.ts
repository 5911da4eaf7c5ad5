import assert from 'node:assert/strict';
import { hclParser } from '../../../../test/unit/hcl.ts';
import type { HclParser } from '../parse/hclTree.ts';
import { parseDocument } from '../parse/parseDocument.ts';
import { complete } from './complete.ts';
import type { Completion, CompletionItem } from './complete.ts';

let hcl: HclParser;

interface At extends Completion {
  readonly text: string;
  readonly offset: number;
}

/** What is offered at the `¦` of a text. */
function at(languageId: string, marked: string): At {
  const offset = marked.indexOf('¦');
  const text = marked.replace('¦', '');
  const document = parseDocument({ text, languageId, fileName: `task.${languageId}` }, hcl);
  return { ...complete(text, offset, document), text, offset };
}

const json = (inside: string): At => at('json', `{ "family": "web", ${inside} }`);
const container = (inside: string): At => json(`"containerDefinitions": [{ ${inside} }]`);
const labels = ({ items }: Completion): string[] => items.map(({ label }) => label);

function item(completion: Completion, label: string): CompletionItem {
  const found = completion.items.find((each) => each.label === label);
  assert.ok(found, `${label} is not in: ${labels(completion).join(', ')}`);
  return found;
}

/** The text after the item was chosen, with its places to fill in as they are. */
function chosen(completion: At, label: string): string {
  const { span, insertText, filterText } = item(completion, label);
  assert.ok(span.offset <= completion.offset && completion.offset <= span.offset + span.length, 'span at the cursor');
  const typed = completion.text.slice(span.offset, completion.offset);
  assert.ok(typed.trim() === '' || filterText.toLowerCase().startsWith(typed.toLowerCase()), `${typed}: ${filterText}`);
  return completion.text.slice(0, span.offset) + insertText + completion.text.slice(span.offset + span.length);
}

before(async () => {
  hcl = await hclParser();
});

describe('completion in JSON', () => {
  it('offers the properties that are not there yet, without those that can only be read', () => {
    const found = labels(json('"containerDefinitions": [], ¦'));
    assert.ok(found.includes('networkMode') && found.includes('volumes'));
    for (const name of ['family', 'containerDefinitions', 'revision', 'taskDefinitionArn', 'image'])
      assert.ok(!found.includes(name), name);
  });

  it('takes what is typed of a name, with quotes and without, and what it is the name of', () => {
    const end = ', "containerDefinitions": [] }';
    assert.equal(
      chosen(json('"ta¦", "containerDefinitions": []'), 'taskRoleArn'),
      `{ "family": "web", "taskRoleArn": "$1"${end}`,
    );
    assert.equal(
      chosen(json('ta¦, "containerDefinitions": []'), 'taskRoleArn'),
      `{ "family": "web", "taskRoleArn": "$1"${end}`,
    );
    assert.equal(
      chosen(json('"ta¦": "x", "containerDefinitions": []'), 'taskRoleArn'),
      `{ "family": "web", "taskRoleArn": "x"${end}`,
    );
  });

  it('keeps the name at the cursor among those that are offered', () => {
    assert.ok(labels(container('"image¦": "x"')).includes('image'));
    assert.ok(!labels(container('"image": "x", "¦"')).includes('image'));
  });

  it('parts what follows by a comma', () => {
    const text = chosen(at('json', '{\n  ¦\n  "containerDefinitions": []\n}'), 'networkMode');
    assert.equal(text, '{\n  "networkMode": "${1|awsvpc,bridge,host,none|}",\n  "containerDefinitions": []\n}');
  });

  it('writes what AWS requires of an object, and what is usual', () => {
    assert.match(
      chosen(container('¦'), 'restartPolicy'),
      /"restartPolicy": \{\n\t"enabled": \$\{1\|true,false\|\}\n\}/,
    );
    assert.match(
      chosen(container('¦'), 'portMappings'),
      /"portMappings": \[\n\t\{\n\t\t"containerPort": \$\{1:8080\},\n\t\t"hostPort": \$\{2:8080\},\n\t\t"protocol": "\$\{3\|tcp,udp\|\}"\n\t\}\n\]/,
    );
    assert.match(chosen(container('¦'), 'secrets'), /"name": "\$1",\n\t\t"valueFrom": "\$2"/);
    assert.match(chosen(container('¦'), 'logConfiguration: awslogs'), /"awslogs-group": "\$\{1:\/ecs\/app\}"/);
  });

  it('offers the values that AWS takes', () => {
    assert.deepEqual(labels(json('"containerDefinitions": [], "networkMode": "¦"')), [
      'awsvpc',
      'bridge',
      'host',
      'none',
    ]);
    assert.match(
      chosen(json('"containerDefinitions": [], "networkMode": "br¦"'), 'bridge'),
      /"networkMode": "bridge" }$/,
    );
    assert.match(chosen(json('"containerDefinitions": [], "networkMode": ¦'), 'host'), /"networkMode": "host" }$/);
    assert.match(
      chosen(json('"containerDefinitions": [], "requiresCompatibilities": [¦]'), 'EXTERNAL'),
      /\["EXTERNAL"\]/,
    );
    assert.deepEqual(labels(container('"essential": ¦')), ['true', 'false']);
    assert.ok(labels(container('"linuxParameters": { "capabilities": { "add": ["¦"] } }')).includes('NET_ADMIN'));
  });

  it('offers a whole item of an array', () => {
    assert.match(
      chosen(json('"containerDefinitions": [¦]'), '{ name, image, essential, memoryReservation }'),
      /\[\{\n\t"name": "\$\{1:app\}",\n\t"image": "\$\{2:image:tag\}",\n\t"essential": true/,
    );
  });

  it('offers the options of log drivers that AWS tells of', () => {
    const options = container('"logConfiguration": { "logDriver": "awslogs", "options": { "¦" } }');
    assert.match(chosen(options, 'awslogs-stream-prefix'), /"awslogs-stream-prefix": "\$1"/);
  });

  it('offers nothing where nothing can stand', () => {
    const places = [
      container('"image": "x" ¦'),
      container('"dockerLabels": { "¦" }'),
      container('"nothing": { "¦" }'),
      at('jsonc', '{ "containerDefinitions": [{ // ¦\n }] }'),
      at('jsonc', '{ "containerDefinitions": [{ /* ¦ */ }] }'),
      at('json', '{ "containerDefinitions": [] } ¦'),
      at('json', '{ "taskDefinition": { "containerDefinitions": [] }, "¦" }'),
      at('json', '¦{ "containerDefinitions": [] }'),
    ];
    for (const place of places) assert.deepEqual(labels(place), [], place.text);
  });

  it('works on what describe-task-definition prints, and in what is not closed yet', () => {
    assert.ok(labels(at('json', '{ "taskDefinition": { "containerDefinitions": [{ "¦" }] } }')).includes('image'));
    assert.ok(labels(at('json', '{ "containerDefinitions": [{ "name": "a", "¦')).includes('image'));
    assert.ok(labels(at('json', '{ "containerDefinitions": [{ "portMappings": [{ "prot¦')).includes('protocol'));
  });

  it('spells names of CloudFormation', () => {
    const resource = (inside: string): At =>
      at('json', `{ "Resources": { "Web": { "Type": "AWS::ECS::TaskDefinition", "Properties": { ${inside} } } } }`);
    assert.match(chosen(resource('"NetworkMode": "host", "Ex¦"'), 'ExecutionRoleArn'), /"ExecutionRoleArn": "\$1"/);
    assert.ok(!labels(resource('"NetworkMode": "host", "¦"')).includes('NetworkMode'));
    assert.deepEqual(labels(resource('"PidMode": "¦"')), ['host', 'task']);
    const options = resource('"ContainerDefinitions": [{ "LogConfiguration": { "Options": { "¦" } } }]');
    assert.ok(labels(options).includes('awslogs-group'));
    assert.deepEqual(labels(resource('"Cpu": { "Fn::If": ["¦"] }')), []);
  });
});

const template = (inside: string): string =>
  `Resources:\n  Web:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Family: web\n${inside}`;

describe('completion in YAML', () => {
  it('offers properties at each depth, by indentation', () => {
    assert.ok(labels(at('yaml', template('      Net¦'))).includes('NetworkMode'));
    assert.ok(!labels(at('yaml', template('      Net¦'))).includes('Family'));
    const containers = '      ContainerDefinitions:\n        - Name: web\n          Image: nginx\n';
    assert.ok(labels(at('yaml', template(`${containers}          ¦`))).includes('PortMappings'));
    assert.ok(!labels(at('yaml', template(`${containers}          ¦`))).includes('Image'));
    assert.ok(labels(at('yaml', template(`${containers}        - ¦`))).includes('Image'));
    assert.ok(labels(at('yaml', template(`${containers}      ¦`))).includes('NetworkMode'));
    assert.ok(
      labels(at('yaml', template('      ContainerDefinitions:\n      - Name: web\n        ¦'))).includes('Image'),
    );
    const deep = `${containers}          PortMappings:\n            - ContainerPort: 80\n              ¦`;
    assert.ok(labels(at('yaml', template(deep))).includes('HostPort'));
  });

  it('offers nothing beside the task definition', () => {
    const places = [
      '¦',
      '    ¦',
      '  ¦',
      '  Logs:\n    Type: AWS::Logs::LogGroup\n    Properties:\n      ¦',
      '      # ¦',
    ];
    for (const place of places) assert.deepEqual(labels(at('yaml', template(place))), [], place);
  });

  it('offers values, on the line and between brackets', () => {
    assert.deepEqual(labels(at('yaml', template('      NetworkMode: ¦'))), ['awsvpc', 'bridge', 'host', 'none']);
    assert.equal(
      chosen(at('yaml', template('      NetworkMode: br¦')), 'bridge'),
      template('      NetworkMode: bridge'),
    );
    const brackets = at('yaml', template('      RequiresCompatibilities: [EC2, EX¦]'));
    assert.equal(chosen(brackets, 'EXTERNAL'), template('      RequiresCompatibilities: [EC2, EXTERNAL]'));
    const items = at('yaml', template('      RequiresCompatibilities:\n        - EX¦'));
    assert.equal(chosen(items, 'EXTERNAL'), template('      RequiresCompatibilities:\n        - EXTERNAL'));
    const braces = at('yaml', template('      RuntimePlatform: { CpuArchitecture: A¦ }'));
    assert.equal(chosen(braces, 'ARM64'), template('      RuntimePlatform: { CpuArchitecture: ARM64 }'));
    assert.ok(labels(at('yaml', template('      RuntimePlatform: { ¦ }'))).includes('CpuArchitecture'));
    assert.deepEqual(labels(at('yaml', template('      NetworkMode: !Ref ¦'))), []);
  });

  it('writes lines below one another, behind a dash as deep as the name', () => {
    assert.equal(
      chosen(at('yaml', template('      ¦')), 'RuntimePlatform'),
      template('      RuntimePlatform:\n  CpuArchitecture: ${1|X86_64,ARM64|}\n  OperatingSystemFamily: LINUX'),
    );
    assert.match(
      chosen(at('yaml', template('      ContainerDefinitions:\n        - ¦')), 'PortMappings'),
      / {8}- PortMappings:\n {4}- ContainerPort: \$\{1:8080\}\n {6}HostPort: \$\{2:8080\}\n {6}Protocol: /,
    );
    assert.match(
      chosen(
        at('yaml', template('      ContainerDefinitions:\n        - ¦')),
        '{ Name, Image, Essential, MemoryReservation }',
      ),
      / {8}- Name: \$\{1:app\}\n {2}Image: \$\{2:image:tag\}\n {2}Essential: true\n {2}MemoryReservation: /,
    );
  });

  it('writes the lines of a value below its name', () => {
    const log = at('yaml', template('      ContainerDefinitions:\n        - LogConfiguration: ¦'));
    assert.match(chosen(log, '{ LogDriver }'), / {8}- LogConfiguration: \n {4}LogDriver: \$\{1\|awsfirelens,/);
  });

  it('reads lines that end as on Windows, and keeps what follows a name or value', () => {
    const windows = (inside: string): string => template(inside).replaceAll('\n', '\r\n');
    const name = at('yaml', windows('      Netw¦: host\n      Cpu: 3\n'));
    assert.equal(chosen(name, 'NetworkMode'), windows('      NetworkMode: host\n      Cpu: 3\n'));
    const value = at('yaml', windows('      NetworkMode: br¦ # of Docker\n      Cpu: 3\n'));
    assert.equal(chosen(value, 'bridge'), windows('      NetworkMode: bridge # of Docker\n      Cpu: 3\n'));
    const block = at('yaml', windows('      ContainerDefinitions:\n        - User: |\n            a\n            ¦\n'));
    assert.deepEqual(labels(block), []);
  });

  it('knows the names that AWS spells in its own way', () => {
    const volume = '      Volumes:\n        - Name: a\n          ';
    assert.ok(labels(at('yaml', template(`${volume}¦`))).includes('EFSVolumeConfiguration'));
    const efs = `${volume}EFSVolumeConfiguration:\n            ¦`;
    assert.ok(labels(at('yaml', template(efs))).includes('FilesystemId'));
    const fsx = `${volume}FSxWindowsFileServerVolumeConfiguration:\n            ¦`;
    assert.ok(labels(at('yaml', template(fsx))).includes('FileSystemId'));
  });
});

const resource = (inside: string): string =>
  `resource "aws_ecs_task_definition" "web" {\n  family = "web"\n${inside}\n}\n`;

describe('completion in Terraform', () => {
  it('offers attributes and blocks in the spelling of Terraform', () => {
    const completion = at('terraform', resource('  net¦'));
    assert.equal(chosen(completion, 'network_mode'), resource('  network_mode = "${1|awsvpc,bridge,host,none|}"'));
    assert.ok(!labels(completion).includes('family'));
    const empty = at('terraform', resource('  ¦'));
    assert.match(
      chosen(empty, 'volume'),
      /volume \{\n\tname = "\$\{1:data\}"\n\thost_path = "\$\{2:\/srv\/data\}"\n\}/,
    );
    assert.match(chosen(empty, 'tags'), /tags = \{\n\t\$\{1:name\} = "\$\{2:value\}"\n\}/);
    assert.match(chosen(empty, 'container_definitions'), /= jsonencode\(\[\n\t\{\n\t\tname = "\$\{1:app\}"/);
  });

  it('knows blocks, and what they have in place of objects of the API', () => {
    assert.ok(labels(at('terraform', resource('  runtime_platform {\n    ¦\n  }'))).includes('cpu_architecture'));
    const volume = labels(at('terraform', resource('  volume {\n    name = "a"\n    ¦\n  }')));
    assert.ok(volume.includes('host_path') && !volume.includes('host') && !volume.includes('name'), volume.join());
    const nested = '  volume {\n    docker_volume_configuration {\n      scope = "¦"\n    }\n  }';
    assert.deepEqual(labels(at('terraform', resource(nested))), ['shared', 'task']);
  });

  it('uses the spelling of the API in jsonencode', () => {
    const encoded = (inside: string): At =>
      at('terraform', resource(`  container_definitions = jsonencode([{\n    name = "a"\n    ${inside}\n  }])`));
    assert.match(chosen(encoded('mem¦'), 'memoryReservation'), /\n {4}memoryReservation = \$1\n/);
    assert.ok(!labels(encoded('¦')).includes('name'));
    assert.deepEqual(labels(encoded('essential = ¦')), ['true', 'false']);
    assert.match(chosen(encoded('logConfiguration = { logDriver = "aws¦" }'), 'awslogs'), /logDriver = "awslogs" }/);
    assert.ok(labels(encoded('portMappings = [{ ¦ }]')).includes('containerPort'));
  });

  it('finds its way in a heredoc of JSON', () => {
    const heredoc = (inside: string): string => resource(`  container_definitions = <<EOF\n[{ ${inside} }]\nEOF`);
    assert.equal(chosen(at('terraform', heredoc('"ima¦"')), 'image'), heredoc('"image": "$1"'));
    assert.ok(!labels(at('terraform', heredoc('"image": "${var.image}", "¦"'))).includes('image'));
  });

  it('offers values, and nothing in comments, expressions and what is none of ECS', () => {
    assert.match(chosen(at('terraform', resource('  requires_compatibilities = ["¦"]')), 'EXTERNAL'), /\["EXTERNAL"\]/);
    assert.match(chosen(at('terraform', resource('  network_mode = ¦')), 'host'), /network_mode = "host"/);
    for (const place of ['  # ¦', '  lifecycle {\n    ¦\n  }', '  cpu = max(¦)', '  family = "${¦}"'])
      assert.deepEqual(labels(at('terraform', resource(place))), [], place);
  });
});

describe('completion', () => {
  it('throws nowhere, and stays on the line of the cursor', () => {
    const texts = [
      [
        'json',
        '{ "family": "a",\n "containerDefinitions": [{ "image": "x",\n "portMappings": [{ "protocol": "tcp" }] }] }',
      ],
      ['yaml', template('      ContainerDefinitions:\n        - Name: web\n          Command: [a, b]\n')],
      [
        'terraform',
        resource('  volume {\n    name = "a"\n  }\n  container_definitions = jsonencode([{ name = "b" }])'),
      ],
    ] as const;
    for (const [languageId, whole] of texts) {
      const document = parseDocument({ text: whole, languageId, fileName: 'x' }, hcl);
      for (let offset = 0; offset <= whole.length; offset++) {
        for (const text of [whole, whole.slice(0, offset)]) {
          const { items, slot } = complete(text, offset, document);
          for (const { span } of [...items, ...(slot ? [slot] : [])]) {
            assert.ok(span.offset <= offset && offset <= span.offset + span.length, `${languageId} ${offset}`);
            assert.ok(!text.slice(span.offset, span.offset + span.length).includes('\n'), `${languageId} ${offset}`);
          }
        }
      }
    }
  });
});

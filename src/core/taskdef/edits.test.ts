import { strict as assert } from 'node:assert';
import { hclParser } from '../../../test/unit/hcl.ts';
import type { TaskDocument, TaskFormat } from './document.ts';
import { appendItem, removeItem, removeProperty, replaceValue, setProperty, spelledName } from './edits.ts';
import type { JsonValue } from './edits.ts';
import { itemsOf, property } from './node.ts';
import type { ArrayNode, ObjectNode, ValueNode } from './node.ts';
import type { HclParser } from './parse/hclTree.ts';
import { parseDocument } from './parse/parseDocument.ts';
import type { TextEdit } from './rule.ts';

const texts: Readonly<Record<'json' | 'yaml' | 'yamlFlow' | 'terraform' | 'cfnJson' | 'crlf' | 'heredoc', string>> = {
  json: `{
  // what it is called
  "family": "web", // not the service
  "networkMode": "awsvpc",
  "containerDefinitions": [
    {
      "name": "web",
      "portMappings": [{ "containerPort": 80, "hostPort": 8080 }],
      "dependsOn": []
    }
  ],
}
`,
  cfnJson: `{
    "Resources": {
        "Task": {
            "Type": "AWS::ECS::TaskDefinition",
            "Properties": {
                "NetworkMode": "awsvpc",
                "ContainerDefinitions": [{ "Name": "web", "DependsOn": [] }]
            }
        }
    }
}
`,
  yaml: `# the template
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc # for Fargate
      ContainerDefinitions:
        - Name: web
          PortMappings:
            - ContainerPort: 80
              HostPort: 8080
          DependsOn: []
          # the end
  Other:
    Type: AWS::SNS::Topic
`,
  yamlFlow: `Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: { NetworkMode: awsvpc, ContainerDefinitions: [{ Name: web, DependsOn: [] }] }
`,
  terraform: `resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = "awsvpc" # for Fargate

  volume {
    name = "a"
  }

  container_definitions = jsonencode([
    {
      name = "web"
      portMappings = [{ containerPort = 80, hostPort = 8080 }]
      dependsOn = []
    }
  ])

  volume {
    name = "b"
  }
}
`,
  crlf: '{\r\n\t"networkMode": "awsvpc",\r\n\t"containerDefinitions": [\r\n\t\t{ "name": "web", "dependsOn": [] }\r\n\t]\r\n}\r\n',
  heredoc: `resource "aws_ecs_task_definition" "web" {
  network_mode = "awsvpc"
  container_definitions = <<EOF
[
  {
    "name": "web",
    "dependsOn": []
  }
]
EOF
}
`,
};

type Name = keyof typeof texts;

const formats: Readonly<Record<Name, TaskFormat>> = {
  json: 'json',
  cfnJson: 'cloudFormationJson',
  yaml: 'cloudFormationYaml',
  yamlFlow: 'cloudFormationYaml',
  terraform: 'terraform',
  crlf: 'json',
  heredoc: 'terraform',
};

const names = Object.keys(texts) as Name[];

describe('Edits of a task definition', () => {
  let hcl: HclParser;

  before(async () => {
    hcl = await hclParser();
  });

  function parse(text: string, format: TaskFormat): TaskDocument {
    const languageId = format === 'terraform' ? 'terraform' : format === 'cloudFormationYaml' ? 'yaml' : 'jsonc';
    return parseDocument({ text, languageId, fileName: 'a' }, hcl);
  }

  function rootOf(text: string, format: TaskFormat): ObjectNode {
    const { definitions, services } = parse(text, format);
    const [source] = [...definitions, ...services];
    assert(source, text);
    return source.root;
  }

  /** The text after the edits, with what stands in it now. */
  function edited(
    text: string,
    format: TaskFormat,
    edit: (root: ObjectNode) => TextEdit[],
  ): { text: string; value: unknown } {
    const edits = edit(rootOf(text, format));
    const after = applied(text, edits);
    return { text: after, value: plain(rootOf(after, format)) };
  }

  function container(root: ObjectNode): ObjectNode {
    const [first] = itemsOf(property(root, 'containerDefinitions'));
    assert.ok(first?.kind === 'object');
    return first;
  }

  for (const name of names) {
    const format = formats[name];
    const written = { format };
    const text = texts[name];
    const original = (): Record<string, JsonValue> => plain(rootOf(text, format)) as Record<string, JsonValue>;
    const originalContainer = (): Record<string, JsonValue> =>
      (original().containerDefinitions as Record<string, JsonValue>[])[0]!;

    describe(name, () => {
      it('replaces a value and leaves the rest of the text', () => {
        const after = edited(text, format, (root) => setProperty(text, written, root, 'networkMode', 'bridge'));
        assert.deepEqual(after.value, { ...original(), networkMode: 'bridge' });
        assert.equal(after.text, text.replace('awsvpc', 'bridge'));
      });

      it('removes a property, and what is left is the rest', () => {
        const after = edited(text, format, (root) => removeProperty(text, written, root, 'networkMode'));
        const { networkMode, ...rest } = original();
        assert.equal(networkMode, 'awsvpc');
        assert.deepEqual(after.value, rest);
        assert.equal(isPart(after.text, text), true);
      });

      it('removes the last property', () => {
        const after = edited(text, format, (root) => removeProperty(text, written, container(root), 'dependsOn'));
        const { dependsOn, ...rest } = originalContainer();
        assert.deepEqual(dependsOn, []);
        assert.deepEqual((after.value as { containerDefinitions: unknown[] }).containerDefinitions, [rest]);
        assert.equal(isPart(after.text, text), true);
      });

      it('adds a property with a structure', () => {
        const added = { logDriver: 'awslogs', options: { 'mode': 'non-blocking', 'awslogs-group': '/ecs/web: 1' } };
        const after = edited(text, format, (root) =>
          setProperty(text, written, container(root), 'logConfiguration', added),
        );
        assert.deepEqual((after.value as { containerDefinitions: unknown[] }).containerDefinitions, [
          { ...originalContainer(), logConfiguration: added },
        ]);
        assert.equal(isPart(text, after.text), true);
      });

      it('adds a property at the top', () => {
        const after = edited(text, format, (root) =>
          setProperty(text, written, root, 'requiresCompatibilities', ['EXTERNAL']),
        );
        assert.deepEqual(after.value, { ...original(), requiresCompatibilities: ['EXTERNAL'] });
        assert.equal(isPart(text, after.text), true);
      });

      it('adds items, the first and another one, and removes them again', () => {
        const dependsOn = (root: ObjectNode): ArrayNode => property(container(root), 'dependsOn') as ArrayNode;
        const one = edited(text, format, (root) =>
          appendItem(text, written, dependsOn(root), { containerName: 'a', condition: 'START' }),
        );
        const two = edited(one.text, format, (root) =>
          appendItem(one.text, written, dependsOn(root), { containerName: 'b', condition: 'START' }),
        );
        assert.deepEqual(plain(dependsOn(rootOf(two.text, format))), [
          { containerName: 'a', condition: 'START' },
          { containerName: 'b', condition: 'START' },
        ]);
        const less = edited(two.text, format, (root) =>
          removeItem(two.text, written, dependsOn(root), dependsOn(root).items[0]!),
        );
        const none = edited(less.text, format, (root) =>
          removeItem(less.text, written, dependsOn(root), dependsOn(root).items[0]!),
        );
        assert.deepEqual(plain(dependsOn(rootOf(less.text, format))), [{ containerName: 'b', condition: 'START' }]);
        assert.deepEqual(none.value, original());
      });
    });
  }

  it('keeps lines, comments and line breaks as they are', () => {
    const json = edited(texts.json, 'json', (root) => removeProperty(texts.json, { format: 'json' }, root, 'family'));
    assert.equal(json.text, texts.json.replace('"family": "web", ', ''));
    const added = edited(texts.crlf, 'json', (root) =>
      setProperty(texts.crlf, { format: 'json' }, root, 'pidMode', 'host'),
    );
    assert.equal(added.text, texts.crlf.replace('\t]\r\n', '\t],\r\n\t"pidMode": "host"\r\n'));
    const format = 'cloudFormationYaml';
    const yaml = edited(texts.yaml, format, (root) => removeProperty(texts.yaml, { format }, container(root), 'name'));
    assert.equal(yaml.text, texts.yaml.replace('Name: web\n          ', ''));
    const port = edited(texts.yaml, format, (root) => {
      const [mapping] = itemsOf(property(container(root), 'portMappings'));
      return removeProperty(texts.yaml, { format }, mapping as ObjectNode, 'hostPort');
    });
    assert.equal(port.text, texts.yaml.replace('              HostPort: 8080\n', ''));
  });

  it('writes maps of CloudFormation with the names as they are', () => {
    const text = texts.yaml.replace(
      'DependsOn: []',
      'LogConfiguration:\n            Options:\n              mode: blocking',
    );
    const format = 'cloudFormationYaml';
    const options = (root: ObjectNode): ObjectNode =>
      property(property(container(root), 'logConfiguration'), 'options') as ObjectNode;
    const after = edited(text, format, (root) => setProperty(text, { format }, options(root), 'tag', 'yes'));
    assert.equal(after.text, text.replace('mode: blocking', 'mode: blocking\n              tag: "yes"'));
  });

  it('writes blocks of Terraform, and takes them away', () => {
    const format = 'terraform';
    const text = texts.terraform;
    const platform = edited(text, format, (root) =>
      setProperty(text, { format }, root, 'runtimePlatform', {
        cpuArchitecture: 'ARM64',
        operatingSystemFamily: 'LINUX',
      }),
    );
    assert.match(
      platform.text,
      /\n {2}runtime_platform \{\n {4}cpu_architecture = "ARM64"\n {4}operating_system_family = "LINUX"\n {2}\}\n/,
    );
    const volumes = edited(text, format, (root) => removeProperty(text, { format }, root, 'volumes'));
    assert.equal('volumes' in (volumes.value as object), false);
    assert.match(volumes.text, /network_mode = "awsvpc" # for Fargate\n\n\n {2}container_definitions/);
    const others = edited(text, format, (root) =>
      setProperty(text, { format }, root, 'volumes', [{ name: 'c', host: { sourcePath: '/c' } }]),
    );
    assert.deepEqual((others.value as Record<string, unknown>).volumes, [{ name: 'c', host: { sourcePath: '/c' } }]);
  });

  it('writes what Terraform has as attributes of the service as such', () => {
    const format = 'terraform';
    const text = 'resource "aws_ecs_service" "web" {\n  deployment_maximum_percent = 200\n  desired_count = 1\n}\n';
    const after = edited(text, format, (root) =>
      setProperty(text, { format }, root, 'deploymentConfiguration', { maximumPercent: 100, minimumHealthyPercent: 0 }),
    );
    assert.equal(
      after.text,
      'resource "aws_ecs_service" "web" {\n  deployment_maximum_percent = 100\n  desired_count = 1\n  deployment_minimum_healthy_percent = 0\n}\n',
    );
    const inner = edited(text, format, (root) =>
      setProperty(
        text,
        { format },
        property(root, 'deploymentConfiguration') as ObjectNode,
        'minimumHealthyPercent',
        0,
      ),
    );
    assert.deepEqual(inner.value, {
      deploymentConfiguration: { maximumPercent: 200, minimumHealthyPercent: 0 },
      desiredCount: 1,
    });
    const removed = edited(text, format, (root) => removeProperty(text, { format }, root, 'deploymentConfiguration'));
    assert.equal(removed.text, 'resource "aws_ecs_service" "web" {\n  desired_count = 1\n}\n');
  });

  it('removes a property that is there twice', () => {
    const text = '{ "cpu": 1, "containerDefinitions": [], "cpu": 2 }';
    const after = edited(text, 'json', (root) => removeProperty(text, { format: 'json' }, root, 'cpu'));
    assert.equal(after.text, '{ "containerDefinitions": [] }');
  });

  it('leaves what stands elsewhere alone', () => {
    const text = texts.yaml.replace('DependsOn: []', 'HealthCheck: *check').replace('Other:', 'Other: &check');
    const aliased = text.replace('# the template', 'Check: &check\n  Interval: 5');
    const format = 'cloudFormationYaml';
    const root = rootOf(aliased, format);
    const check = property(container(root), 'healthCheck') as ObjectNode;
    assert.deepEqual(plain(check), { interval: 5 });
    assert.deepEqual(setProperty(aliased, { format }, check, 'interval', 6), []);
    assert.deepEqual(removeProperty(aliased, { format }, check, 'interval'), []);
    const quoted = 'resource "aws_ecs_task_definition" "a" {\n  container_definitions = "[{\\"name\\": \\"a\\"}]"\n}\n';
    const inside = container(rootOf(quoted, 'terraform'));
    assert.deepEqual(setProperty(quoted, { format: 'terraform' }, inside, 'name', 'b'), []);
    assert.deepEqual(removeProperty(quoted, { format: 'terraform' }, inside, 'name'), []);
  });

  it('replaces a reference', () => {
    const text = texts.yaml.replace('awsvpc', '!Ref Mode');
    const format = 'cloudFormationYaml';
    const after = edited(text, format, (root) =>
      replaceValue(text, { format }, property(root, 'networkMode')!, 'host'),
    );
    assert.equal(after.text, text.replace('!Ref Mode', 'host'));
  });

  it('spells names as the format does', () => {
    assert.equal(spelledName('json', 'networkMode', 'taskDefinition'), 'networkMode');
    assert.equal(spelledName('cloudFormationYaml', 'efsVolumeConfiguration', 'nested'), 'EFSVolumeConfiguration');
    assert.equal(spelledName('cloudFormationJson', 'placementStrategy', 'service'), 'PlacementStrategies');
    assert.equal(spelledName('cloudFormationJson', 'mode', 'map'), 'mode');
    assert.equal(spelledName('terraform', 'networkMode', 'taskDefinition'), 'network_mode');
    assert.equal(spelledName('terraform', 'loadBalancers', 'service'), 'load_balancer');
    assert.equal(spelledName('terraform', 'portMappings', 'container'), 'portMappings');
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

/** Whether a text is another one from which parts were taken. */
function isPart(part: string, whole: string): boolean {
  let at = 0;
  for (const character of part) {
    at = whole.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function plain(node: ValueNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.properties.map((each) => [each.name, each.value && plain(each.value)]));
    case 'array':
      return node.items.map(plain);
    case 'scalar':
      return node.value;
    case 'reference':
      return { reference: node.knownStart };
  }
}

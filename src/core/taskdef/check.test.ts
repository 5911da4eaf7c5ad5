import assert from 'node:assert/strict';
import type { ContainerInstance } from '../fleet/model.ts';
import { check } from './check.ts';
import { parseDocument } from './parse/parseDocument.ts';
import type { Rule, RuleFacts, Severity } from './rule.ts';
import { message, messageText } from '../text/message.ts';
import { findingsIn } from './rules/testing/checking.ts';

const text = JSON.stringify({
  family: 'web',
  requiresCompatibilities: ['EXTERNAL'],
  networkMode: 'awsvpc',
  containerDefinitions: [{ name: 'web', image: 'public.ecr.aws/nginx/nginx', memory: 128 }],
});

const rule = (id: string, checkDefinition: Rule['checkDefinition']): Rule => {
  return {
    id,
    severity: 'info',
    title: '',
    docs: '',
    source: '',
    good: '',
    bad: '',
    ...(checkDefinition && { checkDefinition }),
  };
};

describe('check', () => {
  it('tells findings in the order of the text', () => {
    assert.deepEqual(
      findingsIn(text).map((each) => [each.rule, each.severity]),
      [
        ['external-network-mode', 'error'],
        ['image-tag', 'warning'],
      ],
    );
  });

  it('takes severities from settings, and ignores what it does not know', () => {
    const severities = { 'external-network-mode': 'info', 'image-tag': 'off', 'no-such-rule': 'error' } as const;
    const findings = findingsIn(text, { settings: { severities } });
    assert.deepEqual(
      findings.map((each) => [each.rule, each.severity]),
      [['external-network-mode', 'info']],
    );
    // As settings may hold them, which are typed by hand.
    const odd = { 'image-tag': 'loud', 'external-network-mode': null } as unknown as Record<string, Severity>;
    assert.deepEqual(
      findingsIn(text, { settings: { severities: odd } }).map(({ severity }) => severity),
      ['error', 'warning'],
    );
  });

  it('reports a rule that throws once, and lets the others speak', () => {
    const failures: unknown[] = [];
    const bug = new Error('a bug');
    const broken = rule('broken', (_, report) => {
      report({ offset: 0, length: 1 }, message('before'));
      throw bug;
    });
    let place = 0;
    const fine = rule('fine', (_, report) => report({ offset: place++, length: 1 }, message('{0} is fine', 'this')));
    const two = `{"a": {"containerDefinitions": []}}`;
    const document = parseDocument({ text, languageId: 'json', fileName: 'a.json' }, undefined);
    const twice = { ...document, definitions: [...document.definitions, ...document.definitions] };
    const findings = check(two, twice, {}, {}, (...failure) => failures.push(failure), [broken, fine]);
    assert.deepEqual(failures, [['broken', bug]]);
    assert.deepEqual(
      findings.map(({ message: each }) => messageText(each)),
      ['before', 'this is fine', 'this is fine'],
    );
  });

  it('says a thing once at a place, also where an alias stands for two containers', () => {
    const alias = `Resources:
  A: { Type: AWS::ECS::TaskDefinition, Properties: &task { ContainerDefinitions: [{ Name: a, Image: 'a:latest' }, { Name: b, Image: 'b:latest' }] } }
  B: { Type: AWS::ECS::TaskDefinition, Properties: *task }
  C: { Type: AWS::ECS::TaskDefinition, Properties: *task }
`;
    const places = findingsIn(alias).map((each) => `${each.rule} ${each.span.offset}`);
    assert.equal(new Set(places).size, places.length);
    assert.equal(places.length, 8);
  });

  it('tells no more than a hundred findings of one rule', () => {
    const loud = rule('loud', (_, report) => {
      for (let count = 0; count < 1000; count++) report({ offset: 0, length: 0 }, message('again {0}', count));
    });
    assert.equal(findingsIn(text, { only: [loud] }).length, 100);
  });
});

const externalOf = (source: string): readonly (boolean | undefined)[] => {
  const seen: (boolean | undefined)[] = [];
  const probe: Rule = {
    ...rule('probe', ({ external }) => void seen.push(external)),
    checkService: (_, { external }) => void seen.push(external),
  };
  findingsIn(source, { only: [probe] });
  return seen;
};

const template = (compatibilities: string, launchType: string): string => `Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:${compatibilities === '' ? '' : `\n      RequiresCompatibilities: ${compatibilities}`}
      ContainerDefinitions:
        - Name: web
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task${launchType === '' ? '' : `\n      LaunchType: ${launchType}`}
`;

describe('what is meant for external instances', () => {
  // compatibilities, launch type of the service → the task definition, the service
  const cases = [
    ['[EXTERNAL]', '', true, true],
    ['[EXTERNAL]', 'EXTERNAL', true, true],
    ['[EXTERNAL]', 'FARGATE', true, false],
    ['[EXTERNAL]', '!Ref LaunchType', true, undefined],
    ['[EXTERNAL, EC2]', '', true, undefined],
    ['[FARGATE]', '', false, undefined],
    ['[FARGATE]', 'FARGATE', false, false],
    ['[!Ref Compatibility]', '', undefined, undefined],
    ['!Ref Compatibilities', '', undefined, undefined],
    ['', 'EXTERNAL', true, true],
    ['', '', undefined, undefined],
  ] as const;
  for (const [compatibilities, launchType, definition, service] of cases) {
    it(`with compatibilities ${compatibilities || '–'} and launch type ${launchType || '–'}`, () => {
      assert.deepEqual(externalOf(template(compatibilities, launchType)), [definition, service]);
    });
  }

  it('is not said by values of a wrong kind', () => {
    for (const value of ['"EXTERNAL"', '7', 'null', '[]', '[{}]', '{}']) {
      assert.deepEqual(externalOf(`{"requiresCompatibilities": ${value}, "containerDefinitions": []}`), [undefined]);
    }
  });
});

describe('what is not known', () => {
  it('is never an error', () => {
    const references = `Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: !Ref Family
      RequiresCompatibilities: [EXTERNAL]
      NetworkMode: !Ref Mode
      Cpu: !Ref Cpu
      Memory: !Ref Memory
      ExecutionRoleArn: !GetAtt Role.Arn
      Volumes: !Ref Volumes
      PlacementConstraints:
        - { Type: memberOf, Expression: !Sub 'attribute:site = \${Site}' }
      RuntimePlatform: { CpuArchitecture: !Ref Architecture }
      ProxyConfiguration: !Ref Proxy
      EnableFaultInjection: !Ref Faults
      ContainerDefinitions:
        - Name: !Ref Name
          Image: !Sub '\${Repository}:latest'
          Essential: !Ref Essential
          Memory: !Ref Memory
          MemoryReservation: 4096
          PortMappings:
            - { ContainerPort: !Ref Port, HostPort: !Ref Port }
            - { ContainerPort: !Ref Port, HostPort: !Ref Port }
          MountPoints: [{ SourceVolume: data, ContainerPath: /data }]
          DependsOn: [{ ContainerName: other, Condition: HEALTHY }]
          VolumesFrom: [{ SourceContainer: other }]
          Environment: [{ Name: DB_PASSWORD, Value: !Ref Password }]
          Secrets: !Ref Secrets
          LogConfiguration: { LogDriver: awslogs, Options: !Ref Options }
        - !Ref Sidecar
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      LaunchType: !Ref LaunchType
      DesiredCount: !Ref Count
      LoadBalancers: !If [HasBalancer, [{ TargetGroupArn: arn }], !Ref AWS::NoValue]
      CapacityProviderStrategy: !Ref Strategy
      NetworkConfiguration: !Ref Network
`;
    assert.deepEqual(findingsIn(references), []);
  });

  it('is what is half typed', () => {
    const half = `{"requiresCompatibilities": ["EXTERNAL"], "networkMode": , "memory": , "containerDefinitions": [
      {"name": "web", "image": , "dependsOn": [{"containerName": }], "logConfiguration": {"logDriver": "awslogs", "options": }}, {`;
    const told = findingsIn(half).filter(({ severity }) => severity !== 'info');
    assert.deepEqual(
      told.map((each) => each.rule),
      ['execution-role'],
    );
  });
});

describe('what is known beyond the text', () => {
  const host = (architecture: string): ContainerInstance => ({
    arn: `arn:aws:ecs:eu-central-1:111122223333:container-instance/home/${architecture}`,
    clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/home',
    managedNodeId: 'mi-0123456789abcdef0',
    status: 'ACTIVE',
    agentConnected: true,
    total: { cpu: 4096, memoryMiB: 3000 },
    free: { cpu: 4096, memoryMiB: 3000 },
    runningTaskCount: 0,
    pendingTaskCount: 0,
    attributes: { 'ecs.cpu-architecture': architecture },
    tags: {},
  });
  const image = (...architectures: string[]): NonNullable<RuleFacts['image']> => {
    return () => ({ platforms: architectures.map((architecture) => ({ os: 'linux', architecture })) });
  };
  const task = (more: object = {}): string => {
    const container = { name: 'web', image: 'public.ecr.aws/example/web:1', memory: 128 };
    return JSON.stringify({ requiresCompatibilities: ['EXTERNAL'], ...more, containerDefinitions: [container] });
  };
  const onlyArm = {
    placementConstraints: [{ type: 'memberOf', expression: 'attribute:ecs.cpu-architecture == arm64' }],
  };
  const messages = (source: string, facts: RuleFacts): readonly string[] => {
    return findingsIn(source, { facts }).map((each) => messageText(each.message));
  };

  it('tells images without the architecture of a host', () => {
    const hosts = [host('arm64'), host('x86_64')];
    const told = ['This image is for amd64, and the task may run on arm64'];
    assert.deepEqual(messages(task(), { hosts, image: image('amd64') }), told);
    assert.deepEqual(messages(task(), { hosts, image: image('amd64', 'arm64') }), []);
    assert.deepEqual(messages(task(), { hosts }), []);
    assert.deepEqual(messages(task(), { image: image('amd64') }), []);
  });

  it('leaves out hosts that a placement constraint leaves out', () => {
    const hosts = [host('arm64'), host('x86_64')];
    assert.deepEqual(messages(task(onlyArm), { hosts, image: image('arm64') }), []);
    assert.deepEqual(messages(task(onlyArm), { hosts, image: image('amd64') }), [
      'This image is for amd64, and the task may run on arm64',
    ]);
  });

  it('asks for no constraint where all hosts are of the architecture', () => {
    const arm = task({ runtimePlatform: { cpuArchitecture: 'ARM64' } });
    assert.equal(messages(arm, { hosts: [host('arm64')] }).length, 0);
    assert.equal(messages(arm, { hosts: [host('arm64'), host('x86_64')] }).length, 1);
    assert.equal(messages(arm, {}).length, 1);
  });
});

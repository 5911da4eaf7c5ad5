import assert from 'node:assert/strict';
import { messageText } from '../../text/message.ts';
import { exampleWith } from './support/examples.ts';
import { findingsIn } from './testing/checking.ts';

/** Cases of rules that their examples do not show. */

const task = (container: object, more: object = {}): string => {
  const named = { name: 'web', image: 'public.ecr.aws/example/web:1', memory: 128, ...container };
  return JSON.stringify({ family: 'web', ...more, containerDefinitions: [named] });
};

const told = (text: string, rule: string): readonly string[] =>
  findingsIn(text)
    .filter((each) => each.rule === rule)
    .map(({ message }) => messageText(message));

describe('execution-role', () => {
  const secrets = [{ name: 'API_TOKEN', valueFrom: 'arn:aws:ssm:eu-central-1:111122223333:parameter/token' }];
  const logConfiguration = { logDriver: 'awslogs', options: { 'awslogs-group': 'a', 'awslogs-region': 'b' } };
  const both = { secrets, logConfiguration };

  it('is needed for secrets everywhere, and for logs not on EC2', () => {
    const needs = (what: string): readonly string[] => [`This needs a task execution role, executionRoleArn (${what})`];
    assert.deepEqual(told(task(both, { requiresCompatibilities: ['EC2'] }), 'execution-role'), needs('secrets'));
    assert.deepEqual(told(task(both), 'execution-role'), needs('secrets'));
    for (const place of ['EXTERNAL', 'FARGATE']) {
      const text = task(both, { requiresCompatibilities: [place] });
      assert.deepEqual(told(text, 'execution-role'), needs('secrets, awslogs'));
    }
    assert.deepEqual(told(task({ logConfiguration }, { requiresCompatibilities: ['EC2'] }), 'execution-role'), []);
    assert.deepEqual(told(task(both, { executionRoleArn: 'arn:aws:iam::111122223333:role/a' }), 'execution-role'), []);
  });
});

describe('texts that are still to be typed', () => {
  it('are not told of as what they do not name', () => {
    const container = {
      name: '',
      essential: true,
      environment: [{ name: '', value: '' }],
      secrets: [{ name: '', valueFrom: '' }],
      volumesFrom: [{ sourceContainer: '' }],
      dependsOn: [{ containerName: '', condition: 'COMPLETE' }],
      mountPoints: [{ sourceVolume: '', containerPath: '' }],
    };
    const text = task(container, { networkMode: '', requiresCompatibilities: ['EXTERNAL'] });
    const rules = findingsIn(text).map(({ rule }) => rule);
    assert.deepEqual(rules, ['container-name', 'execution-role']);
  });

  it('are no family and no launch type of a template', () => {
    const text = (type: string): string =>
      exampleWith(
        ['Family: !Sub', 'RequiresCompatibilities: [EXTERNAL]'],
        ['Image: a/b:1', 'Memory: 128'],
        [`LaunchType: ${type}`],
      );
    for (const rule of ['family-name', 'external-launch-type']) assert.deepEqual(told(text("''"), rule), []);
    assert.equal(told(text('EC2'), 'external-launch-type').length, 1);
  });
});

describe('host ports', () => {
  const host = { networkMode: 'host' };
  const ports = (...portMappings: readonly object[]): object => ({ portMappings });

  it('meet in ranges too, where the container has those of the host', () => {
    const range = { containerPortRange: '8000-8100' };
    const conflict = (mode: object): readonly string[] =>
      told(task(ports({ containerPort: 8080 }, range), mode), 'host-port-conflict');
    assert.deepEqual(conflict(host), ['Another port mapping of this task has host port 8080 already']);
    assert.deepEqual(conflict({}), []);
    assert.deepEqual(conflict({ networkMode: 'awsvpc' }), []);
    const reserved = task(ports({ containerPortRange: '2300-2400' }), host);
    assert.deepEqual(told(reserved, 'reserved-port'), [
      'Hosts reserve port 2375 by default, so that no host is found for this task',
    ]);
  });

  it('are others for other protocols', () => {
    const mappings = ['tcp', 'udp'].map((protocol) => ({ containerPort: 53, hostPort: 53, protocol }));
    assert.deepEqual(told(task(ports(...mappings)), 'host-port-conflict'), []);
    const noProtocol = { containerPort: 1, hostPort: 53 };
    assert.equal(told(task(ports(...mappings, noProtocol)), 'host-port-conflict').length, 1);
  });
});

describe('fixed-port-deployment', () => {
  const service = (...lines: readonly string[]): string =>
    exampleWith(
      ['RequiresCompatibilities: [EXTERNAL]'],
      ['Image: public.ecr.aws/example/web:1', 'Memory: 64', 'PortMappings: [{ ContainerPort: 80, HostPort: 8080 }]'],
      ['LaunchType: EXTERNAL', 'DesiredCount: 1', ...lines],
    );

  it('is about rolling updates only', () => {
    const count = (...lines: readonly string[]): number => told(service(...lines), 'fixed-port-deployment').length;
    assert.equal(count(), 1);
    assert.equal(count('DeploymentController: { Type: ECS }'), 1);
    assert.equal(count('DeploymentController: { Type: EXTERNAL }'), 0);
    assert.equal(count('DeploymentController: !Ref Controller'), 0);
    assert.equal(count('DeploymentConfiguration: { MinimumHealthyPercent: 0 }'), 0);
    assert.equal(count('DeploymentConfiguration: { MinimumHealthyPercent: 50 }'), 1);
  });
});

describe('external-launch-type', () => {
  it('is asked for also beside a capacity provider', () => {
    const service = (...lines: readonly string[]): readonly string[] =>
      told(
        exampleWith(['RequiresCompatibilities: [EXTERNAL]'], ['Image: web:1', 'Memory: 64'], lines),
        'external-launch-type',
      );
    const strategy = 'CapacityProviderStrategy: [{ CapacityProvider: FARGATE }]';
    assert.equal(service('LaunchType: FARGATE', strategy).length, 1);
    // Of it another rule speaks, whose fix leads here.
    assert.deepEqual(service(strategy), []);
    assert.deepEqual(service('LaunchType: !Ref LaunchType', strategy), []);
  });
});

describe('plain-secret', () => {
  it('takes no switch, length, path or name in AWS for one', () => {
    const count = (value: string): number =>
      told(task({ environment: [{ name: 'API_TOKEN', value }] }), 'plain-secret').length;
    for (const value of [
      '',
      'true',
      'No',
      '3600',
      '/run/secrets/token',
      'arn:aws:ssm:eu-west-1:111122223333:parameter/a',
    ]) {
      assert.equal(count(value), 0, value);
    }
    for (const value of ['hunter2', '12345678', 'truth']) assert.equal(count(value), 1, value);
  });
});

describe('what may be there', () => {
  it('is not told to be missing', () => {
    const text = (extra: string): string => `Small: &small { Memory: 64 }
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: web
          Image: web:1
          ${extra}
`;
    for (const extra of ['<<: [*small]', '<<: *small', '<<: *unknown', 'Fn::Transform: { Name: Defaults }']) {
      assert.deepEqual(told(text(extra), 'no-memory'), [], extra);
    }
    assert.equal(told(text('Cpu: 5'), 'no-memory').length, 1);
  });
});

import assert from 'node:assert/strict';
import { ecsCluster, instance } from '../../../../test/unit/fleetLiterals.ts';
import { nodeOf, reference } from '../../../../test/unit/taskNodes.ts';
import type { ContainerInstance } from '../../fleet/model.ts';
import { messageText } from '../../text/message.ts';
import type { Candidate, PlacementOptions } from './placement.ts';
import { asksForTaskGroups, distinctGroup, memberExpressions, place } from './placement.ts';

const home = ecsCluster('home');
const defaultAttributes = Object.fromEntries(
  [
    'ecs.capability.external',
    'ecs.capability.execution-role-awslogs',
    'ecs.capability.execution-role-ecr-pull',
    'ecs.capability.secrets.ssm.environment-variables',
    'ecs.capability.container-health-check',
    'ecs.capability.task-cpu-mem-limit',
    'com.amazonaws.ecs.capability.ecr-auth',
    'com.amazonaws.ecs.capability.task-iam-role',
    ...['json-file', 'awslogs'].map((driver) => `com.amazonaws.ecs.capability.logging-driver.${driver}`),
  ].map((name) => [name, '']),
);

/** An arm64 host with 4 vCPUs and 8,192 MiB, half of both free. */
function host(over: Partial<ContainerInstance> = {}): ContainerInstance {
  const attributes = {
    ...defaultAttributes,
    'ecs.os-type': 'linux',
    'ecs.cpu-architecture': 'arm64',
    ...over.attributes,
  };
  return instance('1', home, {
    reservedPorts: { tcp: [22, 2375], udp: [] },
    usedPorts: { tcp: [22, 2375, 8080], udp: [53] },
    ...over,
    attributes,
  });
}

/** Why a task does not fit; nothing where it does. */
function reason(
  definition: object,
  on: Partial<ContainerInstance> = {},
  { taskGroups, ...options }: PlacementOptions & Pick<Candidate, 'taskGroups'> = {},
): string | undefined {
  const candidate = { instance: host(on), ...(taskGroups && { taskGroups }) };
  const { fits, others } = place(nodeOf(definition), [candidate], options);
  assert.equal(fits.length + others.length, 1);
  return others[0] && messageText(others[0].reason);
}

const task = (container: object = {}, over: object = {}): object => ({
  containerDefinitions: [{ name: 'a', image: 'nginx:1', memory: 128, ...container }],
  ...over,
});

describe('place', () => {
  it('fits what asks for little', () => {
    assert.equal(reason(task()), undefined);
    assert.equal(reason({}), undefined);
  });

  it('looks at the state of the host first', () => {
    const huge = task({ memory: 99_999 }, { networkMode: 'awsvpc' });
    assert.equal(reason(huge, { agentConnected: false, status: 'DRAINING' }), 'its ECS agent is not connected');
    assert.equal(reason(huge, { status: 'DRAINING' }), 'it is draining');
    assert.equal(reason(huge, { status: 'REGISTERING' }), 'its status is REGISTERING');
  });

  it('then at capabilities, before architecture, constraints and resources', () => {
    const hard = (over: object): object =>
      task({ memory: 99_999 }, { runtimePlatform: { cpuArchitecture: 'X86_64' }, ...over });
    assert.match(reason(hard({ networkMode: 'awsvpc' }))!, /network mode awsvpc/);
    const constraint = { placementConstraints: [{ type: 'memberOf', expression: 'attribute:none exists' }] };
    assert.equal(reason(hard(constraint)), 'needs amd64, it is arm64');
    assert.equal(
      reason(task({ memory: 99_999 }, constraint)),
      'does not meet the placement constraint attribute:none exists',
    );
    assert.equal(reason(task({ memory: 99_999, cpu: 9999 })), 'needs 9999 CPU units, it has 4096 in all');
  });

  it('names the capability that is lacking', () => {
    const logging = (logDriver: string): object => task({ logConfiguration: { logDriver } });
    assert.equal(reason(logging('json-file')), undefined);
    assert.equal(reason(logging('splunk')), 'it does not have the log driver splunk');
    const secret = (valueFrom: unknown): object => task({ secrets: [{ name: 'S', valueFrom }] });
    assert.equal(reason(secret('arn:aws:ssm:eu-west-1:111122223333:parameter/a')), undefined);
    assert.equal(
      reason(secret('arn:aws:secretsmanager:eu-west-1:111122223333:secret:a')),
      'its ECS agent does not offer secrets in environment variables',
    );
    assert.equal(reason(secret(reference)), undefined);
    const role = { taskRoleArn: 'arn:aws:iam::111122223333:role/a' };
    assert.equal(reason(task({}, role)), undefined);
    assert.equal(reason(task({}, { ...role, networkMode: 'host' })), 'its ECS agent does not offer task roles');
    assert.equal(reason(task({ healthCheck: { command: ['true'] } })), undefined);
    assert.equal(reason(task({ restartPolicy: { enabled: false } })), undefined);
    assert.equal(
      reason(task({ restartPolicy: { enabled: true } })),
      'its ECS agent does not offer restart policies for containers',
    );
    assert.equal(reason(task({ privileged: true })), 'its ECS agent does not offer privileged containers');
  });

  it('asks no capabilities of a host whose attributes were not told', () => {
    const bare = { ...host(), attributes: {} };
    const { fits } = place(nodeOf(task({ privileged: true }, { networkMode: 'awsvpc' })), [{ instance: bare }]);
    assert.deepEqual(fits, [bare]);
  });

  it('compares architectures, of the task and of its images', () => {
    assert.equal(reason(task({}, { runtimePlatform: { cpuArchitecture: 'ARM64' } })), undefined);
    assert.equal(reason(task({}, { runtimePlatform: { cpuArchitecture: reference } })), undefined);
    assert.equal(
      reason(task({}, { runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } })),
      'needs Windows, it runs Linux',
    );
    const image = (...platforms: readonly string[]): PlacementOptions => ({
      image: () => ({
        platforms: platforms.map((each) => {
          const [os = '', architecture = ''] = each.split('/');
          return { os, architecture };
        }),
      }),
    });
    assert.equal(reason(task(), {}, image('linux/amd64', 'linux/arm64')), undefined);
    assert.equal(
      reason(task(), {}, image('linux/amd64', 'windows/arm64')),
      'the image nginx:1 is for amd64, it is arm64',
    );
    assert.equal(reason(task(), {}, image('windows/amd64')), 'the image nginx:1 is not for Linux');
    assert.equal(reason(task(), {}, { image: () => undefined }), undefined);
  });

  it('evaluates placement constraints of task definition and service', () => {
    const memberOf = (expression: unknown): object =>
      task({}, { placementConstraints: [{ type: 'memberOf', expression }] });
    assert.equal(reason(memberOf('attribute:ecs.cpu-architecture == arm64')), undefined);
    assert.match(reason(memberOf('attribute:ecs.cpu-architecture == x86_64'))!, /x86_64$/);
    assert.equal(reason(memberOf('attribute:')), undefined);
    assert.equal(reason(memberOf(reference)), undefined);
    assert.match(reason(task(), {}, { expressions: ['agentVersion > 2.0.0'] })!, /agentVersion > 2\.0\.0$/);
    const alone = memberOf('not(task:group == service:web) and runningTasksCount >= 0');
    assert.equal(reason(alone), undefined);
    assert.equal(reason(alone, {}, { taskGroups: [] }), undefined);
    assert.match(reason(alone, {}, { taskGroups: ['service:web'] })!, /task:group/);
    const service = { placementConstraints: [{ type: 'distinctInstance' }, { type: 'memberOf', expression: 'a' }] };
    assert.deepEqual(memberExpressions(nodeOf(service)), ['a']);
  });

  it('takes one task a host of a service with distinctInstance', () => {
    const distinctGroups = ['service:web'];
    assert.equal(reason(task(), {}, { distinctGroups }), undefined);
    assert.equal(reason(task(), {}, { distinctGroups, taskGroups: ['service:api', 'family:web'] }), undefined);
    assert.equal(
      reason(task(), {}, { distinctGroups, taskGroups: ['service:api', 'service:web'] }),
      'already runs a task of service:web, which has each on another host (distinctInstance)',
    );
    const service = (over: object): string | undefined =>
      distinctGroup(nodeOf({ placementConstraints: [{ type: 'distinctInstance' }], ...over }));
    assert.equal(service({ serviceName: 'web' }), 'service:web');
    assert.deepEqual([service({}), service({ serviceName: reference })], [undefined, undefined]);
    assert.equal(service({ serviceName: 'web', placementConstraints: [{ type: 'memberOf' }] }), undefined);
  });

  it('tells whether groups of tasks have a part in it', () => {
    const asks = (expression: unknown): boolean =>
      asksForTaskGroups(nodeOf(task({}, { placementConstraints: [{ type: 'memberOf', expression }] })));
    assert.ok(asks('attribute:a exists and not(task:group == service:web)'));
    assert.deepEqual(['attribute:a exists', 'task:group ==', reference].map(asks), [false, false, false]);
    assert.ok(asksForTaskGroups(nodeOf(task()), { expressions: ['task:group == service:db'] }));
    assert.ok(asksForTaskGroups(nodeOf(task()), { distinctGroups: ['service:web'] }));
    assert.ok(!asksForTaskGroups(nodeOf(task()), { expressions: [], distinctGroups: [] }));
  });

  it('compares CPU, memory and GPUs with what is free', () => {
    assert.equal(reason(task({ cpu: 2048 })), undefined);
    assert.equal(reason(task({ cpu: 2049 })), 'needs 2049 CPU units, 2048 are free');
    assert.equal(reason(task({ memory: 4096 })), undefined);
    assert.equal(reason(task({ memory: 9000, memoryReservation: 4096 })), undefined);
    assert.equal(reason(task({ memory: 4097 })), 'needs 4097 MiB of memory, 4096 are free');
    assert.equal(reason(task({ memory: 8193 })), 'needs 8193 MiB of memory, it has 8192 in all');
    assert.equal(reason(task({ memory: reference })), undefined);
    const gpu = task({ resourceRequirements: [{ type: 'GPU', value: '1' }] });
    assert.equal(reason(gpu), 'needs GPUs: 1, it has 0 in all');
    const total = { cpu: 4096, memoryMiB: 8192, gpus: 1 };
    assert.equal(reason(gpu, { total, free: { ...total, gpus: 0 } }), 'needs GPUs: 1, free are 0');
    assert.equal(reason(gpu, { total, free: total }), undefined);
  });

  it('finds conflicts of fixed host ports', () => {
    const ports = (mapping: object, networkMode = 'bridge'): object =>
      task({ portMappings: [{ containerPort: 8080, ...mapping }] }, { networkMode });
    assert.equal(reason(ports({})), undefined);
    assert.equal(reason(ports({ hostPort: 0 })), undefined);
    assert.equal(reason(ports({ hostPort: reference })), undefined);
    assert.equal(reason(ports({ hostPort: 8081 })), undefined);
    assert.equal(reason(ports({ hostPort: 8080 })), 'needs the host port 8080 (tcp), which another task has');
    assert.equal(reason(ports({ hostPort: 8080, protocol: 'udp' })), undefined);
    assert.equal(
      reason(ports({ hostPort: 53, protocol: 'udp' })),
      'needs the host port 53 (udp), which another task has',
    );
    assert.equal(reason(ports({ hostPort: 22 })), 'needs the host port 22 (tcp), which the host keeps for itself');
    assert.equal(reason(ports({}, 'host')), 'needs the host port 8080 (tcp), which another task has');
    assert.equal(reason(ports({ hostPort: 8080 }, 'none')), undefined);
    const range = { containerPort: undefined, containerPortRange: '8000-8100' };
    const attributes = { 'ecs.capability.network.container-port-range': '' };
    assert.equal(reason(ports(range), { attributes }), undefined);
    assert.match(reason(ports(range, 'host'), { attributes })!, /8080/);
    assert.equal(reason(ports({ hostPort: 8080 }), { reservedPorts: undefined!, usedPorts: undefined! }), undefined);
  });

  it('survives anything, and keeps the order of hosts', () => {
    const odd = [null, 1, 'x', [], reference, { containerDefinitions: [null, [], reference, { portMappings: [1] }] }];
    for (const each of odd) assert.equal(place(nodeOf(each), [{ instance: host() }]).fits.length, 1);
    const names = ['c', 'a', 'b'].map((managedNodeId) => ({ instance: host({ managedNodeId }) }));
    const { fits } = place(nodeOf(task()), names);
    assert.deepEqual(
      fits.map(({ managedNodeId }) => managedNodeId),
      ['c', 'a', 'b'],
    );
  });
});

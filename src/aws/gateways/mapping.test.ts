import assert from 'node:assert/strict';
import { toCluster, toContainerInstance, toTask } from './ecsGateway.ts';
import { toEksCluster, toEksVersion, toSupport } from './eksGateway.ts';
import { compact } from '../../core/compact.ts';
import { numeric, record, time } from '../requests/narrow.ts';
import { toActivation, toManagedNode } from './ssmGateway.ts';

const clusterArn = 'arn:aws:ecs:eu-west-1:111122223333:cluster/home';
const at = new Date('2026-03-01T12:00:00Z');

describe('AWS answers', () => {
  describe('clusters of ECS', () => {
    it('are mapped', () => {
      const cluster = toCluster({
        clusterArn,
        clusterName: 'home',
        status: 'ACTIVE',
        registeredContainerInstancesCount: 3,
        runningTasksCount: 5,
        pendingTasksCount: 1,
        activeServicesCount: 2,
        statistics: [
          { name: 'runningEC2TasksCount', value: '2' },
          { name: 'runningFargateTasksCount', value: '3' },
          { name: 'pendingFargateTasksCount', value: '1' },
        ],
      });
      assert.deepEqual(cluster, {
        kind: 'ecs',
        arn: clusterArn,
        name: 'home',
        status: 'ACTIVE',
        containerInstanceCount: 3,
        runningTaskCount: 5,
        pendingTaskCount: 1,
        activeServiceCount: 2,
        fargateTaskCount: 4,
      });
    });

    it('make do with an ARN, and are dropped without one', () => {
      assert.deepEqual(toCluster({ clusterArn, statistics: [] }), {
        kind: 'ecs',
        arn: clusterArn,
        name: 'home',
        status: 'UNKNOWN',
        containerInstanceCount: 0,
        runningTaskCount: 0,
        pendingTaskCount: 0,
        activeServiceCount: 0,
      });
      assert.equal(toCluster({ clusterName: 'home' }), undefined);
    });
  });

  describe('container instances', () => {
    const arn = 'arn:aws:ecs:eu-west-1:111122223333:container-instance/home/1';

    it('are mapped', () => {
      const instance = toContainerInstance(
        {
          containerInstanceArn: arn,
          ec2InstanceId: 'mi-0123456789abcdef0',
          status: 'ACTIVE',
          statusReason: '',
          agentConnected: true,
          versionInfo: { agentVersion: '1.105.1', dockerVersion: 'DockerVersion: 28.0.1', agentHash: 'x' },
          registeredResources: [
            { name: 'CPU', type: 'INTEGER', integerValue: 4096 },
            { name: 'MEMORY', type: 'INTEGER', integerValue: 7811 },
            { name: 'PORTS', type: 'STRINGSET', stringSetValue: ['22'] },
            { name: 'PORTS_UDP', type: 'STRINGSET', stringSetValue: [] },
            { name: 'GPU', type: 'STRINGSET', stringSetValue: ['GPU-1', 'GPU-2'] },
          ],
          remainingResources: [
            { name: 'CPU', integerValue: 3840 },
            { name: 'PORTS', type: 'STRINGSET', stringSetValue: ['22', '8080'] },
            { name: 'PORTS_UDP', type: 'STRINGSET', stringSetValue: ['53', 'x'] },
            { name: 'GPU', type: 'STRINGSET', stringSetValue: ['GPU-2'] },
          ],
          runningTasksCount: 1,
          registeredAt: at,
          attributes: [{ name: 'ecs.capability.external' }, { name: 'ecs.cpu-architecture', value: 'arm64' }],
          tags: [{ key: '__proto__', value: 'x' }, { key: 'site' }],
        },
        clusterArn,
      );
      assert.deepEqual(instance, {
        arn,
        clusterArn,
        managedNodeId: 'mi-0123456789abcdef0',
        status: 'ACTIVE',
        agentConnected: true,
        agentVersion: '1.105.1',
        dockerVersion: 'DockerVersion: 28.0.1',
        total: { cpu: 4096, memoryMiB: 7811, gpus: 2 },
        free: { cpu: 3840, memoryMiB: 0, gpus: 1 },
        reservedPorts: { tcp: [22], udp: [] },
        usedPorts: { tcp: [22, 8080], udp: [53] },
        runningTaskCount: 1,
        pendingTaskCount: 0,
        registeredAt: at.getTime(),
        attributes: { 'ecs.capability.external': '', 'ecs.cpu-architecture': 'arm64' },
        tags: Object.fromEntries([
          ['__proto__', 'x'],
          ['site', ''],
        ]),
      });
      assert.deepEqual(JSON.parse(JSON.stringify(instance)), instance);
    });

    it('are dropped without ARN or node', () => {
      assert.equal(toContainerInstance({ containerInstanceArn: arn }, clusterArn), undefined);
      assert.equal(toContainerInstance({ ec2InstanceId: 'mi-0123456789abcdef0' }, clusterArn), undefined);
    });
  });

  describe('tasks', () => {
    it('are mapped', () => {
      const task = toTask(
        {
          taskArn: 'arn:task',
          taskDefinitionArn: 'arn:definition',
          containerInstanceArn: 'arn:instance',
          group: 'service:web',
          lastStatus: 'RUNNING',
          desiredStatus: 'RUNNING',
          startedAt: at,
          pullStartedAt: new Date(at.getTime() - 9000),
          pullStoppedAt: new Date(at.getTime() - 3000),
          cpu: '256',
          memory: '512',
          containers: [
            {
              name: 'web',
              containerArn: 'arn:container',
              lastStatus: 'RUNNING',
              image: 'nginx',
              imageDigest: 'sha256:1',
              healthStatus: 'HEALTHY',
              reason: '',
              cpu: '128',
              memory: '512',
              memoryReservation: '256',
            },
            { name: 'init', lastStatus: 'STOPPED', image: 'busybox', exitCode: 0 },
            { image: 'nameless' },
          ],
        },
        clusterArn,
      );
      assert.deepEqual(task, {
        arn: 'arn:task',
        clusterArn,
        containerInstanceArn: 'arn:instance',
        taskDefinitionArn: 'arn:definition',
        group: 'service:web',
        lastStatus: 'RUNNING',
        desiredStatus: 'RUNNING',
        startedAt: at.getTime(),
        pullStartedAt: at.getTime() - 9000,
        pullStoppedAt: at.getTime() - 3000,
        cpu: 256,
        memoryMiB: 512,
        containers: [
          {
            arn: 'arn:container',
            name: 'web',
            status: 'RUNNING',
            image: 'nginx',
            imageDigest: 'sha256:1',
            health: 'HEALTHY',
            cpu: 128,
            memoryMiB: 512,
            memoryReservationMiB: 256,
          },
          { name: 'init', status: 'STOPPED', image: 'busybox', exitCode: 0 },
        ],
      });
    });

    it('are dropped without ARN', () => {
      assert.equal(toTask({ taskDefinitionArn: 'arn:definition' }, clusterArn), undefined);
      assert.equal(toTask({ taskArn: 'arn:task' }, clusterArn), undefined);
    });
  });

  describe('clusters of EKS', () => {
    const arn = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod';

    it('are mapped', () => {
      const cluster = toEksCluster({
        arn,
        name: 'prod',
        status: 'ACTIVE',
        version: '1.35',
        platformVersion: 'eks.12',
        createdAt: at,
        remoteNetworkConfig: {
          remoteNodeNetworks: [{ cidrs: ['10.0.0.0/16'] }, { cidrs: ['10.4.0.0/16'] }],
          remotePodNetworks: [{ cidrs: ['10.8.0.0/16'] }],
        },
        resourcesVpcConfig: { endpointPublicAccess: true, endpointPrivateAccess: false },
        endpoint: 'https://0123.gr7.eu-west-1.eks.amazonaws.com',
        certificateAuthority: { data: 'LS0tLS1CRUdJTg==' },
        computeConfig: { enabled: true },
        upgradePolicy: { supportType: 'STANDARD' },
        health: { issues: [{ code: 'Ec2SubnetNotFound', message: 'gone', resourceIds: ['subnet-1'] }, {}] },
      });
      assert.deepEqual(cluster, {
        kind: 'eks',
        arn,
        name: 'prod',
        status: 'ACTIVE',
        version: '1.35',
        platformVersion: 'eks.12',
        createdAt: at.getTime(),
        support: 'unknown',
        hybridNodesEnabled: true,
        remoteNetworks: { nodes: ['10.0.0.0/16', '10.4.0.0/16'], pods: ['10.8.0.0/16'] },
        endpointAccess: { public: true, private: false },
        endpoint: 'https://0123.gr7.eu-west-1.eks.amazonaws.com',
        certificateAuthority: 'LS0tLS1CRUdJTg==',
        autoMode: true,
        atEndOfStandardSupport: 'upgrade',
        healthIssues: [
          { code: 'Ec2SubnetNotFound', message: 'gone', resourceIds: ['subnet-1'] },
          { code: 'Other', message: '', resourceIds: [] },
        ],
      });
    });

    it('say nothing of what AWS does not say, or says of a cluster that is being made', () => {
      const cluster = toEksCluster({ arn, name: 'new', status: 'CREATING', endpoint: '', health: { issues: [] } });
      assert.deepEqual(cluster, {
        kind: 'eks',
        arn,
        name: 'new',
        status: 'CREATING',
        support: 'unknown',
        hybridNodesEnabled: false,
      });
    });

    it('have versions with their dates, and which is the default one', () => {
      const version = toEksVersion({
        clusterVersion: '1.35',
        versionStatus: 'STANDARD_SUPPORT',
        defaultVersion: true,
        endOfStandardSupportDate: new Date('2027-03-27'),
        endOfExtendedSupportDate: new Date('2028-03-27'),
      });
      assert.deepEqual(version, {
        version: '1.35',
        support: 'standard',
        isDefault: true,
        endOfStandardSupport: Date.parse('2027-03-27'),
        endOfExtendedSupport: Date.parse('2028-03-27'),
      });
      assert.deepEqual(toEksVersion({ clusterVersion: '1.34', versionStatus: 'EXTENDED_SUPPORT' }), {
        version: '1.34',
        support: 'extended',
      });
      assert.equal(toEksVersion({}), undefined);
    });

    it('are told to be connected, and their code is left behind', () => {
      const cluster = toEksCluster({
        arn,
        name: 'k3s',
        status: 'PENDING',
        version: '',
        connectorConfig: { provider: 'OTHER', activationId: 'id', activationExpiry: at, activationCode: 'hush' },
      });
      assert.deepEqual(cluster, {
        kind: 'eks',
        arn,
        name: 'k3s',
        status: 'PENDING',
        support: 'unknown',
        hybridNodesEnabled: false,
        connector: { provider: 'OTHER', activationId: 'id', activationExpiresAt: at.getTime() },
      });
    });

    it('are dropped without ARN or name', () => {
      assert.equal(toEksCluster({ arn }), undefined);
      assert.equal(toEksCluster({ name: 'prod' }), undefined);
    });

    const dates = {
      endOfStandardSupportDate: new Date('2026-12-02'),
      endOfExtendedSupportDate: new Date('2027-12-02'),
    };
    const support: readonly (readonly [string, Parameters<typeof toSupport>[0], string])[] = [
      ['standard', { versionStatus: 'STANDARD_SUPPORT' }, '2030-01-01'],
      ['extended', { versionStatus: 'EXTENDED_SUPPORT', ...dates }, '2026-01-01'],
      ['unsupported', { versionStatus: 'UNSUPPORTED' }, '2026-01-01'],
      ['standard', dates, '2026-12-01'],
      ['extended', dates, '2026-12-03'],
      ['unsupported', dates, '2027-12-03'],
      ['unknown', { endOfStandardSupportDate: dates.endOfStandardSupportDate }, '2026-12-03'],
      ['unknown', {}, '2026-12-03'],
    ];
    for (const [expected, version, now] of support) {
      it(`have ${expected} support with ${JSON.stringify(version)} on ${now}`, () => {
        assert.equal(toSupport(version, Date.parse(now)), expected);
      });
    }
  });

  it('managed nodes are mapped, and dropped without id', () => {
    const node = toManagedNode({
      InstanceId: 'mi-0123456789abcdef0',
      Name: '',
      ComputerName: 'pi5',
      PingStatus: 'ConnectionLost',
      LastPingDateTime: at,
      AgentVersion: '3.3.1',
      PlatformType: 'Linux',
      PlatformName: 'Ubuntu',
      PlatformVersion: '24.04',
      Architecture: 'arm64',
      IPAddress: '192.168.1.5',
      ActivationId: 'activation',
      IamRole: 'ecsAnywhereRole',
      RegistrationDate: at,
    });
    assert.deepEqual(node, {
      id: 'mi-0123456789abcdef0',
      computerName: 'pi5',
      pingStatus: 'ConnectionLost',
      lastPingAt: at.getTime(),
      agentVersion: '3.3.1',
      platformType: 'Linux',
      platformName: 'Ubuntu',
      platformVersion: '24.04',
      architecture: 'arm64',
      ipAddress: '192.168.1.5',
      activationId: 'activation',
      iamRole: 'ecsAnywhereRole',
      registeredAt: at.getTime(),
    });
    assert.equal(toManagedNode({ Name: 'nameless' }), undefined);
  });

  it('activations are mapped, and dropped without id', () => {
    const activation = toActivation({
      ActivationId: 'id',
      Description: '',
      DefaultInstanceName: 'pi',
      IamRole: 'ecsAnywhereRole',
      RegistrationLimit: 5,
      RegistrationsCount: 2,
      CreatedDate: at,
      ExpirationDate: at,
      Expired: true,
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    assert.deepEqual(activation, {
      id: 'id',
      defaultInstanceName: 'pi',
      iamRole: 'ecsAnywhereRole',
      registrationLimit: 5,
      registrationCount: 2,
      createdAt: at.getTime(),
      expiresAt: at.getTime(),
      expired: true,
      tags: { a: 'b' },
    });
    assert.equal(toActivation({}), undefined);
  });

  it('are narrowed field by field', () => {
    assert.deepEqual(Object.keys(compact({ a: undefined, b: 0, c: '' })), ['b', 'c']);
    assert.deepEqual(['', ' ', '256', '0.5', 'x', undefined].map(numeric), [
      undefined,
      undefined,
      256,
      0.5,
      undefined,
      undefined,
    ]);
    assert.equal(time(new Date('nonsense')), undefined);
    assert.deepEqual(
      record([{ n: 'a' }, { v: 'nameless' }], ({ n, v }: { n?: string; v?: string }) => [n, v]),
      { a: '' },
    );
  });
});

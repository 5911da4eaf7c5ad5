import type { LogConfiguration } from '@aws-sdk/client-ecs';
import { roleArn } from '../world.ts';
import type { EcsCluster, Service, StoredTaskDefinition, World } from '../world.ts';
import { addService, addTask, addTaskDefinition, deploymentId, startedMessage } from './ecs.ts';
import type { Host, TaskOptions } from './ecs.ts';
import type { HomeImages } from './homeImages.ts';

/** What runs on the hosts of the standard world. */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

interface Deployment extends Partial<Omit<TaskOptions, 'cluster' | 'taskDefinition' | 'instance' | 'service'>> {
  readonly cluster: EcsCluster;
  readonly name: string;
  readonly taskDefinition: StoredTaskDefinition;
  /** One task on each of them. */
  readonly hosts: readonly Host[];
  readonly createdAt: number;
  readonly schedulingStrategy?: Service['schedulingStrategy'];
  /** Default: that all is well. */
  readonly lastEvent?: string;
  /** A host that still runs an earlier revision, since it does not hear of the newer one. */
  readonly former?: { readonly host: Host; readonly taskDefinition: StoredTaskDefinition };
}

function deploy(world: World, deployment: Deployment): Service {
  const { name, hosts, lastEvent = `(service ${name}) has reached a steady state.`, former, ...rest } = deployment;
  const service = addService(world, { ...rest, name, desiredCount: hosts.length });
  const tasks = hosts.map((host) => {
    const { instance } = host;
    if (host !== former?.host) return addTask(world, { ...rest, service, instance });
    const { taskDefinition } = former;
    // It was there before the newer revision was.
    const createdAt = rest.createdAt - 6 * day;
    return addTask(world, { ...rest, service, instance, taskDefinition, imageDigests: {}, createdAt });
  });
  const { createdAt } = rest;
  if (former) {
    const started = tasks.filter(({ taskDefinition }) => taskDefinition !== former.taskDefinition);
    service.events = [
      { at: world.clock() - 2 * hour, message: lastEvent },
      { at: createdAt, message: startedMessage(service, started) },
    ];
    return service;
  }
  service.events = [
    { at: world.clock() - 2 * hour, message: lastEvent },
    {
      at: createdAt + 3 * minute,
      message: `(service ${name}) (deployment ${deploymentId(service)}) deployment completed.`,
    },
    { at: createdAt + 2 * minute, message: `(service ${name}) has reached a steady state.` },
    { at: createdAt, message: startedMessage(service, tasks) },
  ];
  return service;
}

/** What both clusters run on each of their hosts. */
export function addNodeExporter(world: World): StoredTaskDefinition {
  const port = { containerPort: 9100, hostPort: 9100, protocol: 'tcp' } as const;
  return addTaskDefinition(world, {
    family: 'node-exporter',
    containers: [
      {
        name: 'node-exporter',
        image: 'quay.io/prometheus/node-exporter:v1.9.1',
        cpu: 64,
        memoryReservation: 32,
        portMappings: [port],
      },
    ],
  });
}

function awslogs(world: World, group: string, prefix: string): LogConfiguration {
  const options = { 'awslogs-group': group, 'awslogs-region': world.region, 'awslogs-stream-prefix': prefix };
  return { logDriver: 'awslogs', options };
}

function addHomeAssistant(world: World): StoredTaskDefinition {
  return addTaskDefinition(world, {
    family: 'home-assistant',
    containers: [
      {
        name: 'home-assistant',
        image: 'ghcr.io/home-assistant/home-assistant:2026.11',
        cpu: 1024,
        memoryReservation: 1024,
        restartPolicy: { enabled: true },
        mountPoints: [{ sourceVolume: 'config', containerPath: '/config', readOnly: false }],
      },
    ],
    details: { networkMode: 'host', volumes: [{ name: 'config', host: { sourcePath: '/srv/home-assistant' } }] },
  });
}

function addMosquitto(world: World): StoredTaskDefinition {
  const port = { containerPort: 1883, hostPort: 1883, protocol: 'tcp' } as const;
  return addTaskDefinition(world, {
    family: 'mosquitto',
    containers: [
      {
        name: 'mosquitto',
        image: 'public.ecr.aws/docker/library/eclipse-mosquitto:2',
        cpu: 128,
        memoryReservation: 64,
        portMappings: [port],
      },
    ],
  });
}

interface Revisions {
  readonly former: StoredTaskDefinition;
  readonly current: StoredTaskDefinition;
}

/** In its second revision a second container came along. */
function addSensorHub(world: World, { repositories }: HomeImages): Revisions {
  const { uri } = repositories.sensorHub;
  const port = { containerPort: 8080, hostPort: 0, protocol: 'tcp' } as const;
  const logConfiguration = awslogs(world, '/ecs/sensor-hub', 'sensor-hub');
  const hub = { name: 'hub', cpu: 256, memoryReservation: 128, portMappings: [port], logConfiguration };
  const former = addTaskDefinition(world, { family: 'sensor-hub', containers: [{ ...hub, image: `${uri}:1.3.0` }] });
  const bridge = { name: 'bridge', cpu: 64, memoryReservation: 64, essential: false, command: ['bridge'] };
  const image = `${uri}:1.4.2`;
  const current = addTaskDefinition(world, {
    family: 'sensor-hub',
    containers: [
      { ...hub, image },
      { ...bridge, image },
    ],
  });
  return { former, current };
}

interface Software {
  readonly images: HomeImages;
  readonly nodeExporter: StoredTaskDefinition;
}

export function addHomeTasks(
  world: World,
  cluster: EcsCluster,
  pis: readonly [Host, Host, Host],
  { images, nodeExporter }: Software,
): void {
  const now = world.clock();
  const [pi5, pi4, shed] = pis;
  const homeAssistant = addHomeAssistant(world);
  deploy(world, {
    cluster,
    name: 'home-assistant',
    taskDefinition: homeAssistant,
    hosts: [pi5],
    createdAt: now - 11 * day,
    hasExec: true,
  });
  const mosquitto = addMosquitto(world);
  deploy(world, { cluster, name: 'mosquitto', taskDefinition: mosquitto, hosts: [pi5], createdAt: now - 40 * day });
  const everywhere = { cluster, hosts: pis, schedulingStrategy: 'DAEMON' } as const;
  deploy(world, { ...everywhere, name: 'node-exporter', taskDefinition: nodeExporter, createdAt: now - 50 * day });
  const { former, current: taskDefinition } = addSensorHub(world, images);
  const imageDigests = { hub: images.sensorHub.digest, bridge: images.sensorHub.digest };
  const service = deploy(world, {
    ...everywhere,
    name: 'sensor-hub',
    taskDefinition,
    imageDigests,
    createdAt: now - 2 * day,
    // The power in the shed went out the day before.
    former: { host: shed, taskDefinition: former },
    lastEvent: '(service sensor-hub) has started 1 tasks.',
  });
  addTask(world, {
    cluster,
    taskDefinition,
    service,
    imageDigests,
    instance: pi4.instance,
    createdAt: now - 55 * minute,
    stopped: {
      stoppedAt: now - 35 * minute,
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      exitCode: 137,
      containerReason: 'OutOfMemoryError: Container killed due to memory usage',
    },
  });
}

function addWeb(world: World, { repositories }: HomeImages): StoredTaskDefinition {
  const healthCheck = {
    command: ['CMD-SHELL', 'curl -f http://localhost:3000/health'],
    interval: 30,
    retries: 3,
    timeout: 5,
  };
  const port = { containerPort: 3000, hostPort: 8080, protocol: 'tcp' } as const;
  return addTaskDefinition(world, {
    family: 'web',
    containers: [
      {
        name: 'web',
        image: `${repositories.web.uri}:2026.11.2`,
        cpu: 512,
        memoryReservation: 512,
        portMappings: [port],
        healthCheck,
        logConfiguration: awslogs(world, '/ecs/web', 'web'),
      },
    ],
    details: {
      executionRoleArn: roleArn(world, 'ecsTaskExecutionRole'),
      taskRoleArn: roleArn(world, 'workshop/webTaskRole'),
    },
  });
}

export function addWorkshopTasks(
  world: World,
  cluster: EcsCluster,
  [nuc, rack, bench]: readonly [Host, Host, Host],
  { images, nodeExporter }: Software,
): void {
  const now = world.clock();
  deploy(world, {
    cluster,
    name: 'web',
    taskDefinition: addWeb(world, images),
    hosts: [nuc, rack],
    createdAt: now - 4 * day,
    hasExec: true,
    health: 'HEALTHY',
    imageDigests: { web: images.web.digest },
  });
  deploy(world, {
    cluster,
    name: 'node-exporter',
    taskDefinition: nodeExporter,
    hosts: [nuc, rack, bench],
    schedulingStrategy: 'DAEMON',
    createdAt: now - 30 * day,
  });
  const taskDefinition = addTaskDefinition(world, {
    family: 'builder',
    containers: [
      {
        name: 'build',
        image: `${images.repositories.builder.uri}:latest`,
        logConfiguration: awslogs(world, '/ecs/builder', 'builder'),
      },
    ],
    details: {
      cpu: '4096',
      memory: '8192',
      runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' },
    },
  });
  const build = { cluster, taskDefinition, imageDigests: { build: images.builder.digest } };
  addTask(world, { ...build, instance: rack.instance, createdAt: now - 12 * minute });
  addTask(world, { ...build, instance: nuc.instance, createdAt: now - minute, lastStatus: 'PENDING' });
  addTask(world, {
    ...build,
    instance: rack.instance,
    createdAt: now - 50 * minute,
    stopped: {
      stoppedAt: now - 25 * minute,
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      exitCode: 0,
    },
  });
}

import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { Wire } from '../wire/wire.ts';
import { emptyWorld } from '../world.ts';
import type { EcsCluster, RegistryImage, StoredTaskDefinition, World, WorldOptions } from '../world.ts';
import { addEcsCluster, addHost, addService, addTask, addTaskDefinition } from './ecs.ts';
import type { Host, HostOptions } from './ecs.ts';
import { addImage, addRepository } from './images.ts';
import { addActivation, addEksCluster, addManagedNode } from './nodes.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const megabyte = 1_000_000;

/** The dates are those of the Amazon EKS calendar of autumn 2026 ("Kubernetes versions", EKS User Guide). */
export const eksVersions: World['eksVersions'] = [
  {
    version: '1.36',
    patchVersion: '1.36.2',
    platformVersion: 'eks.5',
    released: '2026-06-02',
    endOfStandardSupport: '2027-08-02',
    endOfExtendedSupport: '2028-08-02',
    isDefault: true,
  },
  {
    version: '1.35',
    patchVersion: '1.35.6',
    platformVersion: 'eks.12',
    released: '2026-01-27',
    endOfStandardSupport: '2027-03-27',
    endOfExtendedSupport: '2028-03-27',
  },
  {
    version: '1.34',
    patchVersion: '1.34.9',
    platformVersion: 'eks.20',
    released: '2025-10-02',
    endOfStandardSupport: '2026-12-02',
    endOfExtendedSupport: '2027-12-02',
  },
  {
    version: '1.33',
    patchVersion: '1.33.13',
    platformVersion: 'eks.30',
    released: '2025-05-29',
    endOfStandardSupport: '2026-07-29',
    endOfExtendedSupport: '2027-07-29',
  },
  {
    version: '1.32',
    patchVersion: '1.32.15',
    platformVersion: 'eks.38',
    released: '2025-01-23',
    endOfStandardSupport: '2026-03-23',
    endOfExtendedSupport: '2027-03-23',
  },
  {
    version: '1.31',
    patchVersion: '1.31.16',
    platformVersion: 'eks.46',
    released: '2024-09-26',
    endOfStandardSupport: '2025-11-26',
    endOfExtendedSupport: '2026-11-26',
  },
  {
    version: '1.30',
    patchVersion: '1.30.16',
    platformVersion: 'eks.54',
    released: '2024-05-23',
    endOfStandardSupport: '2025-07-23',
    endOfExtendedSupport: '2026-07-23',
  },
];

/** Somebody's home and workshop: what the demo account shows when nothing else is asked for. */
export function homeWorld(options: WorldOptions = {}): World {
  const world = emptyWorld(options);
  world.eksVersions = eksVersions;
  const home = addEcsCluster(world, 'home', { owner: 'family' });
  const workshop = addEcsCluster(world, 'workshop', { owner: 'workshop' });
  addEksCluster(world, {
    name: 'lab',
    version: '1.35',
    createdAt: world.clock() - 120 * day,
    tags: { purpose: 'learning' },
  });
  const hosts = addHosts(world, home, workshop);
  const software = addSoftware(world);
  addHomeTasks(world, home, hosts, software);
  addWorkshopTasks(world, workshop, hosts, software);
  addManagedNode(world, {
    name: 'backup-vm',
    computerName: 'backup-vm',
    platformVersion: '22.04',
    ipAddress: '192.168.20.40',
    registeredAt: world.clock() - 210 * day,
    tags: { purpose: 'backup' },
  });
  addActivation(world, {
    description: 'Raspberry Pi for the greenhouse',
    defaultInstanceName: 'greenhouse-pi',
    createdAt: world.clock() - 2 * hour,
    expiresAt: world.clock() + 22 * hour,
    tags: { location: 'greenhouse' },
  });
  addActivation(world, {
    description: 'Old machines in the workshop',
    registrationLimit: 5,
    registrationCount: 3,
    createdAt: world.clock() - 35 * day,
    expiresAt: world.clock() - 5 * day,
  });
  return world;
}

interface HomeHosts {
  readonly pi5: Host;
  readonly pi4: Host;
  readonly shed: Host;
  readonly nuc: Host;
  readonly rack: Host;
  readonly bench: Host;
}

function addHosts(world: World, home: EcsCluster, workshop: EcsCluster): HomeHosts {
  const now = world.clock();
  const pi = (board: string, host: Partial<HostOptions> & { readonly name: string }): Host =>
    addHost(world, { cluster: home, architecture: 'arm64', computerName: host.name, attributes: { board }, ...host });
  const server = (board: string, host: Partial<HostOptions> & { readonly name: string }): Host =>
    addHost(world, { cluster: workshop, computerName: host.name, attributes: { board }, ...host });
  return {
    pi5: pi('raspberry-pi-5', {
      name: 'kitchen-pi5',
      memoryMiB: 7937,
      ipAddress: '192.168.20.11',
      registeredAt: now - 180 * day,
      instanceTags: { location: 'kitchen' },
    }),
    pi4: pi('raspberry-pi-4', {
      name: 'garage-pi4',
      memoryMiB: 3791,
      ipAddress: '192.168.20.12',
      registeredAt: now - 300 * day,
      agentVersion: '1.99.0',
      dockerVersion: 'DockerVersion: 27.5.1',
      instanceTags: { location: 'garage' },
    }),
    // Offline in both channels: the power in the shed went out.
    shed: pi('raspberry-pi-4', {
      name: 'shed-pi4',
      memoryMiB: 1848,
      ipAddress: '192.168.20.13',
      registeredAt: now - 260 * day,
      agentConnected: false,
      lostAt: now - 3 * day - 4 * hour,
      agentVersion: '1.99.0',
      instanceTags: { location: 'shed' },
    }),
    nuc: server('intel-nuc-11', {
      name: 'office-nuc',
      cpu: 8192,
      memoryMiB: 31_872,
      ipAddress: '192.168.20.21',
      registeredAt: now - 120 * day,
      instanceTags: { location: 'office' },
    }),
    rack: server('poweredge-r710', {
      name: 'attic-rack',
      cpu: 24_576,
      memoryMiB: 72_449,
      platformName: 'Red Hat Enterprise Linux',
      platformVersion: '9.6',
      ipAddress: '192.168.20.22',
      registeredAt: now - 400 * day,
      instanceTags: { location: 'attic' },
    }),
    // Its ECS agent stopped; the SSM agent beside it is well.
    bench: server('elitedesk-800', {
      name: 'bench-mini',
      cpu: 6144,
      memoryMiB: 15_801,
      platformVersion: '22.04',
      ipAddress: '192.168.20.23',
      registeredAt: now - 90 * day,
      agentConnected: false,
      agentVersion: '1.94.0',
      instanceTags: { location: 'workbench' },
    }),
  };
}

interface Software {
  readonly homeAssistant: StoredTaskDefinition;
  readonly mosquitto: StoredTaskDefinition;
  readonly sensorHub: StoredTaskDefinition;
  readonly nodeExporter: StoredTaskDefinition;
  readonly web: StoredTaskDefinition;
  readonly builder: StoredTaskDefinition;
  readonly images: { readonly sensorHub: RegistryImage; readonly web: RegistryImage; readonly builder: RegistryImage };
}

function addSoftware(world: World): Software {
  const sensorHubRepository = addRepository(world, 'home/sensor-hub');
  const webRepository = addRepository(world, 'workshop/web');
  const builderRepository = addRepository(world, 'workshop/builder');
  const sizes = (...megabytes: readonly number[]): number[] => megabytes.map((each) => Math.round(each * megabyte));
  addImage(world, sensorHubRepository, {
    tags: ['1.3.0'],
    layers: { amd64: sizes(29.7, 48.2, 3.4, 1.1), arm64: sizes(28.4, 45.9, 3.2, 1.1) },
    pushedAt: world.clock() - 80 * day,
  });
  const sensorHub = addImage(world, sensorHubRepository, {
    tags: ['1.4.2', 'latest'],
    layers: { amd64: sizes(29.7, 48.2, 3.4, 1.2), arm64: sizes(28.4, 45.9, 3.2, 1.2) },
    pushedAt: world.clock() - 9 * day,
    lastPulledAt: world.clock() - 20 * hour,
  });
  const web = addImage(world, webRepository, {
    tags: ['2026.11.2', 'latest'],
    layers: { amd64: sizes(31.4, 12.8, 64.1, 7.6), arm64: sizes(30.1, 12.2, 63.5, 7.6) },
    pushedAt: world.clock() - 4 * day,
    lastPulledAt: world.clock() - 4 * day + hour,
  });
  // For one architecture only: what runs nowhere but on the servers.
  const builder = addImage(world, builderRepository, {
    tags: ['latest'],
    layers: { amd64: sizes(55.6, 197.3, 212.4, 61.8) },
    pushedAt: world.clock() - 15 * day,
    lastPulledAt: world.clock() - 6 * hour,
  });
  const one = (family: string, container: Wire<ContainerDefinition>): StoredTaskDefinition =>
    addTaskDefinition(world, { family, containers: [container] });
  const hub = `${sensorHubRepository.uri}:1.4.2`;
  addTaskDefinition(world, {
    family: 'sensor-hub',
    containers: [{ name: 'hub', image: `${sensorHubRepository.uri}:1.3.0`, memoryReservation: 128 }],
  });
  return {
    homeAssistant: addTaskDefinition(world, {
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
    }),
    mosquitto: one('mosquitto', {
      name: 'mosquitto',
      image: 'public.ecr.aws/docker/library/eclipse-mosquitto:2',
      cpu: 128,
      memoryReservation: 64,
      portMappings: [{ containerPort: 1883, hostPort: 1883, protocol: 'tcp' }],
    }),
    sensorHub: addTaskDefinition(world, {
      family: 'sensor-hub',
      containers: [
        {
          name: 'hub',
          image: hub,
          cpu: 256,
          memoryReservation: 128,
          portMappings: [{ containerPort: 8080, hostPort: 0, protocol: 'tcp' }],
        },
        {
          name: 'bridge',
          image: hub,
          cpu: 64,
          memoryReservation: 64,
          essential: false,
          command: ['bridge', '--broker', 'kitchen-pi5'],
        },
      ],
    }),
    nodeExporter: one('node-exporter', {
      name: 'node-exporter',
      image: 'quay.io/prometheus/node-exporter:v1.9.1',
      cpu: 64,
      memoryReservation: 32,
      portMappings: [{ containerPort: 9100, hostPort: 9100, protocol: 'tcp' }],
    }),
    web: one('web', {
      name: 'web',
      image: `${webRepository.uri}:2026.11.2`,
      cpu: 512,
      memoryReservation: 512,
      portMappings: [{ containerPort: 3000, hostPort: 8080, protocol: 'tcp' }],
      healthCheck: {
        command: ['CMD-SHELL', 'curl -f http://localhost:3000/health'],
        interval: 30,
        retries: 3,
        timeout: 5,
      },
    }),
    builder: addTaskDefinition(world, {
      family: 'builder',
      containers: [{ name: 'build', image: `${builderRepository.uri}:latest` }],
      details: {
        cpu: '4096',
        memory: '8192',
        runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' },
      },
    }),
    images: { sensorHub, web, builder },
  };
}

function addHomeTasks(world: World, cluster: EcsCluster, { pi5, pi4, shed }: HomeHosts, software: Software): void {
  const now = world.clock();
  const { homeAssistant, mosquitto, sensorHub, nodeExporter, images } = software;
  const hubDigests = { hub: images.sensorHub.digest, bridge: images.sensorHub.digest };
  const steady = (name: string): { at: number; message: string }[] => {
    return [{ at: now - 2 * hour, message: `(service ${name}) has reached a steady state.` }];
  };
  const assistant = addService(world, {
    cluster,
    name: 'home-assistant',
    taskDefinition: homeAssistant,
    desiredCount: 1,
    events: steady('home-assistant'),
  });
  addTask(world, {
    cluster,
    taskDefinition: homeAssistant,
    service: assistant,
    instance: pi5.instance,
    createdAt: now - 11 * day,
  });
  const broker = addService(world, {
    cluster,
    name: 'mosquitto',
    taskDefinition: mosquitto,
    desiredCount: 1,
    events: steady('mosquitto'),
  });
  addTask(world, {
    cluster,
    taskDefinition: mosquitto,
    service: broker,
    instance: pi5.instance,
    createdAt: now - 40 * day,
  });
  const hub = addService(world, {
    cluster,
    name: 'sensor-hub',
    taskDefinition: sensorHub,
    desiredCount: 3,
    schedulingStrategy: 'DAEMON',
    events: [
      {
        at: now - 20 * hour,
        message:
          '(service sensor-hub) was unable to place a task because no container instance met all of its requirements.',
      },
    ],
  });
  const exporter = addService(world, {
    cluster,
    name: 'node-exporter',
    taskDefinition: nodeExporter,
    desiredCount: 3,
    schedulingStrategy: 'DAEMON',
    events: steady('node-exporter'),
  });
  for (const { instance } of [pi5, pi4, shed]) {
    addTask(world, {
      cluster,
      taskDefinition: sensorHub,
      service: hub,
      instance,
      createdAt: now - 8 * day,
      imageDigests: hubDigests,
    });
    addTask(world, { cluster, taskDefinition: nodeExporter, service: exporter, instance, createdAt: now - 50 * day });
  }
  addTask(world, {
    cluster,
    taskDefinition: sensorHub,
    service: hub,
    instance: pi4.instance,
    createdAt: now - 55 * minute,
    imageDigests: hubDigests,
    stopped: {
      stoppedAt: now - 35 * minute,
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      exitCode: 137,
    },
  });
}

function addWorkshopTasks(
  world: World,
  cluster: EcsCluster,
  { nuc, rack, bench }: HomeHosts,
  software: Software,
): void {
  const now = world.clock();
  const { web, builder, nodeExporter, images } = software;
  const webDigests = { web: images.web.digest };
  const site = addService(world, {
    cluster,
    name: 'web',
    taskDefinition: web,
    desiredCount: 2,
    events: [{ at: now - 4 * day, message: '(service web) has reached a steady state.' }],
  });
  for (const { instance } of [nuc, rack]) {
    addTask(world, {
      cluster,
      taskDefinition: web,
      service: site,
      instance,
      createdAt: now - 4 * day,
      health: 'HEALTHY',
      imageDigests: webDigests,
    });
  }
  const exporter = addService(world, {
    cluster,
    name: 'node-exporter',
    taskDefinition: nodeExporter,
    desiredCount: 3,
    schedulingStrategy: 'DAEMON',
  });
  for (const { instance } of [nuc, rack, bench]) {
    addTask(world, { cluster, taskDefinition: nodeExporter, service: exporter, instance, createdAt: now - 30 * day });
  }
  const digests = { build: images.builder.digest };
  addTask(world, {
    cluster,
    taskDefinition: builder,
    instance: rack.instance,
    createdAt: now - 12 * minute,
    imageDigests: digests,
  });
  addTask(world, {
    cluster,
    taskDefinition: builder,
    instance: nuc.instance,
    createdAt: now - minute,
    lastStatus: 'PENDING',
    imageDigests: digests,
  });
  addTask(world, {
    cluster,
    taskDefinition: builder,
    instance: rack.instance,
    createdAt: now - 50 * minute,
    imageDigests: digests,
    stopped: {
      stoppedAt: now - 25 * minute,
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      exitCode: 0,
    },
  });
}

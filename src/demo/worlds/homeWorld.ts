import { boardAttribute } from '../../core/fleet/machine.ts';
import { addMachine } from '../hosts/machine.ts';
import { emptyWorld } from '../world.ts';
import type { EcsCluster, World, WorldOptions } from '../world.ts';
import { addEcsCluster, addHost } from './ecs.ts';
import type { Host, HostOptions } from './ecs.ts';
import { homeVersions } from './eksCalendar.ts';
import type { HomeVersions } from './eksCalendar.ts';
import { addHomeImages } from './homeImages.ts';
import { addHomeKubernetes } from './homeKubernetes.ts';
import { addHomeTasks, addNodeExporter, addWorkshopTasks } from './homeTasks.ts';
import { homePulls } from './homePulls.ts';
import { addHomeServices } from './homeServices.ts';
import { addHomeLogGroups } from './logGroups.ts';
import { addActivation, addEksCluster, addManagedNode } from './nodes.ts';
import type { PullHistory } from './pullHistory.ts';
import { addTaskRoles, addUnfitRoles } from './roles.ts';

const hour = 60 * 60_000;
const day = 24 * hour;

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
  const versions = homeVersions(eksVersions, world.clock());
  world.eksVersions = versions.all;
  addUnfitRoles(world);
  addTaskRoles(world);
  addHomeLogGroups(world);
  const home = addEcsCluster(world, 'home', { owner: 'family' });
  const workshop = addEcsCluster(world, 'workshop', { owner: 'workshop' });
  addLab(world, versions);
  const hosts = addHosts(world, home, workshop);
  addMachines(world, hosts);
  const images = addHomeImages(world);
  const madeAt = world.clock();
  let pulls: PullHistory | undefined;
  world.pulls = () => (pulls ??= homePulls(world, hosts, images, madeAt));
  const nodeExporter = addNodeExporter(world);
  addHomeTasks(world, home, [hosts.pi5, hosts.pi4, hosts.shed], { images, nodeExporter });
  addWorkshopTasks(world, workshop, [hosts.nuc, hosts.rack, hosts.bench], { images, nodeExporter });
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
  // The host of that name registered anew after its disk had died. Its container instance was deregistered then, the
  // managed node forgotten.
  addManagedNode(world, {
    name: 'bench-mini',
    computerName: 'bench-mini',
    platformVersion: '20.04',
    ipAddress: '192.168.20.23',
    registeredAt: world.clock() - 640 * day,
    lostAt: world.clock() - 93 * day,
  });
  addHomeKubernetes(world, versions);
  addHomeServices(world, home, workshop);
  return world;
}

function addLab(world: World, { usual: { version, platformVersion } }: HomeVersions): void {
  addEksCluster(world, {
    name: 'lab',
    version,
    platformVersion,
    // It takes hybrid nodes from the home's network, and has none yet: nor an access entry that lets them in.
    remoteNodeCidrs: ['192.168.20.0/24'],
    createdAt: world.clock() - 120 * day,
    letsCreatorIn: true,
    tags: { purpose: 'learning' },
  });
}

/** What _Diagnose Host…_ and _Run Command…_ find: two hosts are not as they should be. */
function addMachines(world: World, { pi5, pi4, rack, bench }: HomeHosts): void {
  // CloudWatch's agent runs on two of them.
  addMachine(world, pi5.node, { hasMetrics: true });
  // Its power supply is too weak, and the garage too warm.
  addMachine(world, pi4.node, { throttled: 0x50005, temperature: 78_400, rootUsed: 0.91, hasMetrics: true });
  // Nobody set up its clock.
  addMachine(world, rack.node, { clockIsSynchronized: false, clockAhead: -74 });
  // Old images fill its disk, and the agent gave up; without them it starts again.
  addMachine(world, bench.node, { dockerUsed: 1, unusedImages: 37 * 1024 * 1024 });
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
    addHost(world, {
      cluster: home,
      architecture: 'arm64',
      computerName: host.name,
      attributes: { [boardAttribute]: board },
      ...host,
    });
  const server = (board: string, host: Partial<HostOptions> & { readonly name: string }): Host =>
    addHost(world, { cluster: workshop, computerName: host.name, attributes: { [boardAttribute]: board }, ...host });
  return {
    pi5: pi('Raspberry Pi 5 Model B Rev 1.0', {
      name: 'kitchen-pi5',
      memoryMiB: 7937,
      ipAddress: '192.168.20.11',
      registeredAt: now - 180 * day,
      instanceTags: { location: 'kitchen' },
    }),
    pi4: pi('Raspberry Pi 4 Model B Rev 1.5', {
      name: 'garage-pi4',
      memoryMiB: 3791,
      ipAddress: '192.168.20.12',
      registeredAt: now - 300 * day,
      agentVersion: '1.99.0',
      dockerVersion: 'DockerVersion: 27.5.1',
      instanceTags: { location: 'garage' },
    }),
    // Offline in both channels: the power in the shed went out.
    shed: pi('Raspberry Pi 4 Model B Rev 1.4', {
      name: 'shed-pi4',
      memoryMiB: 1848,
      ipAddress: '192.168.20.13',
      registeredAt: now - 260 * day,
      agentConnected: false,
      lostAt: now - 3 * day - 4 * hour,
      agentVersion: '1.99.0',
      instanceTags: { location: 'shed' },
    }),
    nuc: server('Intel NUC11PAHi5', {
      name: 'office-nuc',
      cpu: 8192,
      memoryMiB: 31_872,
      ipAddress: '192.168.20.21',
      registeredAt: now - 120 * day,
      instanceTags: { location: 'office' },
    }),
    rack: server('Dell PowerEdge R710', {
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
    bench: server('HP EliteDesk 800 G4', {
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

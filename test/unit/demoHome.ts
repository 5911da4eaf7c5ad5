import type { ContainerInstance, EcsCluster, ManagedNode, World } from '../../src/demo/world.ts';
import { homeWorld } from '../../src/demo/worlds/homeWorld.ts';
import { connectTo, type DemoConnection } from './demoConnection.ts';
import { withoutBackoff } from './withoutBackoff.ts';

/** The world that the demo account begins with, and the real SDK connected to it. */
export interface DemoHome {
  /** What the account's clock says: a test sets it forward. */
  now: number;
  readonly world: World;
  /** The cluster `home`. */
  readonly home: EcsCluster;
  readonly connection: DemoConnection;
  /** The one that is online, where a machine came back and left its old node behind. */
  node(name: string): ManagedNode;
  instance(name: string): ContainerInstance;
}

/** Made anew for each test of a suite. */
export function useDemoHome(): DemoHome {
  let now: number;
  let world: World;
  let connection: DemoConnection;
  withoutBackoff();
  beforeEach(async () => {
    now = Date.now();
    world = homeWorld({ clock: () => now });
    connection = await connectTo(world);
  });
  afterEach(() => connection.close());
  const node = (name: string): ManagedNode => {
    const named = [...world.nodes.values()].filter((each) => each.name === name);
    return named.find(({ online }) => online) ?? named[0]!;
  };
  return {
    get now() {
      return now;
    },
    set now(time) {
      now = time;
    },
    get world() {
      return world;
    },
    get home() {
      return world.ecsClusters.get('home')!;
    },
    get connection() {
      return connection;
    },
    node,
    instance: (name) =>
      [...world.ecsClusters.values()]
        .flatMap(({ instances }) => [...instances.values()])
        .find(({ ec2InstanceId }) => ec2InstanceId === node(name).id)!,
  };
}

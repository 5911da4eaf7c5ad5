import type { FleetGateway } from './gateway.ts';

/** A gateway that is opened at its first request, so that showing an account loads nothing by itself. */
export function lazyGateway(open: () => Promise<FleetGateway>): FleetGateway {
  return {
    identity: async (signal) => (await open()).identity(signal),
    ecsClusters: (signal, onDenied) => delayed(async () => (await open()).ecsClusters(signal, onDenied)),
    containerInstances: (clusterArn, signal) =>
      delayed(async () => (await open()).containerInstances(clusterArn, signal)),
    tasks: (clusterArn, instanceArn, signal) =>
      delayed(async () => (await open()).tasks(clusterArn, instanceArn, signal)),
    eksClusters: (signal, onDenied) => delayed(async () => (await open()).eksClusters(signal, onDenied)),
    eksVersions: (signal) => delayed(async () => (await open()).eksVersions(signal)),
    managedNodes: (signal) => delayed(async () => (await open()).managedNodes(signal)),
    activations: (signal) => delayed(async () => (await open()).activations(signal)),
    hybridNodeIds: (clusterArn, signal) => delayed(async () => (await open()).hybridNodeIds(clusterArn, signal)),
  };
}

async function* delayed<T>(pages: () => Promise<AsyncIterable<T>>): AsyncIterable<T> {
  yield* await pages();
}

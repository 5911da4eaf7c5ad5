import type { NamesGateway } from './gateway.ts';

/** A gateway that is opened by the first name that somebody wants to know. */
export function lazyNames(open: () => Promise<NamesGateway>): NamesGateway {
  let opened: Promise<NamesGateway> | undefined;
  const gateway = (): Promise<NamesGateway> => (opened ??= open());
  return {
    roles: async (signal) => (await gateway()).roles(signal),
    logGroups: async (region, prefix, signal) => (await gateway()).logGroups(region, prefix, signal),
    repositories: async (signal) => (await gateway()).repositories(signal),
    tags: async (repository, signal) => (await gateway()).tags(repository, signal),
  };
}

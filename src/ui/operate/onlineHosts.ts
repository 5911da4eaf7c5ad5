import type { Host } from '../../core/fleet/host.ts';
import { nodesAtOnce } from '../../core/operate/commands.ts';
import type { RunHost } from './commandRun.ts';

/** Whether SSM brings a command to it now, as far as is known. */
export function isOnline({ state }: Host): boolean {
  return state.ssm === 'online' || state.ssm === 'unknown';
}

/** What SSM knows can be sent a command. A left-over registration is the same machine once more. */
export function isManaged(host: Host): boolean {
  return host.node !== undefined && host.state.ssm !== 'unlisted' && host.state.ssm !== 'none' && !host.stale;
}

/** AWS refuses a command altogether where one of its hosts can't take it: so the online ones go by themselves. */
export function batches(hosts: readonly Host[]): readonly (readonly RunHost[])[] {
  const groups = [hosts.filter(isOnline), hosts.filter((host) => !isOnline(host))];
  return groups.flatMap((group) => {
    const short = group.map(({ id, name }) => ({ id, name }));
    return Array.from({ length: Math.ceil(short.length / nodesAtOnce) }, (_, index) =>
      short.slice(index * nodesAtOnce, (index + 1) * nodesAtOnce),
    );
  });
}

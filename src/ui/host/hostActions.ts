import type { AccountRef } from '../../core/fleet/model.ts';
import type { Host } from '../../core/fleet/host.ts';
import { refusalOf, type Circumstances } from '../commands/access.ts';
import { commands, type CommandId } from '../ids.ts';
import { actionIds, type ActionId } from './messages.ts';

/** The command behind each button of the page that has one. Nothing else is run for a page. */
export const hostCommands: Readonly<Partial<Record<ActionId, CommandId>>> = {
  diagnose: commands.diagnoseHost,
  shell: commands.openShell,
  run: commands.runCommand,
  update: commands.updateAgents,
  runTask: commands.runOnHost,
  stoppedTasks: commands.showStoppedTasks,
  edit: commands.editTags,
  drain: commands.drainHosts,
  activate: commands.activateHosts,
  logs: commands.showLogs,
  copyId: commands.copyId,
  console: commands.openInConsole,
};

/** The same, for buttons of a task. */
export const taskCommands: Readonly<Partial<Record<ActionId, CommandId>>> = {
  stopTask: commands.stopTask,
  exec: commands.execIntoContainer,
  logs: commands.showLogs,
  showTask: commands.showTask,
  definition: commands.openTaskDefinition,
  compare: commands.compareTaskDefinition,
};

/** What there is to do with a host as it is now, in the order of the buttons. */
export function actionsOf(host: Host | undefined, ref: AccountRef): readonly ActionId[] {
  // The demo account exists on this machine only: no console shows it.
  const console: readonly ActionId[] = ref.source.kind === 'demo' ? [] : ['console'];
  return host
    ? ['refresh', ...reachedBy(host), ...forTasks(host), ...managed(host), 'copyId', ...console]
    : ['refresh'];
}

/** By SSM; its agent is updated by a document that takes Windows too, that of ECS is not. */
function reachedBy({ instance, node, state }: Host): readonly ActionId[] {
  const known: readonly ActionId[] = instance || node ? ['diagnose', 'logs'] : [];
  if (!node || state.ssm !== 'online') return known;
  return [...known, 'shell', 'run', 'update'];
}

/** ECS places nothing on a host that drains, or that it does not hear of. */
function forTasks({ instance, stale }: Host): readonly ActionId[] {
  if (!instance) return [];
  const takesTasks = instance.status === 'ACTIVE' && instance.agentConnected && !stale;
  return takesTasks ? ['runTask', 'stoppedTasks'] : ['stoppedTasks'];
}

function managed({ instance, node, stale }: Host): readonly ActionId[] {
  const edit: readonly ActionId[] = instance || node ? ['edit'] : [];
  if (!instance || stale) return edit;
  if (instance.status === 'ACTIVE') return [...edit, 'drain'];
  return instance.status === 'DRAINING' ? [...edit, 'activate'] : edit;
}

/** The buttons whose commands are refused now. */
export function refusedActions(circumstances: Circumstances): readonly ActionId[] {
  // A script runs on the host, as it does for a diagnosis.
  const all = { ...hostCommands, ...taskCommands, readNow: commands.diagnoseHost };
  return actionIds.filter((action) => {
    const command = all[action];
    return command !== undefined && refusalOf(command, circumstances) !== undefined;
  });
}

import { commands, type CommandId } from '../ids.ts';

/** What a command may do, besides reading and showing. */
export interface Access {
  /** Changes something in an account or on a host, or lets the user do so from there: refused in read-only mode. */
  readonly writes?: true;
  /** Starts a program here or on hosts, or sends what a file of the workspace says: refused where the workspace is not trusted. */
  readonly runs?: true;
}

const reads: Access = {};
const writes: Access = { writes: true };
const runs: Access = { writes: true, runs: true };

/** All commands. `package.json` hides and disables them accordingly, and a test proves that the two agree. */
export const accessOf: Readonly<Record<CommandId, Access>> = {
  [commands.activateHosts]: writes,
  [commands.allowHybridNodes]: writes,
  [commands.chooseHintCluster]: reads,
  [commands.chooseKubernetesContext]: reads,
  [commands.cleanUpNodes]: writes,
  [commands.clearFilter]: reads,
  [commands.compareTaskCost]: reads,
  [commands.compareTaskDefinition]: reads,
  [commands.convertToExternal]: reads,
  [commands.copyArn]: reads,
  [commands.copyDiagnostics]: reads,
  [commands.copyIamPolicy]: reads,
  [commands.copyId]: reads,
  [commands.copyLeavingScript]: reads,
  [commands.copyMcpConfiguration]: reads,
  [commands.copyPlainCommand]: reads,
  [commands.copyRegisterScript]: reads,
  [commands.deleteActivation]: writes,
  [commands.deleteExpiredActivations]: writes,
  [commands.deregisterCluster]: writes,
  [commands.deregisterHost]: writes,
  // By Run Command.
  [commands.diagnoseHost]: runs,
  [commands.drainHosts]: writes,
  [commands.editTags]: writes,
  [commands.execIntoContainer]: runs,
  [commands.exploreDemoAccount]: reads,
  [commands.exportCosts]: reads,
  [commands.filterHosts]: reads,
  [commands.findHost]: reads,
  [commands.groupHosts]: reads,
  [commands.insertTaskDefinition]: reads,
  // The image is one that a file names.
  [commands.lookUpImage]: { runs: true },
  [commands.moveHost]: writes,
  [commands.openConfigFile]: reads,
  [commands.openCostReport]: reads,
  [commands.openInConsole]: reads,
  [commands.openShell]: runs,
  [commands.openTaskDefinition]: reads,
  [commands.openWalkthrough]: reads,
  [commands.planUpgrade]: reads,
  [commands.reRegisterHost]: writes,
  [commands.readPulls]: reads,
  [commands.refresh]: reads,
  [commands.refreshPrices]: reads,
  [commands.registerClusterAgain]: writes,
  [commands.registerRevision]: runs,
  [commands.registerThisHost]: writes,
  [commands.removeAccount]: reads,
  [commands.runCommand]: runs,
  [commands.runOnHost]: runs,
  [commands.runOnHosts]: runs,
  [commands.runRegisterScript]: runs,
  [commands.saveRegisterScript]: reads,
  [commands.selectAccount]: reads,
  [commands.showBilled]: reads,
  [commands.showCommandResults]: reads,
  [commands.showDistroComponents]: reads,
  [commands.showHostDetails]: reads,
  [commands.showLog]: reads,
  // What is read on a host by Run Command is refused there.
  [commands.showLogs]: reads,
  [commands.showPlacement]: reads,
  [commands.showRegisterScriptAgain]: reads,
  [commands.showServiceEvents]: reads,
  [commands.showStoppedTasks]: reads,
  [commands.showTask]: reads,
  // The AWS CLI, for a sign-in of the user's own.
  [commands.signIn]: { runs: true },
  [commands.sortHosts]: reads,
  [commands.stopFollowingLog]: reads,
  [commands.stopReadingPulls]: reads,
  [commands.stopTask]: writes,
  [commands.updateAgents]: runs,
};

export interface Circumstances {
  readonly isReadOnly: boolean;
  readonly isTrusted: boolean;
}

/** Why a command is refused now, if it is. */
export function refusalOf(
  id: CommandId,
  { isReadOnly, isTrusted }: Circumstances,
): 'readOnly' | 'untrusted' | undefined {
  const access = accessOf[id];
  if (access.writes && isReadOnly) return 'readOnly';
  return access.runs && !isTrusted ? 'untrusted' : undefined;
}

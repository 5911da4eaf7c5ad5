import { commands, type CommandId } from '../ids.ts';
import type { Services } from '../services.ts';

export type Handler = (services: Services, ...args: never[]) => void | Promise<void>;

/** Each command's code is loaded when the command is first run, and this table with the first of all. */
export const handlers: Readonly<Record<CommandId, () => Promise<Handler>>> = {
  [commands.allowHybridNodes]: async () => (await import('./allowHybridNodes.ts')).allowHybridNodes,
  [commands.chooseHintCluster]: async () => (await import('./taskHints.ts')).chooseHintCluster,
  [commands.chooseKubernetesContext]: async () =>
    (await import('./chooseKubernetesContext.ts')).chooseKubernetesContext,
  [commands.cleanUpNodes]: async () => (await import('./cleanUpNodes.ts')).cleanUpNodes,
  [commands.compareTaskCost]: async () => (await import('./compareTaskCost.ts')).compareTaskCost,
  [commands.convertToExternal]: async () => (await import('./convertToExternal.ts')).convertToExternal,
  [commands.copyArn]: async () => (await import('./copy.ts')).copyArn,
  [commands.copyIamPolicy]: async () => (await import('./copyIamPolicy.ts')).copyIamPolicy,
  [commands.copyId]: async () => (await import('./copy.ts')).copyId,
  [commands.copyLeavingScript]: async () => (await import('./copyLeavingScript.ts')).copyLeavingScript,
  [commands.copyPlainCommand]: async () => (await import('./registerScript.ts')).copyPlainCommand,
  [commands.copyRegisterScript]: async () => (await import('./registerScript.ts')).copyRegisterScript,
  [commands.deleteActivation]: async () => (await import('./deleteActivation.ts')).deleteActivation,
  [commands.deleteExpiredActivations]: async () =>
    (await import('./deleteExpiredActivations.ts')).deleteExpiredActivations,
  [commands.deregisterCluster]: async () => (await import('./deregisterCluster.ts')).deregisterCluster,
  [commands.deregisterHost]: async () => (await import('./deregisterHost.ts')).deregisterHost,
  [commands.exploreDemoAccount]: async () => (await import('./accounts.ts')).exploreDemoAccount,
  [commands.exportCosts]: async () => (await import('./exportCosts.ts')).exportCosts,
  [commands.insertTaskDefinition]: async () => (await import('./insertTaskDefinition.ts')).insertTaskDefinition,
  [commands.lookUpImage]: async () => (await import('./taskHints.ts')).lookUpImage,
  [commands.moveHost]: async () => (await import('./moveHost.ts')).moveHost,
  [commands.openConfigFile]: async () => (await import('./openConfigFile.ts')).openConfigFile,
  [commands.openCostReport]: async () => (await import('./openCostReport.ts')).openCostReport,
  [commands.openInConsole]: async () => (await import('./openInConsole.ts')).openInConsole,
  [commands.planUpgrade]: async () => (await import('./planUpgrade.ts')).planUpgrade,
  [commands.reRegisterHost]: async () => (await import('./reRegisterHost.ts')).reRegisterHost,
  [commands.readPulls]: async () => (await import('./readPulls.ts')).readPulls,
  [commands.refresh]: async () => (await import('./refresh.ts')).refresh,
  [commands.refreshPrices]: async () => (await import('./refreshPrices.ts')).refreshPrices,
  [commands.registerClusterAgain]: async () => (await import('./registerClusterAgain.ts')).registerClusterAgain,
  [commands.registerRevision]: async () => (await import('./registerRevision.ts')).registerRevision,
  [commands.registerThisHost]: async () => (await import('./registerThisHost.ts')).registerThisHost,
  [commands.removeAccount]: async () => (await import('./accounts.ts')).removeAccount,
  [commands.runOnHost]: async () => (await import('./runOnHost.ts')).runOnHost,
  [commands.runRegisterScript]: async () => (await import('./registerScript.ts')).runRegisterScript,
  [commands.saveRegisterScript]: async () => (await import('./registerScript.ts')).saveRegisterScript,
  [commands.selectAccount]: async () => (await import('./accounts.ts')).selectAccount,
  [commands.showBilled]: async () => (await import('./showBilled.ts')).showBilled,
  [commands.showDistroComponents]: async () => (await import('./showDistroComponents.ts')).showDistroComponents,
  [commands.showLog]: () => Promise.resolve(({ log }) => log.show()),
  [commands.showPlacement]: async () => (await import('./taskHints.ts')).showPlacement,
  [commands.showRegisterScriptAgain]: async () =>
    (await import('./showRegisterScriptAgain.ts')).showRegisterScriptAgain,
  [commands.signIn]: async () => (await import('./signIn.ts')).signIn,
  [commands.stopReadingPulls]: async () => (await import('./readPulls.ts')).stopReadingPulls,
};

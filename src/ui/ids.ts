/**
 * Every id that stands both in `package.json` and in code. Nowhere else are they written as strings; a test proves that
 * this file and the manifest agree, both ways.
 */

export const commands = {
  activateHosts: 'externalInstances.activateHosts',
  allowHybridNodes: 'externalInstances.allowHybridNodes',
  chooseHintCluster: 'externalInstances.chooseHintCluster',
  chooseKubernetesContext: 'externalInstances.chooseKubernetesContext',
  cleanUpNodes: 'externalInstances.cleanUpNodes',
  clearFilter: 'externalInstances.clearFilter',
  compareTaskCost: 'externalInstances.compareTaskCost',
  compareTaskDefinition: 'externalInstances.compareTaskDefinition',
  convertToExternal: 'externalInstances.convertToExternal',
  copyArn: 'externalInstances.copyArn',
  copyDiagnostics: 'externalInstances.copyDiagnostics',
  copyIamPolicy: 'externalInstances.copyIamPolicy',
  copyId: 'externalInstances.copyId',
  copyLeavingScript: 'externalInstances.copyLeavingScript',
  copyMcpConfiguration: 'externalInstances.copyMcpConfiguration',
  copyPlainCommand: 'externalInstances.copyPlainCommand',
  copyRegisterScript: 'externalInstances.copyRegisterScript',
  deleteActivation: 'externalInstances.deleteActivation',
  deleteExpiredActivations: 'externalInstances.deleteExpiredActivations',
  deregisterCluster: 'externalInstances.deregisterCluster',
  deregisterHost: 'externalInstances.deregisterHost',
  diagnoseHost: 'externalInstances.diagnoseHost',
  drainHosts: 'externalInstances.drainHosts',
  editTags: 'externalInstances.editTags',
  execIntoContainer: 'externalInstances.execIntoContainer',
  exploreDemoAccount: 'externalInstances.exploreDemoAccount',
  exportCosts: 'externalInstances.exportCosts',
  filterHosts: 'externalInstances.filterHosts',
  findHost: 'externalInstances.findHost',
  groupHosts: 'externalInstances.groupHosts',
  insertTaskDefinition: 'externalInstances.insertTaskDefinition',
  lookUpImage: 'externalInstances.lookUpImage',
  moveHost: 'externalInstances.moveHost',
  openConfigFile: 'externalInstances.openConfigFile',
  openCostReport: 'externalInstances.openCostReport',
  openInConsole: 'externalInstances.openInConsole',
  openShell: 'externalInstances.openShell',
  reRegisterHost: 'externalInstances.reRegisterHost',
  openTaskDefinition: 'externalInstances.openTaskDefinition',
  openWalkthrough: 'externalInstances.openWalkthrough',
  planUpgrade: 'externalInstances.planUpgrade',
  readPulls: 'externalInstances.readPulls',
  refresh: 'externalInstances.refresh',
  refreshPrices: 'externalInstances.refreshPrices',
  registerClusterAgain: 'externalInstances.registerClusterAgain',
  registerRevision: 'externalInstances.registerRevision',
  registerThisHost: 'externalInstances.registerThisHost',
  removeAccount: 'externalInstances.removeAccount',
  runCommand: 'externalInstances.runCommand',
  runOnHost: 'externalInstances.runOnHost',
  runOnHosts: 'externalInstances.runOnHosts',
  runRegisterScript: 'externalInstances.runRegisterScript',
  saveRegisterScript: 'externalInstances.saveRegisterScript',
  selectAccount: 'externalInstances.selectAccount',
  showBilled: 'externalInstances.showBilled',
  showCommandResults: 'externalInstances.showCommandResults',
  showDistroComponents: 'externalInstances.showDistroComponents',
  showHostDetails: 'externalInstances.showHostDetails',
  showLog: 'externalInstances.showLog',
  showLogs: 'externalInstances.showLogs',
  showPlacement: 'externalInstances.showPlacement',
  showRegisterScriptAgain: 'externalInstances.showRegisterScriptAgain',
  showServiceEvents: 'externalInstances.showServiceEvents',
  showStoppedTasks: 'externalInstances.showStoppedTasks',
  showTask: 'externalInstances.showTask',
  signIn: 'externalInstances.signIn',
  sortHosts: 'externalInstances.sortHosts',
  stopFollowingLog: 'externalInstances.stopFollowingLog',
  stopReadingPulls: 'externalInstances.stopReadingPulls',
  stopTask: 'externalInstances.stopTask',
  updateAgents: 'externalInstances.updateAgents',
} as const;
export type CommandId = (typeof commands)[keyof typeof commands];

export const viewContainer = 'externalInstances';
export const views = {
  clusters: 'externalInstances.clusters',
  activations: 'externalInstances.activations',
  costs: 'externalInstances.costs',
} as const;

/** The walkthrough, by the part of its id that is our own. */
export const walkthrough = 'firstSteps';

/** VS Code's own Output panel. */
export const outputPanel = 'workbench.panel.output';

/** Why the Clusters view is empty; chooses its welcome text. */
export type EmptyReason = 'noAccount' | 'noProfile' | 'noRegion' | 'malformedConfig';

export const contextKeys = {
  accountChosen: 'externalInstances.accountChosen',
  activationMade: 'externalInstances.activationMade',
  demoExplored: 'externalInstances.demoExplored',
  emptyReason: 'externalInstances.emptyReason',
  followingLogs: 'externalInstances.followingLogs',
  hostsFiltered: 'externalInstances.hostsFiltered',
  taskFiles: 'externalInstances.taskFiles',
  readingPulls: 'externalInstances.readingPulls',
} as const;

export const settings = {
  budget: 'externalInstances.costs.budget',
  currency: 'externalInstances.costs.currency',
  currencyRate: 'externalInstances.costs.currencyRate',
  hoursPerMonth: 'externalInstances.costs.hoursPerMonth',
  mcpEnabled: 'externalInstances.mcp.enabled',
  alertFactor: 'externalInstances.pulls.alertFactor',
  keepMonths: 'externalInstances.pulls.keepMonths',
  requestsPerScan: 'externalInstances.pulls.requestsPerScan',
  readOnly: 'externalInstances.readOnly',
  refreshMinutes: 'externalInstances.refresh.minutes',
  hints: 'externalInstances.editor.hints',
  rules: 'externalInstances.editor.rules',
} as const;

/** Tools for language models. */
export const tools = {
  listExternalHosts: 'list_external_hosts',
  explainHostState: 'explain_host_state',
  estimateTaskCost: 'estimate_task_cost',
  checkTaskDefinition: 'check_task_definition',
  createRegisterScript: 'create_register_script',
} as const;
export type ToolId = (typeof tools)[keyof typeof tools];

/** Kinds of tree rows that menus tell apart: `contextValue` is one of these, with flags behind it. */
export const rowKinds = [
  'account',
  'cluster',
  'host',
  'hostGroup',
  'expected',
  'services',
  'service',
  'task',
  'container',
  'node',
  'pod',
  'machine',
  'anywhere',
  'remark',
  'group',
  'activation',
  'failure',
  'note',
  'cost',
  'billed',
] as const;
export type RowKind = (typeof rowKinds)[number];

/** Flags behind the kind in a `contextValue`, such as `host.id.arn.console`: what the row can be asked for. */
export type RowFlag =
  | 'id'
  | 'arn'
  | 'console'
  | 'ecs'
  | 'eks'
  | 'hybrid'
  | 'connected'
  | 'lost'
  | 'profile'
  | 'demo'
  | 'code'
  | 'active'
  | 'draining'
  | 'running';

export const statusItems = { eksCost: 'eksCost', pulls: 'pulls' } as const;

/** Kind of the panel that shows the cost report. */
export const reportView = 'externalInstances.costReport';

/** Kind of the panels that show hosts. */
export const hostView = 'externalInstances.hostDetails';

/** Scheme of the read-only documents that show register scripts. */
export const scriptScheme = 'external-instances-script';

/** Scheme of the read-only documents that are made of a task definition: it converted, or what it costs. */
export const derivedScheme = 'external-instances-derived';

/** Scheme of the read-only documents that show what a rule is about. */
export const ruleScheme = 'external-instances-rule';

/** Scheme of the read-only documents that show roles before they are created. */
export const roleScheme = 'external-instances-role';

/** Scheme of the read-only documents that show scripts for hosts that leave. */
export const leavingScheme = 'external-instances-leaving';

/** Scheme of the read-only documents that are shown rendered: what was read of hosts, services, tasks and clusters. */
export const markdownScheme = 'external-instances-markdown';

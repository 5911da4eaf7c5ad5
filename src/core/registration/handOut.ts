import { Failure } from '../failure.ts';
import { connectorHelmScript, connectorManifestScript } from './eks/connector.ts';
import { hybridNodeScript, officialNodeadm } from './eks/hybridNode.ts';
import { ecsFirstBootUserData } from './firstBoot.ts';
import type { ScriptActivation } from './guidedScript.ts';
import type { ProxyOptions } from './hostOptions.ts';
import { ansibleInventory, ansiblePlay } from './many/ansible.ts';
import { sshLoopScript } from './many/sshLoop.ts';
import type { ConnectorPlan, EcsLinuxPlan, HostPlan, HybridNodePlan, ScriptSources } from './plan.ts';
import type { RegisterScriptOptions } from './registerScript.ts';
import { ecsLinuxRegisterScript, plainOneLiner } from './registerScript.ts';
import { ssmOnlyRegisterScript } from './ssmOnlyScript.ts';
import type { TerminalRun } from './terminalRun.ts';
import { runInTerminal, runOverSsh } from './terminalRun.ts';
import { windowsRegisterScript } from './windowsScript.ts';

/** What is handed out for an activation: from its plan, the files to save, copy or run. */

export interface HandOutOptions extends ScriptActivation {
  readonly plan: HostPlan;
  readonly sources: ScriptSources;
  /** Name of the cluster; absent for SSM only. */
  readonly cluster?: string;
  /** For the host; the scripts of a connector take none, and hybrid nodes none with a password. */
  readonly proxy?: ProxyOptions;
}

export interface HandOutFile {
  /** Unique in its hand-out. */
  readonly part: 'script' | 'play' | 'inventory';
  /** `register-web.sh`, `register-web.ps1`, `user-data`, `register-web.yml`, `inventory-web.yml` */
  readonly name: string;
  readonly language: 'shellscript' | 'powershell' | 'yaml';
  readonly holdsSecret: boolean;
  readonly executable: boolean;
}

/** The label of `handOutFiles` for managed nodes without a cluster. */
export const managedNodeLabel = 'managed-node';

/**
 * The files of a plan, the one to show first on top. They lie side by side: a play reads its script.
 *
 * @param label name of the cluster, or `managedNodeLabel`
 */
export function handOutFiles(plan: HostPlan, label: string): readonly HandOutFile[] {
  const name = inFileName(label);
  const form = formOf(plan);
  if (plan.kind === 'ecsWindows') return [secret(`register-${name}.ps1`, 'powershell')];
  // That is the name cloud-init looks for.
  if (form.kind === 'firstBoot') return [secret('user-data', 'yaml')];
  const script: HandOutFile = { ...secret(`register-${name}.sh`, 'shellscript'), executable: true };
  if (form.kind !== 'many' || form.by === 'ssh') return [script];
  return [
    { part: 'play', name: `register-${name}.yml`, language: 'yaml', holdsSecret: false, executable: false },
    { part: 'inventory', name: `inventory-${name}.yml`, language: 'yaml', holdsSecret: false, executable: false },
    script,
  ];
}

function secret(name: string, language: HandOutFile['language']): HandOutFile {
  return { part: 'script', name, language, holdsSecret: true, executable: false };
}

/** Letters and digits of ASCII, `-` and `_`: for any file system, and for the path in a play. */
function inFileName(label: string): string {
  const plain = label
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .slice(0, 100)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'host' : plain;
}

function formOf(plan: HostPlan): EcsLinuxPlan['form'] {
  return 'form' in plan ? plan.form : { kind: 'script' };
}

/**
 * The text of one of the files that `handOutFiles` lists.
 *
 * @throws Failure `invalidRequest` for a part that the plan does not have, or values that its script does not take.
 */
export function handOutText(options: HandOutOptions, part: HandOutFile['part']): string {
  const form = formOf(options.plan);
  if (form.kind === 'many' && form.by === 'ansible') {
    if (part === 'play') return play(options);
    if (part === 'inventory') return ansibleInventory(form.hosts);
  }
  if (part !== 'script') throw new Failure('invalidRequest', `There is no ${part} for these hosts.`);
  const script = machineScript(options);
  if (form.kind !== 'many' || form.by === 'ansible') return script;
  return sshLoopScript({ hosts: form.hosts, script, needsRoot: needsRoot(options) });
}

function play(options: HandOutOptions): string {
  const name = inFileName(options.cluster ?? managedNodeLabel);
  return ansiblePlay({
    title: title(options),
    scriptFile: `register-${name}.sh`,
    inventoryFile: `inventory-${name}.yml`,
    playFile: `register-${name}.yml`,
    needsRoot: needsRoot(options),
  });
}

function title(options: HandOutOptions): string {
  const { plan, region } = options;
  if (plan.kind === 'ssmOnly') return `Register managed nodes of AWS Systems Manager in ${region}`;
  if (plan.kind === 'hybridNode') return `Make hybrid nodes of the EKS cluster ${clusterOf(options)} in ${region}`;
  return `Register with the ECS cluster ${clusterOf(options)} in ${region}`;
}

/** What is run on the machine itself. */
function machineScript(options: HandOutOptions): string {
  const { plan } = options;
  switch (plan.kind) {
    case 'ecsLinux':
      return ecsLinux(options, plan);
    case 'ecsWindows':
      return withByteOrderMark(windowsRegisterScript({ ...options, cluster: clusterOf(options) }));
    case 'hybridNode':
      return hybridNode(options, plan);
    case 'connector':
      return connector(options, plan);
    case 'ssmOnly':
      return ssmOnlyRegisterScript({ ...options, ...only('setupTool', options.sources.setupTool) });
  }
}

function ecsLinux(options: HandOutOptions, plan: EcsLinuxPlan): string {
  const { form } = plan;
  const register = registerOptions(options, plan);
  if (form.kind !== 'firstBoot') return ecsLinuxRegisterScript(register);
  return ecsFirstBootUserData({ ...form, register });
}

function registerOptions(options: HandOutOptions, plan: EcsLinuxPlan): RegisterScriptOptions {
  const host = { ...plan.host, ...only('proxy', options.proxy) };
  return { ...options, cluster: clusterOf(options), installer: options.sources.installer, host };
}

function hybridNode(options: HandOutOptions, plan: HybridNodePlan): string {
  const { kubernetesVersion, containerdSource } = plan;
  return hybridNodeScript({
    ...options,
    cluster: clusterOf(options),
    kubernetesVersion,
    ...only('containerdSource', containerdSource),
    ...only('nodeadm', options.sources.nodeadm),
  });
}

function connector(options: HandOutOptions, plan: ConnectorPlan): string {
  const shared = { ...options, cluster: clusterOf(options), ...only('context', plan.context) };
  if (plan.by === 'helm') return connectorHelmScript(shared);
  return connectorManifestScript({ ...shared, ...only('manifest', options.sources.manifest) });
}

function clusterOf({ cluster }: HandOutOptions): string {
  if (cluster === undefined) throw new Failure('invalidRequest', 'A cluster is needed to register with.');
  return cluster;
}

function only<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, T>);
}

/** Without it, Windows PowerShell takes a file for ANSI. */
function withByteOrderMark(script: string): string {
  return /^[\0-\x7f]*$/.test(script) ? script : `\uFEFF${script}`;
}

/** Whether the script of one machine takes root there. */
function needsRoot({ plan, sources }: HandOutOptions): boolean {
  switch (plan.kind) {
    case 'ecsLinux':
      return sources.installer.needsRoot;
    case 'hybridNode':
      return (sources.nodeadm ?? officialNodeadm).needsRoot;
    case 'ssmOnly':
      return sources.setupTool?.needsRoot !== false;
    case 'ecsWindows':
    case 'connector':
      return false;
  }
}

/** Linux takes 128 KiB for one variable of the environment, its name included. */
const longestVariable = 128 * 1024 - 100;

/**
 * How the integrated terminal runs it; `undefined` where it can't: Windows, first boot, Ansible, and a loop over so many
 * hosts that its script is too long for that.
 *
 * @throws Failure `invalidRequest` as `handOutText` does.
 */
export function terminalRunOf(options: HandOutOptions): TerminalRun | undefined {
  const form = formOf(options.plan);
  if (options.plan.kind === 'ecsWindows' || form.kind === 'firstBoot') return undefined;
  if (form.kind === 'many' && form.by === 'ansible') return undefined;
  // It would register this machine in place of the one that is meant.
  if (form.kind === 'script' && form.elsewhere) return undefined;
  // It would only ask for the context, which nobody could give it there.
  if (options.plan.kind === 'connector' && options.plan.context === undefined) return undefined;
  const run = runOf(handOutText(options, 'script'), form, needsRoot(options));
  return Object.values(run.env).every(({ length }) => length <= longestVariable) ? run : undefined;
}

function runOf(script: string, form: EcsLinuxPlan['form'], root: boolean): TerminalRun {
  // The loop itself runs here, and sees to root on the hosts.
  if (form.kind === 'many') return runInTerminal(script, { needsRoot: false });
  const host = form.kind === 'script' ? form.ssh : undefined;
  return host === undefined
    ? runInTerminal(script, { needsRoot: root })
    : runOverSsh(script, { host, needsRoot: root });
}

/**
 * AWS's own one line; `undefined` where attributes, tags or a proxy are wanted, for which it has no option, or it is no
 * single machine of ECS on Linux. It holds the activation code.
 *
 * @throws Failure `invalidRequest` as `plainOneLiner` does.
 */
export function plainCommand(options: HandOutOptions): string | undefined {
  const { plan, proxy } = options;
  if (plan.kind !== 'ecsLinux' || plan.form.kind !== 'script' || proxy) return undefined;
  const { attributes, tags } = plan.host;
  if (Object.keys({ ...attributes, ...tags }).length > 0) return undefined;
  return plainOneLiner(registerOptions(options, plan));
}

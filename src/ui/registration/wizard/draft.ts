import { compact } from '../../../core/compact.ts';
import type { AccountFleet } from '../../../core/fleet/accountFleet.ts';
import type { EcsCluster, EksCluster } from '../../../core/fleet/model.ts';
import { defaultActivation } from '../../../core/registration/activation.ts';
import type { ContainerdSource } from '../../../core/registration/eks/containerd.ts';
import { connectorActivationWindow } from '../../../core/registration/eks/connector.ts';
import type { EcsHostOptions, ProxyOptions } from '../../../core/registration/hostOptions.ts';
import { noHostOptions } from '../../../core/registration/hostOptions.ts';
import { registrationLimitFor } from '../../../core/registration/many/hosts.ts';
import type {
  ConnectorPlan,
  EcsLinuxPlan,
  FirstBoot,
  HostKind,
  HostPlan,
  HybridNodePlan,
  ManyMachines,
  OneMachine,
} from '../../../core/registration/plan.ts';
import type { RolePurpose } from '../../../core/registration/roles.ts';

/** Which machine registers, or how it is reached. */
export type Target =
  | { readonly kind: 'this' | 'another' | 'windows' | 'several' | 'firstBoot' | 'kubernetes' }
  /** One from `~/.ssh/config`. */
  | { readonly kind: 'ssh'; readonly host: string };

/** What is asked for only in *More options…*, and remembered. */
export interface MoreOptions extends EcsHostOptions {
  readonly containerdSource?: ContainerdSource;
}

export const noMoreOptions: MoreOptions = noHostOptions;

export interface ChosenRole {
  readonly name: string;
  /** Absent for a role that was typed, or that IAM did not tell of. */
  readonly arn?: string;
}

/** Whether the role of hybrid nodes is let into the cluster: it is, it will be, or the user sees to it. */
export type AccessEntryChoice = 'make' | 'leave';

/** A cluster that is to be connected. */
export type ConnectorDraft = Partial<Omit<ConnectorPlan, 'kind'>> & { readonly name?: string };

/**
 * What the user has answered so far. Answers that another answer depends on are changed by `withTarget`, `withCluster`,
 * `withRole` and `withHosts`, which drop what no longer holds.
 */
export interface Draft {
  readonly target?: Target;
  /** The command says itself what is registered, so that it is not asked for. */
  readonly targetIsGiven?: boolean;
  readonly account?: AccountFleet;
  /** The command was run on the account, so that no other is offered. */
  readonly accountIsGiven?: boolean;
  /** `nothing` for a managed node that belongs to no cluster. */
  readonly joins?: EcsCluster | EksCluster | 'nothing';
  /** The command was run on the cluster, so it is not asked for. */
  readonly joinsIsGiven?: boolean;
  readonly hosts?: readonly string[];
  readonly by?: ManyMachines['by'];
  readonly kubernetesVersion?: string;
  readonly role?: ChosenRole;
  readonly accessEntry?: AccessEntryChoice;
  readonly instanceName?: string;
  /** The command was run on a host, whose name it is. */
  readonly nameIsGiven?: boolean;
  /** Public SSH keys for the first boot. */
  readonly authorizedKeys?: readonly string[];
  readonly connector?: ConnectorDraft;
  readonly registrationLimit?: number;
  readonly lifetimeMs?: number;
  readonly options: MoreOptions;
}

/** Another machine: its name, and how many there are, are other ones too. */
export function withTarget(draft: Draft, target: Target): Draft {
  if (isSameTarget(target, draft.target)) return draft;
  const instanceName = draft.nameIsGiven ? draft.instanceName : undefined;
  return compact({ ...draft, target, instanceName, registrationLimit: undefined, hosts: undefined });
}

export function isSameTarget(one: Target, other: Target | undefined): boolean {
  return one.kind === other?.kind && (one.kind !== 'ssh' || (other.kind === 'ssh' && one.host === other.host));
}

/** Versions, access entries and contexts are those of one cluster in one account. */
export function withCluster(draft: Draft, account: AccountFleet, joins: Draft['joins']): Draft {
  if (account === draft.account && isSameCluster(joins, draft.joins)) return draft;
  const connector = draft.connector && compact({ ...draft.connector, context: undefined });
  return compact({ ...draft, account, joins, connector, kubernetesVersion: undefined, accessEntry: undefined });
}

export function isSameCluster(one: Draft['joins'], other: Draft['joins']): boolean {
  return typeof one === 'object' && typeof other === 'object' ? one.arn === other.arn : one === other;
}

/** Whether the cluster lets it in was asked, and agreed to, for one role. */
export function withRole(draft: Draft, role: ChosenRole): Draft {
  const isSame = role.name === draft.role?.name && role.arn === draft.role.arn;
  return isSame ? draft : compact({ ...draft, role, accessEntry: undefined });
}

export function withHosts(draft: Draft, hosts: readonly string[]): Draft {
  const isSame = hosts.length === draft.hosts?.length;
  return compact({ ...draft, hosts, registrationLimit: isSame ? draft.registrationLimit : undefined });
}

/** What the user wants to register, and how: all that is needed to make an activation and to hand out its script. */
export interface Registration {
  readonly account: AccountFleet;
  readonly plan: HostPlan;
  readonly cluster?: EcsCluster | EksCluster;
  /** Of a cluster that is to be connected: the name that EKS gets. */
  readonly connectedName?: string;
  readonly role: ChosenRole;
  readonly accessEntry: AccessEntryChoice;
  /** Empty: none. */
  readonly instanceName: string;
  readonly registrationLimit: number;
  readonly lifetimeMs: number;
  readonly tags: Readonly<Record<string, string>>;
  /** A secret where it holds a password. */
  readonly proxy?: ProxyOptions;
}

/** Of the draft, as soon as it can be told. */
export function hostKind({ target, joins }: Draft): HostKind | undefined {
  if (target?.kind === 'kubernetes') return 'connector';
  if (target?.kind === 'windows') return 'ecsWindows';
  if (joins === undefined) return undefined;
  if (joins === 'nothing') return 'ssmOnly';
  return joins.kind === 'ecs' ? 'ecsLinux' : 'hybridNode';
}

export function rolePurpose(draft: Draft): RolePurpose {
  switch (hostKind(draft)) {
    case 'hybridNode':
      return 'hybridNode';
    case 'connector':
      return 'connector';
    case 'ssmOnly':
      return 'ssmOnly';
    case 'ecsLinux':
    case 'ecsWindows':
    case undefined:
      return 'ecsAnywhere';
  }
}

export function limitOf({ target, hosts, registrationLimit }: Draft): number {
  if (registrationLimit !== undefined) return registrationLimit;
  return target?.kind === 'several' && hosts ? registrationLimitFor(hosts.length) : defaultActivation.registrationLimit;
}

export function lifetimeOf({ lifetimeMs }: Draft): number {
  return lifetimeMs ?? defaultActivation.lifetimeMs;
}

/** @returns `undefined` while an answer is missing */
export function completed(draft: Draft): Registration | undefined {
  const { account, role, options, target } = draft;
  const plan = planOf(draft);
  if (!account || !role || !plan) return undefined;
  return {
    account,
    plan,
    ...destination(draft, plan),
    role,
    accessEntry: draft.accessEntry ?? 'leave',
    instanceName: target?.kind === 'several' || plan.kind === 'connector' ? '' : (draft.instanceName ?? ''),
    tags: options.tags,
    ...(options.proxy && takesProxy(plan) && { proxy: options.proxy }),
  };
}

function takesProxy({ kind }: HostPlan): boolean {
  return kind === 'ecsLinux' || kind === 'hybridNode' || kind === 'ssmOnly';
}

/** Where to, and the activation for it: EKS itself sets that of a cluster that is connected. */
function destination(
  draft: Draft,
  { kind }: HostPlan,
): Pick<Registration, 'cluster' | 'connectedName' | 'registrationLimit' | 'lifetimeMs'> {
  if (kind === 'connector') {
    const connectedName = draft.connector?.name ?? '';
    return { connectedName, registrationLimit: 1, lifetimeMs: connectorActivationWindow };
  }
  const { joins } = draft;
  const cluster = joins === 'nothing' ? undefined : joins;
  return compact({ cluster, registrationLimit: limitOf(draft), lifetimeMs: lifetimeOf(draft) });
}

function planOf(draft: Draft): HostPlan | undefined {
  const kind = hostKind(draft);
  const form = formOf(draft);
  switch (kind) {
    case undefined:
      return undefined;
    case 'ecsWindows':
      return { kind };
    case 'ssmOnly':
      return form && { kind, form };
    case 'ecsLinux':
      return ecsLinuxPlan(firstBootOf(draft) ?? form, draft.options);
    case 'hybridNode':
      return hybridNodePlan(form, draft);
    case 'connector':
      return connectorPlan(draft);
  }
}

function ecsLinuxPlan(form: EcsLinuxPlan['form'] | undefined, options: MoreOptions): EcsLinuxPlan | undefined {
  const { attributes, tags, dockerSource, gpu, ipCompatibility } = options;
  const host = compact({ attributes, tags, dockerSource, gpu: gpu === true ? gpu : undefined, ipCompatibility });
  return form && { kind: 'ecsLinux', form, host };
}

function hybridNodePlan(
  form: HybridNodePlan['form'] | undefined,
  { kubernetesVersion, options: { containerdSource } }: Draft,
): HybridNodePlan | undefined {
  if (!form || kubernetesVersion === undefined) return undefined;
  return compact({ kind: 'hybridNode' as const, form, kubernetesVersion, containerdSource });
}

function connectorPlan({ connector }: Draft): ConnectorPlan | undefined {
  const { by, provider, context } = connector ?? {};
  return by && provider && compact({ kind: 'connector' as const, by, provider, context });
}

function formOf({ target, hosts, by }: Draft): OneMachine | ManyMachines | undefined {
  switch (target?.kind) {
    case 'ssh':
      return { kind: 'script', ssh: target.host };
    case 'several':
      return hosts && by && { kind: 'many', hosts, by };
    case 'this':
      return { kind: 'script' };
    case 'another':
      return { kind: 'script', elsewhere: true };
    case 'firstBoot':
    case 'windows':
    case 'kubernetes':
    case undefined:
      return undefined;
  }
}

function firstBootOf({ target, instanceName = '', authorizedKeys = [] }: Draft): FirstBoot | undefined {
  if (target?.kind !== 'firstBoot') return undefined;
  return { kind: 'firstBoot', ...(instanceName !== '' && { hostname: instanceName }), authorizedKeys };
}

import type { ContainerdSource } from './eks/containerd.ts';
import type { ConnectorProvider } from './eksRegistration.ts';
import type { Installer } from './guidedScript.ts';
import type { EcsHostOptions } from './hostOptions.ts';

/**
 * What is registered, and in which form it is handed out. Plans are kept beside their activation as long as it lives, so
 * they hold no secret: no activation code, and no proxy, whose address may hold a password.
 */
export type HostPlan = EcsLinuxPlan | EcsWindowsPlan | HybridNodePlan | ConnectorPlan | SsmOnlyPlan;
export type HostKind = HostPlan['kind'];

/** ECS Anywhere on Linux. */
export interface EcsLinuxPlan {
  readonly kind: 'ecsLinux';
  readonly form: OneMachine | FirstBoot | ManyMachines;
  readonly host: Omit<EcsHostOptions, 'proxy'>;
}

/** ECS Anywhere on Windows, by AWS's PowerShell installer. */
export interface EcsWindowsPlan {
  readonly kind: 'ecsWindows';
}

/** A node of an EKS cluster, by `nodeadm`. */
export interface HybridNodePlan {
  readonly kind: 'hybridNode';
  readonly form: OneMachine | ManyMachines;
  /** `1.35` */
  readonly kubernetesVersion: string;
  readonly containerdSource?: ContainerdSource;
}

/** A Kubernetes cluster that is connected to EKS. */
export interface ConnectorPlan {
  readonly kind: 'connector';
  readonly by: 'manifest' | 'helm';
  readonly provider: ConnectorProvider;
  /** Of kubectl. Without it, the script asks for one when it is run. */
  readonly context?: string;
}

/** A managed node of Systems Manager, without a cluster. */
export interface SsmOnlyPlan {
  readonly kind: 'ssmOnly';
  readonly form: OneMachine | ManyMachines;
}

/** A guided script for one machine: the one it is run on, or one that is reached over ssh. */
export interface OneMachine {
  readonly kind: 'script';
  /** A destination of `ssh`. */
  readonly ssh?: string;
  /** Neither this machine nor one that is reached from here: the user takes the script there. */
  readonly elsewhere?: boolean;
}

/** `user-data` for the card of a Raspberry Pi. */
export interface FirstBoot {
  readonly kind: 'firstBoot';
  readonly hostname?: string;
  /** Public keys. */
  readonly authorizedKeys: readonly string[];
}

/** One activation for several machines. */
export interface ManyMachines {
  readonly kind: 'many';
  /** Destinations of `ssh`. */
  readonly hosts: readonly string[];
  readonly by: 'ssh' | 'ansible';
}

/** Where scripts fetch from: what is absent comes from AWS. The demo account has stand-ins. */
export interface ScriptSources {
  /** `ecs-anywhere-install.sh` */
  readonly installer: Installer;
  readonly setupTool?: Installer;
  readonly nodeadm?: Installer;
  /** The manifest of the EKS Connector. */
  readonly manifest?: Installer;
  /** Of a stand-in for kubectl, which comes with the manifest and knows no others. */
  readonly kubectlContexts?: readonly string[];
}

import type { ContainerInstance } from '../fleet/model.ts';
import type { PodHost } from '../manifests/podHosts.ts';
import type { WorkloadSource } from '../manifests/workload.ts';
import type { ServiceSource, TaskDefinitionSource, TaskDocument } from './document.ts';
import type { Message } from '../text/message.ts';
import type { Span } from './node.ts';

export type Severity = 'error' | 'warning' | 'info';

export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

export interface Fix {
  readonly title: Message;
  readonly edits: readonly TextEdit[];
  /** It is the one that nearly everybody wants. */
  readonly isPreferred?: boolean;
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: Message;
  readonly fixes: readonly Fix[];
}

/** What is known of an image. */
export interface ImageFacts {
  /** The platforms of its manifest list, or its own. */
  readonly platforms: readonly ImagePlatform[];
}

export interface ImagePlatform {
  readonly os: string;
  readonly architecture: string;
  /** What a host downloads that has nothing of the image yet. Absent where it was not measured. */
  readonly bytes?: number;
}

/** What is known beyond the text. Rules that need what is not there say nothing. */
export interface RuleFacts {
  /** External hosts that tasks may run on. */
  readonly hosts?: readonly ContainerInstance[];
  /** Nodes outside AWS on which pods may run. */
  readonly podHosts?: readonly PodHost[];
  /** By image as it is written. `undefined` for images that could not be looked at. */
  image?(image: string): ImageFacts | undefined;
}

export interface DefinitionContext {
  readonly text: string;
  readonly definition: TaskDefinitionSource;
  readonly document: TaskDocument;
  /** Services in the same text that run it. */
  readonly services: readonly ServiceSource[];
  /**
   * Whether it is meant for hosts outside AWS: `requiresCompatibilities` has EXTERNAL, or a service of it has that launch
   * type. Undefined where nothing says: then only what is wrong everywhere is told.
   */
  readonly external: boolean | undefined;
  readonly fargate: boolean;
  readonly facts: RuleFacts;
}

export type Report = (span: Span, text: Message, fixes?: readonly Fix[]) => void;

/** One rule. Its file also has its page of documentation, and a good and a bad example that its test runs. */
export interface Rule {
  /** `external-network-mode`: also the anchor of its page. */
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  /** Markdown: what it finds, why that matters, what to do; with AWS's page. */
  readonly docs: string;
  readonly source: string;
  /** A whole text each, JSON unless it begins otherwise. */
  readonly good: string;
  readonly bad: string;
  checkDefinition?(context: DefinitionContext, report: Report): void;
  checkService?(service: ServiceSource, context: ServiceContext, report: Report): void;
  checkWorkload?(context: WorkloadContext, report: Report): void;
}

export interface ServiceContext {
  readonly text: string;
  readonly document: TaskDocument;
  readonly definition?: TaskDefinitionSource;
  readonly external: boolean | undefined;
  readonly facts: RuleFacts;
}

/** Of a manifest for Kubernetes. */
export interface WorkloadContext {
  readonly text: string;
  readonly workload: WorkloadSource;
  /** Those of the known ones on which its pods may run for certain. */
  readonly hosts: readonly PodHost[];
  /** Whether its pods run outside AWS, for all that is known: they ask for it, or may run on such hosts. */
  readonly external: boolean;
  readonly facts: RuleFacts;
}

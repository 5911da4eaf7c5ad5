import type { PriceBook } from '../../core/cost/priceBook.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import type { AccountRef } from '../../core/fleet/model.ts';
import type { RuleSettings } from '../../core/taskdef/check.ts';
import type { TaskDocument } from '../../core/taskdef/document.ts';
import type { ParseInput } from '../../core/taskdef/parse/sniff.ts';
import type { ActivationRecord } from '../registration/activationVault.ts';
import type { Registration } from '../registration/wizard/draft.ts';
import type { RegistrationAccess } from '../services.ts';

/** A file of the workspace. */
export interface WorkspaceText extends ParseInput {
  /** As it is called in an answer. */
  readonly file: string;
  /** The severities of rules that its folder has set. */
  readonly severities: NonNullable<RuleSettings['severities']>;
}

/** What tools are given: nothing of VS Code's, so that they are tested as they are. */
export interface AgentNeeds {
  readonly fleet: Pick<Fleet, 'accounts' | 'renew' | 'refreshedAt'>;
  /** Rejects with a `Failure` where the AWS configuration can't be used. */
  ensureShown(): Promise<void>;
  /** Rejects with a `Failure`. */
  registration(ref: AccountRef): Promise<Pick<RegistrationAccess, 'gateway' | 'roles'>>;
  /** Makes an activation, keeps its code, and tells the user. Rejects with a `Failure` or a `LostAnswer`. */
  create(registration: Registration): Promise<ActivationRecord>;
  /** A text that is no file's is of the user's own severities. */
  severities(): NonNullable<RuleSettings['severities']>;
  /** @throws AgentError for a path outside the workspace, or one that can't be read */
  readFile(path: string): Promise<WorkspaceText>;
  /** Never rejects: a text that can't be parsed holds nothing. */
  parse(input: ParseInput): Promise<TaskDocument>;
  prices(): Promise<PriceBook>;
  hoursPerMonth(): number;
  isReadOnly(): boolean;
  isTrusted(): boolean;
  now(): number;
  /** For the log. */
  failed(what: string, error: unknown): void;
}

import type * as vscode from 'vscode';
import type { Finding } from '../../core/taskdef/rule.ts';
import type { Services } from '../services.ts';
import type { AccountFacts } from './accountFacts.ts';
import type { Analyses } from './analyses.ts';

/** What all features of the editor share. */
export interface FeatureNeeds {
  readonly services: Services;
  readonly analyses: Analyses;
  readonly facts: AccountFacts;
}

/** A finding with the range it has in the editor. */
export type Found = readonly [diagnostic: vscode.Diagnostic, finding: Finding];

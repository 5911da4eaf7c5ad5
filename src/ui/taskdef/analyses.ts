import type * as vscode from 'vscode';
import { check } from '../../core/taskdef/check.ts';
import { noTasks, type TaskDocument } from '../../core/taskdef/document.ts';
import type { HclParser } from '../../core/taskdef/parse/hclTree.ts';
import { parseDocument } from '../../core/taskdef/parse/parseDocument.ts';
import { looksLikeTaskDefinition, syntaxOf, type ParseInput } from '../../core/taskdef/parse/sniff.ts';
import type { Finding, RuleFacts } from '../../core/taskdef/rule.ts';
import { logFailure, type Log } from '../log.ts';
import { severities } from './hintSettings.ts';

/** What was read out of a text, for all features that ask about it. */
export interface Analysis {
  readonly version: number;
  readonly text: string;
  readonly document: TaskDocument;
}

/** Reads each version of a text once. */
export class Analyses {
  readonly #log: Log;
  readonly #known = new WeakMap<vscode.TextDocument, Promise<Analysis>>();
  readonly #versions = new WeakMap<vscode.TextDocument, number>();
  readonly #failedRules = new Set<string>();
  #hcl: Promise<HclParser | undefined> | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Never rejects. */
  of(document: vscode.TextDocument): Promise<Analysis> {
    const known = this.#known.get(document);
    if (known && this.#versions.get(document) === document.version) return known;
    const analysis = this.#read(document);
    this.#known.set(document, analysis);
    this.#versions.set(document, document.version);
    return analysis;
  }

  findings({ text, document }: Analysis, facts: RuleFacts): readonly Finding[] {
    return check(text, document, facts, { severities: severities() }, (rule, error) => {
      if (this.#failedRules.has(rule)) return;
      this.#failedRules.add(rule);
      logFailure(this.#log, `Rule ${rule}`, error);
    });
  }

  /** Reads other texts as this one is read. */
  async parser({ languageId, fileName }: vscode.TextDocument): Promise<(text: string) => TaskDocument> {
    const isTerraform = syntaxOf({ text: '', languageId, fileName }) === 'terraform';
    const hcl = isTerraform ? await this.#hclParser() : undefined;
    return (text) => parseDocument({ text, languageId, fileName }, hcl);
  }

  async #read(document: vscode.TextDocument): Promise<Analysis> {
    const { version, languageId, fileName } = document;
    const input: ParseInput = { text: document.getText(), languageId, fileName };
    const nothing = { version, text: input.text, document: noTasks };
    if (!looksLikeTaskDefinition(input)) return nothing;
    try {
      const hcl = syntaxOf(input) === 'terraform' ? await this.#hclParser() : undefined;
      return { version, text: input.text, document: parseDocument(input, hcl) };
    } catch (error) {
      logFailure(this.#log, 'Reading a task definition', error);
      return nothing;
    }
  }

  /** Loaded with the first Terraform file; a failure is told once. */
  #hclParser(): Promise<HclParser | undefined> {
    this.#hcl ??= import('./hcl.ts')
      .then(({ hclParser }) => hclParser())
      .catch((error: unknown) => {
        logFailure(this.#log, 'Loading the parser for Terraform', error);
        return undefined;
      });
    return this.#hcl;
  }
}

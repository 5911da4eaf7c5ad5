import type * as vscode from 'vscode';
import { checkSteps } from '../../core/taskdef/check.ts';
import type { Converted } from '../../core/taskdef/convert.ts';
import type { Finding, RuleFacts } from '../../core/taskdef/rule.ts';
import { logFailure, type Log } from '../log.ts';
import { severities } from './hintSettings.ts';
import { DocumentReader, type Analysis, type ReadableDocument } from './parsing/documentReader.ts';
import { inSlices } from './parsing/slices.ts';

/** Reads each version of a text once. */
export class Analyses implements vscode.Disposable {
  readonly #log: Log;
  readonly #reader: DocumentReader;
  readonly #failedRules = new Set<string>();

  constructor(log: Log) {
    this.#log = log;
    // Beside the chunk that this module is built into.
    const script = new URL('./parseWorker.js', import.meta.url);
    this.#reader = new DocumentReader((what, error) => logFailure(log, what, error), script);
  }

  /** Never rejects. Its version may be newer than the one that was asked for. */
  of(document: ReadableDocument): Promise<Analysis> {
    return this.#reader.of(document);
  }

  /** Takes turns with what else there is to do: the text may be another one when it is done. */
  findings({ text, document }: Analysis, facts: RuleFacts, scope: vscode.TextDocument): Promise<readonly Finding[]> {
    const steps = checkSteps(text, document, facts, { severities: severities(scope) }, (rule, error) => {
      if (this.#failedRules.has(rule)) return;
      this.#failedRules.add(rule);
      logFailure(this.#log, `Rule ${rule}`, error);
    });
    return inSlices(steps);
  }

  /** One of a text's task definitions made for external instances. @throws Error if it takes too long */
  converted(document: vscode.TextDocument, text: string, index: number): Promise<Converted | undefined> {
    return this.#reader.convert(document, text, index);
  }

  dispose(): void {
    this.#reader.dispose();
  }
}

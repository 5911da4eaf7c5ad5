import * as vscode from 'vscode';
import { looksLikeTaskDefinition } from '../../core/taskdef/parse/sniff.ts';
import { logFailure } from '../log.ts';
import type { Services } from '../services.ts';
import { languages } from './languages.ts';
import type { EditorFeatures } from './editorFeatures.ts';

/** Keystrokes in quick succession are looked at once. */
const pause = 250;

/**
 * Hints in task definitions. This much is loaded at the start and looks at every JSON and YAML file that is opened, so it
 * only searches the text for a word; all else is loaded with the first text that holds it.
 */
export class EditorHints implements vscode.Disposable {
  readonly #services: Services;
  readonly #subscriptions: vscode.Disposable[];
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #features: Promise<EditorFeatures> | undefined;

  constructor(services: Services) {
    this.#services = services;
    const { workspace } = vscode;
    this.#subscriptions = [
      workspace.onDidOpenTextDocument((document) => this.#look(document, 0)),
      workspace.onDidChangeTextDocument(({ document }) => this.#look(document, pause)),
    ];
    for (const document of workspace.textDocuments) this.#look(document, 0);
  }

  #look(document: vscode.TextDocument, delay: number): void {
    if (!languages.includes(document.languageId)) return;
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        // One that was a task definition until a moment ago has its findings taken away.
        if (!document.isClosed && (this.#features || isCandidate(document)))
          this.features()
            .then((features) => features.update(document))
            .catch((error: unknown) => logFailure(this.#services.log, 'Hints', error));
      }, delay),
    );
  }

  /** For commands, which may come before any task definition was opened. */
  features(): Promise<EditorFeatures> {
    this.#features ??= Promise.all([import('./editorFeatures.ts'), this.#services.prices()])
      .then(([{ EditorFeatures: Loaded }, prices]) => new Loaded(this.#services, prices))
      .catch((error: unknown) => {
        // The next text tries again.
        this.#features = undefined;
        throw error;
      });
    return this.#features;
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#features?.then(
      (features) => features.dispose(),
      () => undefined,
    );
  }
}

function isCandidate(document: vscode.TextDocument): boolean {
  return looksLikeTaskDefinition({
    text: document.getText(),
    languageId: document.languageId,
    fileName: document.fileName,
  });
}

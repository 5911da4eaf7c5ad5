import type * as vscode from 'vscode';
import type { Converted } from '../../../core/taskdef/convert.ts';
import { noTasks, type TaskDocument } from '../../../core/taskdef/document.ts';
import { parseJson } from '../../../core/taskdef/parse/parseJson.ts';
import { turn } from '../../../core/turns.ts';
import { looksLikeTaskDefinition, syntaxOf, type ParseInput } from '../../../core/taskdef/parse/sniff.ts';
import { compiledParser } from './compiledParser.ts';
import { ParseThread } from './parseThread.ts';

/** What was read out of a text, for all features that ask about it. */
export interface Analysis {
  readonly version: number;
  readonly text: string;
  readonly document: TaskDocument;
}

/** The part of VS Code's documents that is needed here. */
export type ReadableDocument = Pick<vscode.TextDocument, 'version' | 'languageId' | 'fileName' | 'getText'>;

/** JSON up to here is parsed where it is asked for, in UTF-16 code units: 128 KB take some 3 ms. */
const longestHere = 128 * 1024;
/** The same while the parser may not be compiled yet: 4 KB take some 2 ms. */
const longestAtOnce = 4 * 1024;

interface Reading {
  readonly languageId: string;
  /** Undefined while it waits for its turn: it will be of the version that there is then. */
  version: number | undefined;
  analysis: Promise<Analysis>;
}

/** Reads each version of a text once, and of those that come while another text is read only the last. */
export class DocumentReader {
  readonly #log: (what: string, error: unknown) => void;
  readonly #thread: ParseThread;
  readonly #known = new WeakMap<ReadableDocument, Reading>();
  readonly #complainedOf = new WeakSet<ReadableDocument>();
  #isDisposed = false;

  /**
   * @param log called once for each document that can't be read, and once if there is no thread to read it in
   * @param script the built `parseWorker.ts`
   */
  constructor(log: (what: string, error: unknown) => void, script: URL) {
    this.#log = log;
    this.#thread = new ParseThread({
      script,
      onNoThread: (error) => log('Starting the thread that reads task definitions', error),
    });
  }

  /** Never rejects. Its version may be newer than the one that was asked for. */
  of(document: ReadableDocument): Promise<Analysis> {
    const known = this.#known.get(document);
    const isSame = known?.languageId === document.languageId;
    if (known && isSame && (known.version ?? document.version) === document.version) return known.analysis;
    const { languageId, version } = document;
    const input = inputOf(document);
    const nothing = { version, text: input.text, document: noTasks };
    const reading: Reading = { languageId, version, analysis: Promise.resolve(nothing) };
    this.#known.set(document, reading);
    if (!looksLikeTaskDefinition(input)) return reading.analysis;
    const isShortJson = input.text.length <= longestHere && syntaxOf(input) === 'json';
    reading.analysis = isShortJson ? this.#readHere(document, nothing) : this.#readInThread(document, reading, nothing);
    return reading.analysis;
  }

  /**
   * What is in the way of running one of a text's task definitions on external instances mended.
   * @param index of the task definition in the text
   * @throws Error if it takes too long
   */
  convert({ languageId, fileName }: ReadableDocument, text: string, index: number): Promise<Converted | undefined> {
    return this.#thread.convert({ text, languageId, fileName }, index);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#thread.dispose();
  }

  async #readHere(document: ReadableDocument, nothing: Analysis): Promise<Analysis> {
    const isLong = nothing.text.length > longestAtOnce;
    try {
      if (isLong) await compiledParser();
      const tasks = parseJson(nothing.text);
      // What is done with it next takes a moment as well.
      if (isLong) await turn();
      return { ...nothing, document: tasks };
    } catch (error) {
      this.#complain(document, error);
      return nothing;
    }
  }

  async #readInThread(document: ReadableDocument, reading: Reading, nothing: Analysis): Promise<Analysis> {
    let taken = nothing;
    reading.version = undefined;
    const take = (): ParseInput => {
      const input = inputOf(document);
      taken = { version: document.version, text: input.text, document: noTasks };
      reading.version = taken.version;
      return input;
    };
    try {
      const tasks = await this.#thread.parse(take);
      return { ...taken, document: tasks };
    } catch (error) {
      this.#complain(document, error);
      return taken;
    }
  }

  #complain(document: ReadableDocument, error: unknown): void {
    if (this.#isDisposed || this.#complainedOf.has(document)) return;
    this.#complainedOf.add(document);
    this.#log(`Reading the task definition in ${document.fileName.replace(/^.*[\\/]/, '')}`, error);
  }
}

function inputOf(document: ReadableDocument): ParseInput {
  return { text: document.getText(), languageId: document.languageId, fileName: document.fileName };
}

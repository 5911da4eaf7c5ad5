import { Worker } from 'node:worker_threads';
import type { Converted } from '../../../core/taskdef/convert.ts';
import type { TaskDocument } from '../../../core/taskdef/document.ts';
import type { ParseInput } from '../../../core/taskdef/parse/sniff.ts';
import { patiently } from './patience.ts';
import { ready, unpacked, type ParseAnswer, type ParseRequest } from './protocol.ts';
import { inSlices } from './slices.ts';

export interface ThreadOptions {
  /** The built `parseWorker.ts`. */
  readonly script: URL;
  /** Called at most once: no thread can be started here, and from now on texts are read in this one. */
  readonly onNoThread: (error: unknown) => void;
  /** How long one text may be parsed, in milliseconds. */
  readonly parseLimit?: number;
  /** A thread that has had nothing to do for so long is ended, in milliseconds. */
  readonly idle?: number;
}

/** An idle machine takes a tenth of a second. */
const startLimit = 20_000;
/** Many times the text is parsed, and the user waits for it. */
const convertLimit = 30_000;
/** A template of 1 MB takes some 130, the densest one that could be written 450. */
const heapMegabytes = 512;

interface Job {
  /** Asked for when its turn has come, so that it is about the text as it is then. */
  readonly request: () => ParseRequest;
  readonly limit: number;
  readonly resolve: (answer: ParseAnswer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Parses in a thread of its own what the libraries need too long for: 64 KB of YAML or Terraform take 40 ms. The thread
 * is started with the first request. One that takes too long over a text, or does not survive it, is ended, and the next
 * request starts another one: such a text is not tried again in the thread of the extension host.
 */
export class ParseThread {
  readonly #options: Required<ThreadOptions>;
  readonly #queue: Job[] = [];
  #worker: Worker | undefined;
  #isReady = false;
  #running: Job | undefined;
  #callOff: (() => void) | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  /** No thread can be had. */
  #isAlone = false;
  #isDisposed = false;

  constructor(options: ThreadOptions) {
    this.#options = { parseLimit: 2000, idle: 300_000, ...options };
  }

  /**
   * @param input called when its turn has come
   * @throws Error if it takes too long, or the thread did not survive it
   */
  async parse(input: () => ParseInput): Promise<TaskDocument> {
    const request = (): ParseRequest => ({ task: 'parse', input: input() });
    const answer = await this.#ask(request, this.#options.parseLimit);
    if (answer.task !== 'parse') throw unexpected(answer);
    return await inSlices(unpacked(answer.document));
  }

  /** @throws Error as `parse` does */
  async convert(input: ParseInput, index: number): Promise<Converted | undefined> {
    const answer = await this.#ask(() => ({ task: 'convert', input, index }), convertLimit);
    if (answer.task !== 'convert') throw unexpected(answer);
    return answer.converted;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#endWorker();
    clearTimeout(this.#idleTimer);
    for (const { reject } of [...(this.#running ? [this.#running] : []), ...this.#queue.splice(0)]) {
      reject(new Error('The extension is being shut down.'));
    }
  }

  #ask(request: () => ParseRequest, limit: number): Promise<ParseAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#isDisposed) reject(new Error('The extension is being shut down.'));
      else this.#queue.push({ request, limit, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#running || this.#isDisposed) return;
    clearTimeout(this.#idleTimer);
    const [job] = this.#queue;
    if (!job) {
      this.#idleTimer = setTimeout(() => this.#endWorker(), this.#options.idle).unref();
    } else if (this.#isAlone) {
      this.#running = this.#queue.shift();
      void this.#doHere(job);
    } else if (!this.#worker) {
      this.#start();
    } else if (this.#isReady) {
      this.#running = this.#queue.shift();
      const late = `Reading the text took longer than ${job.limit / 1000} s.`;
      this.#callOff = patiently(job.limit, () => this.#lose(new Error(late)));
      this.#worker.postMessage(job.request());
    }
  }

  #start(): void {
    try {
      const worker = new Worker(this.#options.script, {
        name: 'External Instances: parsing',
        // What the extension host was started with is not meant for it.
        execArgv: [],
        resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
      });
      worker.unref();
      this.#worker = worker;
      let cause: unknown;
      worker.on('error', (error: unknown) => (cause = error));
      worker.on('exit', (code) => this.#ended(worker, cause ?? `exit code ${code}`));
      worker.on('message', (message: unknown) => this.#heard(worker, message));
      this.#callOff = patiently(startLimit, () => this.#stayAlone(new Error('The thread did not start in time.')));
    } catch (error) {
      this.#stayAlone(error);
    }
  }

  #heard(worker: Worker, message: unknown): void {
    if (worker !== this.#worker) return;
    this.#callOff?.();
    const job = this.#running;
    if (message === ready) this.#isReady = true;
    this.#running = undefined;
    // It says nothing else: both ends are built together.
    job?.resolve(message as ParseAnswer);
    this.#next();
  }

  #ended(worker: Worker, cause: unknown): void {
    if (worker !== this.#worker) return;
    if (this.#isReady) this.#lose(new Error('The thread that read the text has ended.', { cause }));
    else this.#stayAlone(cause);
  }

  /** Gives up what is under way. */
  #lose(error: Error): void {
    this.#endWorker();
    const job = this.#running;
    this.#running = undefined;
    job?.reject(error);
    this.#next();
  }

  #stayAlone(error: unknown): void {
    this.#endWorker();
    this.#isAlone = true;
    this.#options.onNoThread(error);
    this.#next();
  }

  async #doHere(job: Job): Promise<void> {
    try {
      // Only here: it has all parsers.
      const { answered } = await import('./parseTasks.ts');
      job.resolve(await answered(job.request()));
    } catch (error) {
      job.reject(error instanceof Error ? error : new Error(String(error)));
    }
    this.#running = undefined;
    this.#next();
  }

  #endWorker(): void {
    this.#callOff?.();
    void this.#worker?.terminate();
    this.#worker = undefined;
    this.#isReady = false;
  }
}

function unexpected(answer: ParseAnswer): Error {
  return new Error(answer.task === 'failed' ? answer.error : `The thread answered "${answer.task}".`);
}

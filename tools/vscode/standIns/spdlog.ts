// In place of the native @vscode/spdlog: VS Code's log files without a compiler.
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

export class Logger {
  readonly #file: string;
  #level = 2;
  #plain = false;
  #lines: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(_type: string, _name: string, file: string) {
    this.#file = file;
    process.once('exit', () => this.flush());
  }

  #write(level: number, message: string): void {
    if (level < this.#level) return;
    const stamp = new Date().toISOString().replace('T', ' ').replace('Z', '');
    this.#lines.push(this.#plain ? message : `${stamp} [${levels[level] ?? 'info'}] ${message}\n`);
    this.#timer ??= setTimeout(() => this.flush(), 20).unref();
  }

  readonly trace = (message: string): void => this.#write(0, message);
  readonly debug = (message: string): void => this.#write(1, message);
  readonly info = (message: string): void => this.#write(2, message);
  readonly warn = (message: string): void => this.#write(3, message);
  readonly error = (message: string): void => this.#write(4, message);
  readonly critical = (message: string): void => this.#write(5, message);

  getLevel(): number {
    return this.#level;
  }

  setLevel(level: number): void {
    this.#level = level;
  }

  setPattern(): void {
    // The only other pattern that is asked for is the plain message, by clearFormatters.
  }

  clearFormatters(): void {
    this.#plain = true;
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#lines.splice(0).join('');
    try {
      if (text !== '') appendFileSync(this.#file, text);
    } catch {
      // The data folder is gone: VS Code is ending.
    }
  }

  drop(): void {
    this.flush();
  }
}

export function createRotatingLogger(name: string, file: string): Promise<Logger> {
  mkdirSync(dirname(file), { recursive: true });
  return Promise.resolve(new Logger('rotating', name, file));
}

export const createAsyncRotatingLogger = createRotatingLogger;

export const version = 0;

export function setLevel(): void {
  // each logger has its own
}

export function setFlushOn(): void {
  // flushed after 20 ms at any level
}

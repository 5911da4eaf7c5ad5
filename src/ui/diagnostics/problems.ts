/** How many lines are kept, and how long each may be. */
const mostLines = 30;
const mostCharacters = 1000;

interface Writes {
  warn(message: string, ...args: unknown[]): void;
  error(error: string | Error, ...args: unknown[]): void;
}

export interface KeepsProblems {
  /** What was logged last as an error or as a warning, with its time, the oldest first. */
  readonly problems: readonly string[];
}

/** The same log, which keeps its last errors and warnings whatever its level is: they are wanted when it is too late. */
export function keepingProblems<T extends Writes>(log: T, now: () => number = Date.now): T & KeepsProblems {
  const problems: string[] = [];
  const keep = (level: string, message: string): void => {
    const line = `${new Date(now()).toISOString()} ${level} ${message}`;
    problems.push(line.length > mostCharacters ? `${line.slice(0, mostCharacters)}…` : line);
    if (problems.length > mostLines) problems.shift();
  };
  const warn: Writes['warn'] = (message, ...args) => {
    keep('warning', message);
    log.warn(message, ...args);
  };
  const error: Writes['error'] = (message, ...args) => {
    keep('error', String(message));
    log.error(message, ...args);
  };
  // Over the log, not in it: VS Code's own may not be changed.
  const over = { warn: { value: warn }, error: { value: error }, problems: { value: problems } };
  return Object.create(log, over) as T & KeepsProblems;
}

/**
 * As much of VS Code's API as a watch for a host needs, for code that imports `vscode`: nobody sees it, and who is asked
 * something closes the question.
 */

type Listener<T> = (value: T) => unknown;

export interface Cancellation {
  readonly isCancellationRequested: boolean;
  readonly onCancellationRequested: (listener: Listener<void>) => { dispose(): void };
}

/** What was said, in the order in which it was. */
export const said: string[] = [];

/** Who is told when the user calls off what is under way. */
export const cancelListeners = new Set<Listener<void>>();

let isCalledOff = false;

/** What is under way next is called off after its first look. */
export function callOffSoon(): void {
  isCalledOff = false;
  setTimeout(() => {
    isCalledOff = true;
    for (const listener of [...cancelListeners]) listener();
  }, 20);
}

const token: Cancellation = {
  get isCancellationRequested() {
    return isCalledOff;
  },
  onCancellationRequested: (listener) => {
    cancelListeners.add(listener);
    if (isCalledOff) setTimeout(() => listener());
    return { dispose: () => cancelListeners.delete(listener) };
  },
};

function say(message: string): Promise<undefined> {
  said.push(message);
  return Promise.resolve(undefined);
}

export const window = {
  withProgress: <T>(
    _: unknown,
    run: (progress: { report(what: { message?: string }): void }, token: Cancellation) => Promise<T>,
  ): Promise<T> => run({ report: () => undefined }, token),
  showInformationMessage: say,
  showWarningMessage: say,
  showErrorMessage: say,
};

export const ProgressLocation = { Notification: 15 };
export const env = { language: 'en' };

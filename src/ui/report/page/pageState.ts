import type { Choice } from '../messages.ts';
import type { ReadingState } from './reading.ts';

/** What VS Code keeps of the page while it is hidden, and over a restart. No figures: these are asked for anew. */
export interface PageState extends ReadingState {
  readonly choices: Readonly<Record<string, Choice>>;
}

export interface VsCode {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: PageState): void;
}

export const initialState: PageState = { choices: {}, open: [], scrolled: 0 };

/** What an older version kept may look otherwise. */
export function keptState(value: unknown): PageState {
  const { choices, open, scrolled } = { ...initialState, ...(typeof value === 'object' ? value : {}) };
  const isPlain = typeof choices === 'object' && Array.isArray(open) && typeof scrolled === 'number';
  return isPlain ? { choices, open, scrolled } : initialState;
}

import * as vscode from 'vscode';
import { Failure } from '../core/failure.ts';

/** What the user did at a step that is not an answer. */
export const back = Symbol('back');

export interface StepFrame {
  readonly title: string;
  readonly step: number;
  /** Zero where it is not known beforehand how many there will be: then no numbers are shown. */
  readonly totalSteps: number;
}

export interface PickStep<T extends vscode.QuickPickItem> extends StepFrame {
  readonly placeholder: string;
  /** A promise shows the step at once, busy until its items are there. */
  readonly items: readonly T[] | Promise<readonly T[]>;
  readonly active?: (item: T) => boolean;
  /** Makes an item of what was typed, so that a value can be given that is not in the list. */
  readonly typed?: (value: string) => T | undefined;
  /** An item that is there to say something, and can't be chosen. */
  readonly refused?: (item: T) => boolean;
}

/** One choice out of a list. Resolves with `undefined` when the user leaves. Rejects with a `Failure` when the items can't be had. */
export function pickOne<T extends vscode.QuickPickItem>(step: PickStep<T>): Promise<T | typeof back | undefined> {
  const pick = vscode.window.createQuickPick<T>();
  frame(pick, step);
  pick.placeholder = step.placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  return new Promise((resolve, reject) => {
    let listed: readonly T[] = [];
    const show = (): void => {
      const typed = step.typed?.(pick.value);
      const isListed = listed.some(({ label }) => label === typed?.label);
      pick.items = typed && !isListed ? [...listed, typed] : listed;
    };
    pick.busy = true;
    Promise.resolve(step.items).then((items) => {
      listed = items;
      show();
      const active = step.active ? items.filter(step.active) : [];
      if (active.length > 0) pick.activeItems = active;
      pick.busy = false;
    }, fail);
    pick.onDidChangeValue(show);
    pick.onDidTriggerButton(() => finish(back));
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item && !step.refused?.(item)) finish(item);
    });
    pick.onDidHide(() => finish(undefined));
    pick.show();

    function finish(value: T | typeof back | undefined): void {
      resolve(value);
      pick.dispose();
    }
    function fail(error: unknown): void {
      reject(Failure.from(error));
      pick.dispose();
    }
  });
}

/** Several choices out of a list, at least one. */
export function pickSeveral<T extends vscode.QuickPickItem>(
  step: StepFrame & {
    readonly placeholder: string;
    readonly items: readonly T[];
    readonly selected: (item: T) => boolean;
  },
): Promise<readonly T[] | typeof back | undefined> {
  const pick = vscode.window.createQuickPick<T>();
  frame(pick, step);
  pick.placeholder = step.placeholder;
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.items = step.items;
  pick.selectedItems = step.items.filter(step.selected);
  return new Promise((resolve) => {
    const finish = (value: readonly T[] | typeof back | undefined): void => {
      resolve(value);
      pick.dispose();
    };
    pick.onDidTriggerButton(() => finish(back));
    pick.onDidAccept(() => {
      if (pick.selectedItems.length > 0) finish([...pick.selectedItems]);
    });
    pick.onDidHide(() => finish(undefined));
    pick.show();
  });
}

export interface InputStep extends StepFrame {
  readonly prompt: string;
  readonly value: string;
  readonly placeholder?: string;
  /** The problem with a value, in a sentence; `undefined` when there is none. */
  readonly problem: (value: string) => string | undefined;
}

export function input(step: InputStep): Promise<string | typeof back | undefined> {
  const box = vscode.window.createInputBox();
  frame(box, step);
  box.prompt = step.prompt;
  box.value = step.value;
  if (step.placeholder !== undefined) box.placeholder = step.placeholder;
  return new Promise((resolve) => {
    const finish = (value: string | typeof back | undefined): void => {
      resolve(value);
      box.dispose();
    };
    box.onDidChangeValue((value) => {
      box.validationMessage = step.problem(value);
    });
    box.onDidTriggerButton(() => finish(back));
    box.onDidAccept(() => {
      box.validationMessage = step.problem(box.value);
      if (box.validationMessage === undefined) finish(box.value);
    });
    box.onDidHide(() => finish(undefined));
    box.show();
  });
}

function frame(quickInput: vscode.QuickInput & { buttons: readonly vscode.QuickInputButton[] }, step: StepFrame): void {
  quickInput.title = step.title;
  if (step.totalSteps > 0) {
    quickInput.step = step.step;
    quickInput.totalSteps = step.totalSteps;
  }
  // The user may have to look something up elsewhere in the middle of the flow.
  quickInput.ignoreFocusOut = true;
  if (step.step > 1) quickInput.buttons = [vscode.QuickInputButtons.Back];
}

/** A step takes what is known so far and adds its answer; `skip` where there is nothing to ask. */
export type Step<T> = (
  soFar: T,
  at: { step: number; totalSteps: number },
) => Promise<T | typeof back | typeof skip | undefined>;

export const skip = Symbol('skip');

/** Runs steps one after another; *back* goes to the last step that asked, with all answers kept. */
export async function runSteps<T>(
  steps: readonly Step<T>[],
  start: T,
  totalSteps = steps.length,
): Promise<T | undefined> {
  const asked: number[] = [];
  let soFar = start;
  for (let index = 0; index < steps.length;) {
    const answer = await steps[index]?.(soFar, { step: index + 1, totalSteps });
    if (answer === undefined) return undefined;
    if (answer === back) {
      const last = asked.pop();
      if (last === undefined) return undefined;
      index = last;
    } else if (answer === skip) {
      index += 1;
    } else {
      asked.push(index);
      soFar = answer;
      index += 1;
    }
  }
  return soFar;
}

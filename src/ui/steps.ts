import * as vscode from 'vscode';
import { Failure } from '../core/failure.ts';

/** What the user did at a step that is not an answer. */
export const back = Symbol('back');

/** There was nothing to ask. */
export const skip = Symbol('skip');

/** Where in a flow a step is. */
export interface Position {
  readonly step: number;
  /** Zero where it is not known beforehand how many there will be: then no numbers are shown. */
  readonly totalSteps: number;
  readonly canGoBack: boolean;
}

export interface StepFrame {
  readonly title: string;
  /** Absent for a question by itself. */
  readonly at?: Position;
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
  /** Answers `skip` where it turns out that there is nothing to choose from. */
  readonly skipIfEmpty?: boolean;
}

type Picked<T> = T | typeof back | typeof skip | undefined;

/** One choice out of a list. Resolves with `undefined` when the user leaves. Rejects with a `Failure` when the items can't be had. */
export function pickOne<T extends vscode.QuickPickItem>(
  step: PickStep<T> & { readonly skipIfEmpty: true },
): Promise<Picked<T>>;
export function pickOne<T extends vscode.QuickPickItem>(step: PickStep<T>): Promise<Exclude<Picked<T>, typeof skip>>;
export function pickOne<T extends vscode.QuickPickItem>(step: PickStep<T>): Promise<Picked<T>> {
  const pick = vscode.window.createQuickPick<T>();
  frame(pick, step);
  pick.placeholder = step.placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  return new Promise((resolve, reject) => {
    let listed: readonly T[] = [];
    const shown = new ShownItems<T>();
    const show = (): void => {
      const typed = step.typed?.(pick.value);
      const isListed = listed.some(({ label }) => label === typed?.label);
      pick.items = (typed && !isListed ? [...listed, typed] : listed).map((item) => shown.of(item));
    };
    pick.busy = true;
    Promise.resolve(step.items).then((items) => {
      listed = items;
      show();
      if (items.length === 0 && step.skipIfEmpty) {
        finish(skip);
        return;
      }
      // With a separator among them, VS Code would have no row active at all.
      const choices = items.filter(({ kind }) => kind !== vscode.QuickPickItemKind.Separator);
      const active = step.active ? choices.filter(step.active) : [];
      if (active.length > 0) pick.activeItems = active.map((item) => shown.of(item));
      pick.busy = false;
    }, fail);
    pick.onDidChangeValue(show);
    pick.onDidTriggerButton(() => finish(back));
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems.map((each) => shown.given(each));
      if (item && !step.refused?.(item)) finish(item);
    });
    pick.onDidHide(() => finish(undefined));
    pick.show();

    function finish(value: Picked<T>): void {
      resolve(value);
      pick.dispose();
    }
    function fail(error: unknown): void {
      reject(Failure.from(error));
      pick.dispose();
    }
  });
}

/** An item with its icon in the place for icons: in a label, the name of an icon is read aloud as a part of it. */
export function withIcon<T extends vscode.QuickPickItem>(item: T): T {
  const [, icon, label] = /^\$\(([\w~-]+)\) (.+)$/su.exec(item.label) ?? [];
  return icon === undefined || label === undefined ? item : { ...item, label, iconPath: new vscode.ThemeIcon(icon) };
}

/** What is shown for items, and what was given for it. */
class ShownItems<T extends vscode.QuickPickItem> {
  readonly #shown = new Map<T, T>();
  readonly #given = new Map<T, T>();

  of(item: T): T {
    const shown = this.#shown.get(item) ?? withIcon(item);
    this.#shown.set(item, shown);
    this.#given.set(shown, item);
    return shown;
  }

  given(shown: T): T {
    return this.#given.get(shown) ?? shown;
  }
}

/** Several choices out of a list, at least one. */
export function pickSeveral<T extends vscode.QuickPickItem>(
  step: StepFrame & {
    readonly placeholder: string;
    readonly items: readonly T[];
    readonly selected: (item: T) => boolean;
    /** An item that is there to say something, and can't be chosen. */
    readonly refused?: (item: T) => boolean;
  },
): Promise<readonly T[] | typeof back | undefined> {
  const pick = vscode.window.createQuickPick<T>();
  frame(pick, step);
  pick.placeholder = step.placeholder;
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  const shown = new ShownItems<T>();
  pick.items = step.items.map((item) => shown.of(item));
  pick.selectedItems = step.items.filter(step.selected).map((item) => shown.of(item));
  pick.onDidChangeSelection((items) => {
    const allowed = items.filter((item) => !step.refused?.(shown.given(item)));
    if (allowed.length < items.length) pick.selectedItems = allowed;
  });
  return new Promise((resolve) => {
    const finish = (value: readonly T[] | typeof back | undefined): void => {
      resolve(value);
      pick.dispose();
    };
    pick.onDidTriggerButton(() => finish(back));
    pick.onDidAccept(() => {
      if (pick.selectedItems.length > 0) finish(pick.selectedItems.map((item) => shown.given(item)));
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

function frame(
  quickInput: vscode.QuickInput & { buttons: readonly vscode.QuickInputButton[] },
  { title, at }: StepFrame,
): void {
  quickInput.title = title;
  if (at && at.totalSteps > 0) {
    quickInput.step = at.step;
    quickInput.totalSteps = at.totalSteps;
  }
  // The user may have to look something up elsewhere in the middle of the flow.
  quickInput.ignoreFocusOut = true;
  if (at?.canGoBack) quickInput.buttons = [vscode.QuickInputButtons.Back];
}

/** Goes back like `back`, and keeps what was changed on the way. */
export class BackWith<T> {
  readonly soFar: T;

  constructor(soFar: T) {
    this.soFar = soFar;
  }
}

export type Answer<T> = T | BackWith<T> | typeof back | typeof skip | undefined;

export interface Step<T> {
  /** Whether the step belongs to what was chosen so far; it does unless said. */
  readonly applies?: (soFar: T) => boolean;
  /** Takes what is known so far and adds its answer; `skip` where it turns out that there is nothing to ask. */
  readonly ask: (soFar: T, at: Position) => Promise<Answer<T>>;
}

/**
 * Runs the steps that apply one after another; *back* goes to the last step that asked, with all answers kept.
 *
 * @param numbered shows the steps' numbers, counted anew as answers change which steps apply
 */
export async function runSteps<T extends object>(
  steps: readonly Step<T>[],
  start: T,
  numbered = true,
): Promise<T | undefined> {
  const asked: number[] = [];
  let soFar = start;
  for (let index = 0; index < steps.length;) {
    const step = steps[index];
    if (!step || !applies(step, soFar)) {
      index += 1;
      continue;
    }
    const answer: Answer<T> = await step.ask(soFar, position(steps, index, soFar, numbered, asked.length > 0));
    if (answer === undefined) return undefined;
    if (answer === skip) {
      index += 1;
    } else if (answer === back || answer instanceof BackWith) {
      if (answer !== back) soFar = answer.soFar;
      const last = asked.pop();
      if (last === undefined) return undefined;
      index = last;
    } else {
      asked.push(index);
      soFar = answer;
      index += 1;
    }
  }
  return soFar;
}

function applies<T>(step: Step<T>, soFar: T): boolean {
  return step.applies?.(soFar) ?? true;
}

function position<T>(
  steps: readonly Step<T>[],
  index: number,
  soFar: T,
  numbered: boolean,
  canGoBack: boolean,
): Position {
  if (!numbered) return { step: 0, totalSteps: 0, canGoBack };
  const counted = (some: readonly Step<T>[]): number => some.filter((step) => applies(step, soFar)).length;
  return { step: counted(steps.slice(0, index)) + 1, totalSteps: counted(steps), canGoBack };
}

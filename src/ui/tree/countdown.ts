import type * as vscode from 'vscode';
import type { Subscription } from '../../core/event.ts';

const minute = 60_000;

/** Calls `tick` once a minute while the view is visible, and as it comes back into sight. */
export function whileVisible(
  view: Pick<vscode.TreeView<unknown>, 'visible' | 'onDidChangeVisibility'>,
  tick: () => void,
  everyMs: number = minute,
): Subscription {
  let timer: NodeJS.Timeout | undefined;
  const follow = (): void => {
    clearInterval(timer);
    if (view.visible) timer = setInterval(tick, everyMs).unref();
  };
  follow();
  const subscription = view.onDidChangeVisibility(() => {
    follow();
    if (view.visible) tick();
  });
  return {
    dispose: () => {
      clearInterval(timer);
      subscription.dispose();
    },
  };
}

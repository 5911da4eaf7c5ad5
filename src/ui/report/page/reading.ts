/** How far somebody has come in a page, which VS Code keeps while it is hidden. */
export interface ReadingState {
  /** Ids of what is unfolded. */
  readonly open: readonly string[];
  readonly scrolled: number;
}

/** Has links lead the focus to their section, and keeps what is unfolded and how far the page is scrolled. */
export function followReader(state: () => ReadingState, keep: (change: Partial<ReadingState>) => void): void {
  document.addEventListener('click', ({ target }) => {
    const link = target instanceof Element ? target.closest('a[href^="#"]') : null;
    const section = link?.getAttribute('href')?.slice(1);
    // VS Code scrolls there by itself, but leaves the focus where it was.
    if (section !== undefined) document.getElementById(section)?.focus();
  });

  // `toggle` does not bubble.
  document.addEventListener(
    'toggle',
    ({ target }) => {
      if (!(target instanceof HTMLDetailsElement) || !target.isConnected) return;
      const others = state().open.filter((id) => id !== target.id);
      keep({ open: target.open ? [...others, target.id] : others });
    },
    { capture: true },
  );

  let scrolling: number | undefined;
  window.addEventListener('scroll', () => {
    window.clearTimeout(scrolling);
    scrolling = window.setTimeout(() => keep({ scrolled: Math.round(window.scrollY) }), 200);
  });
}

import assert from 'node:assert/strict';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { eventually } from '../helpers.ts';

/**
 * What a person sees and does in a VS Code window (selectors hold for 1.100 and 1.139). What it returns are locators, which
 * wait for what they name; what it does waits for its effect to show.
 */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Runs a command by its full title, as shown in the command palette, such as `External Instances: Refresh`. */
  async runCommand(title: string): Promise<void> {
    // A key that comes while the focus moves is lost, and so is the box: as a notification goes, for one.
    await eventually(async () => {
      await this.page.keyboard.press('F1');
      await this.#input.fill(`>${title}`, { timeout: 3000 });
      await this.quickRows
        .filter({ has: this.commandTitle(title) })
        .first()
        .click({ timeout: 5000 });
    }, 30_000);
  }

  /** In the command palette: not the first that begins alike, since those that were used lately come first. */
  commandTitle(title: string): Locator {
    return this.page.locator('.label-name').filter({ hasText: wholly(title), visible: true });
  }

  /** The box of quick picks and input boxes: its title, prompt, and validation message are texts in it. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  get #input(): Locator {
    return this.quickInput.locator('.quick-input-box input');
  }

  get quickRows(): Locator {
    return this.quickInput.locator('.quick-input-list .monaco-list-row');
  }

  /** The first row that contains the text in one of its lines, as far as it shows: a hidden line keeps that of another list. */
  quickRow(text: string | RegExp): Locator {
    const line = this.page.locator('.quick-input-list-rows > *').filter({ hasText: text, visible: true });
    return this.quickRows.filter({ has: line }).first();
  }

  async pick(text: string | RegExp): Promise<void> {
    await this.quickRow(text).click();
    await this.page.mouse.move(800, 600); // else the tooltip of the next list's row there covers another row
  }

  /** Ticks rows of a quick pick that takes several, and confirms. */
  async pickSeveral(...texts: (string | RegExp)[]): Promise<void> {
    for (const text of texts)
      await this.quickRow(text).locator('.quick-input-list-checkbox, .monaco-checkbox').first().click();
    // Not the Enter key: while a box has the focus, it ticks.
    await this.quickInput.getByRole('button', { name: 'OK', exact: true }).click();
  }

  /** Fills the input box that shows `prompt` (a part of its title, prompt or placeholder), without confirming. */
  async type(prompt: string | RegExp, value: string): Promise<void> {
    const shown = this.quickInput.filter({ visible: true });
    await shown
      .filter({ hasText: prompt })
      .or(shown.filter({ has: this.page.getByPlaceholder(prompt) }))
      .waitFor();
    await this.#input.fill(value);
  }

  /** Fills the input box that shows `prompt`, and confirms. */
  async answer(prompt: string | RegExp, value: string): Promise<void> {
    await this.type(prompt, value);
    await this.page.keyboard.press('Enter');
  }

  /**
   * Opens a view container from the activity bar. A click while a window that was loaded anew brings its side bar back
   * closes it again, so it looks what came of it.
   */
  async openView(name: string): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name, exact: true });
    await tab.waitFor();
    const title = this.page.locator('.sidebar .composite.title', { hasText: name });
    for (let tries = 5; tries > 0 && !(await title.isVisible()); tries--) {
      await tab.click();
      await title.waitFor({ timeout: 3000 }).catch(() => undefined);
    }
    await this.page.mouse.move(800, 400); // else the tab's tooltip stays
    await title.waitFor();
  }

  get sidebar(): Locator {
    return this.page.locator('.sidebar');
  }

  /** A row of a tree by its spoken name, of which the description is a part: mostly a pattern such as `/^pi-5/`. */
  treeItem(name: string | RegExp): Locator {
    return this.sidebar.getByRole('treeitem', { name });
  }

  /**
   * Unfolds a row of a tree. Returns when it is unfolded; its children may still be loading. A click on a row that is
   * being drawn anew is lost, so it looks what came of it.
   */
  async unfold(name: string | RegExp): Promise<void> {
    const unfolded = this.sidebar.getByRole('treeitem', { name, expanded: true }).first();
    const folded = this.sidebar.getByRole('treeitem', { name, expanded: false }).first();
    await this.#pointAway();
    for (let tries = 5; tries > 0; tries--) {
      await unfolded.or(folded).first().waitFor(); // not there for a moment, while the tree draws its rows anew
      if (await unfolded.isVisible()) return;
      await folded
        .locator('.monaco-tl-twistie')
        .click({ timeout: 2000 })
        .catch(() => undefined);
      await unfolded.waitFor({ timeout: 2000 }).catch(() => undefined);
    }
    await unfolded.waitFor();
  }

  /** Unfolds a cluster, and waits for one of its rows and for the last row to come: from here on none moves under the pointer. */
  async unfoldCluster(name: RegExp, row: RegExp): Promise<void> {
    await this.unfold(name);
    await this.treeItem(row).waitFor();
    await this.treeItem(/^Other Managed Nodes/).waitFor();
  }

  /** Folds or unfolds a view of the side bar, by its title. */
  async foldView(title: string, isOpen: boolean): Promise<void> {
    const header = this.sidebar.locator('.pane-header', { hasText: title });
    const wanted = header.and(this.page.locator(`[aria-expanded="${String(isOpen)}"]`));
    await eventually(async () => {
      if (await wanted.isVisible()) return;
      await header.click({ position: { x: 30, y: 10 }, timeout: 3000 }); // the buttons of its view are in the middle
      await wanted.waitFor({ timeout: 3000 });
    }, 30_000);
  }

  /** A button that a tree row shows when it is pointed at, by its title. */
  async pressRowButton(row: Locator, title: string | RegExp): Promise<void> {
    // A row that another one moves from under the pointer meanwhile shows none.
    await eventually(async () => {
      await this.#pointAway();
      await row.hover();
      await row.getByRole('button', { name: title }).click({ timeout: 3000 });
    }, 20_000);
  }

  /**
   * The context menu of a row. VS Code draws its own in a shadow root. A row whose siblings are being fetched anew just
   * then is lost to its menu, and the command asks which one is meant: so it waits for the tree to rest, and looks.
   */
  async chooseFromMenu(row: Locator, item: string | RegExp): Promise<void> {
    const asked = this.page.getByPlaceholder(/^Choose a (?:cluster|host)/).filter({ visible: true });
    for (let tries = 3; tries > 0; tries--) {
      await this.#atRest();
      await this.#chooseOnce(row, item);
      const isLost = await asked.waitFor({ timeout: 300 }).then(
        () => true,
        () => false,
      );
      if (!isLost) return;
      await this.page.keyboard.press('Escape');
      await asked.waitFor({ state: 'hidden' });
    }
  }

  async #chooseOnce(row: Locator, item: string | RegExp): Promise<void> {
    // A click on a row that is being drawn anew opens no menu.
    const choice = this.page.getByRole('menuitem', { name: item });
    for (let tries = 5; tries > 0 && !(await choice.isVisible()); tries--) {
      await this.#pointAway();
      await row.click({ button: 'right', timeout: 5000 }).catch(() => undefined);
      await choice.waitFor({ timeout: 2000 }).catch(() => this.page.keyboard.press('Escape'));
    }
    // A menu takes no clicks in its first moments, lest the click that opened it chooses something; keys it takes at once.
    await choice.hover();
    await this.page.keyboard.press('Enter');
    await choice.waitFor({ state: 'hidden' });
  }

  /** Takes the pointer off the side bar, and waits for the hover card of what it was on: a card covers other rows. */
  async #pointAway(): Promise<void> {
    const size = this.page.viewportSize();
    const card = this.page.locator('.workbench-hover').filter({ visible: true }).first();
    let tries = 0;
    // A card that comes late, of where the pointer was, goes once it moves again.
    await eventually(async () => {
      // One whose row was drawn anew meanwhile stays until another card takes its place.
      if (tries > 1) {
        await this.page.locator('.activitybar .action-item').last().hover({ timeout: 2000 });
        await this.page.waitForTimeout(1000);
      }
      if (size) await this.page.mouse.move(size.width / 2, size.height / 2 + (tries++ % 5) * 10);
      await card.waitFor({ state: 'hidden', timeout: 1000 });
    }, 15_000);
  }

  /** Resolves when nothing in the side bar has changed for a while, or after a few seconds. */
  async #atRest(): Promise<void> {
    let before = '';
    for (let same = 0, looks = 0; same < 4 && looks < 50; looks++) {
      const now = await this.sidebar.first().innerHTML();
      same = now === before ? same + 1 : 0;
      before = now;
      await this.page.waitForTimeout(100);
    }
  }

  /** A link or button of a view that is empty. */
  welcomeButton(name: string | RegExp): Locator {
    return this.page.locator('.welcome-view-content').getByRole('button', { name });
  }

  /** The hover card that is shown, for tree rows, status bar entries and editors. */
  hover(text: string | RegExp): Locator {
    return this.page.locator('.monaco-hover, .workbench-hover').filter({ hasText: text, visible: true }).first();
  }

  /** Points at something until its hover card with this text is shown. */
  async showHover(target: Locator, text: string | RegExp): Promise<Locator> {
    const card = this.hover(text);
    await eventually(async () => {
      await this.#pointAway();
      await target.hover({ timeout: 5000 });
      await card.waitFor({ timeout: 5000 });
    }, 30_000);
    return card;
  }

  /** A status bar entry; the id is `<publisher>.<extension>.<id of the item>`. */
  statusItem(id: string): Locator {
    return this.page.locator(`.statusbar-item[id="external-instances.external-instances.${id}"]`);
  }

  notification(text: string | RegExp): Locator {
    return this.page
      .locator(':is(.notifications-toasts, .notifications-center) .notification-list-item')
      .filter({ hasText: text });
  }

  /** VS Code keeps a notification to its list, behind the bell, where several came in the same second. */
  async seeNotification(text: string | RegExp): Promise<void> {
    const notification = this.notification(text);
    await eventually(async () => {
      if (await notification.isVisible()) return;
      await notification.waitFor({ timeout: 5000 }).catch(async (error: unknown) => {
        await this.runCommand('Notifications: Show Notifications');
        throw error;
      });
    }, 25_000);
  }

  async pressNotificationButton(text: string | RegExp, button: string): Promise<void> {
    await this.notification(text).getByRole('button', { name: button, exact: true }).click();
  }

  /** A modal dialog, also the one that tells of a command that threw. */
  dialog(text: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box').filter({ hasText: text });
  }

  /**
   * Answers VS Code's own dialog for files and folders, which is a box for a path with a button beside it. It is left open
   * where it asks whether to overwrite.
   *
   * @param suggested the end of the path that it comes with: before that, it is not ready to be typed into
   */
  async choosePath(suggested: RegExp, path: string, button: string): Promise<void> {
    const box = this.#input;
    await eventually(async () => assert.match(await box.inputValue(), suggested));
    await eventually(async () => {
      await box.fill(path);
      await this.quickInput.getByRole('button', { name: button, exact: true }).click({ timeout: 2000 });
      const asks = this.quickInput.getByText('already exists');
      await Promise.any([box.waitFor({ state: 'hidden', timeout: 2000 }), asks.waitFor({ timeout: 2000 })]);
    });
  }

  async openFile(name: string): Promise<void> {
    // A file that was written a moment ago may not be among those that were listed as the box opened, and a click on a
    // list that is being drawn anew is lost.
    await eventually(async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+P');
      await this.#input.waitFor();
      await this.#input.fill(name);
      await this.quickRow(name).click({ timeout: 3000 });
      await this.editor(name).first().waitFor({ timeout: 8000 });
    }, 30_000);
  }

  /** The editor of a file, by the end of its address. */
  editor(name: string): Locator {
    return this.page.locator(`.editor-instance .monaco-editor[data-uri$="${name}"]`);
  }

  /** The editor in front. */
  get activeEditor(): Locator {
    return this.page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  /** The tab of an open editor. */
  tab(name: string | RegExp): Locator {
    return this.page.locator('.tabs-container').getByRole('tab', { name });
  }

  /** The text on the clipboard of the page. */
  async clipboard(): Promise<string> {
    return await this.page.evaluate<string>('navigator.clipboard.readText()');
  }

  /** The rows of the terminal in front. */
  get terminalRows(): Locator {
    return this.page.locator('.terminal-wrapper.active .xterm-rows > div');
  }

  /** The document of the webview in front: in a frame of VS Code's own there is the extension's. */
  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }
}

function wholly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`);
}

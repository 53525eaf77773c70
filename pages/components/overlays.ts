import type { Page } from '@playwright/test';

/**
 * Dialogs that belong to the page and that a journey opens and closes by itself: the references of a condition article, and the
 * question whether to clear the interaction checker.
 */
const ownDialogs = ['#references-layer', '#clearallalert'];

/**
 * Takes away what lies over a page when it likes, before any action or assertion: cookie consent, pop-ups, the adhesive footer. To be
 * called once for each page, before its first navigation.
 */
export async function handleOverlays(page: Page): Promise<void> {
  const notOwn = ownDialogs.map((id) => `:not(${id}, :has(${id}), ${id} *)`).join('');
  const closers = [
    // OneTrust's own id, the same on every site that uses it.
    page.locator('#onetrust-accept-btn-handler'),
    // Seen over the news list after a login; it has neither role nor text that is known.
    page.locator('.modalClose'),
    // A span, "X" or "CLOSE", in the footer that sticks to the window [C].
    page.locator('.footer-close-btn, .footer-close-btn-text'),
    // [I] Whatever else comes as a dialog with a button to close it, and is none of the page's own.
    page
      .locator(`[role="dialog"]:not(:has(.modalClose))${notOwn}`)
      .getByRole('button', { name: /^(close|no,? thanks)$/i }),
  ];
  for (const closer of closers) {
    const visible = closer.filter({ visible: true });
    // All at once, and by script: one overlay, or a dialog of the page's own, may lie over the button of another, and no handler runs
    // inside of another.
    await page.addLocatorHandler(visible.first(), () => visible.evaluateAll(press));
  }
}

/** Runs in the page. */
function press(buttons: readonly Node[]): void {
  for (const button of buttons) if (button instanceof HTMLElement) button.click();
}

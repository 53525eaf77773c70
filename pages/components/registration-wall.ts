import type { Locator, Page } from '@playwright/test';

/**
 * The cover that an anonymous reader meets over an article. Its container is not known of the live site, its words are [B]; so the words
 * are looked for, and the links beside them on the whole page.
 */
export class RegistrationWall {
  readonly invitation: Locator;
  readonly logIn: Locator;
  readonly register: Locator;

  constructor(page: Page) {
    this.invitation = page.getByText(/to continue reading this article/i);
    // [I] The header has a "Log In" of its own: the wall's stands after it in the document.
    this.logIn = page.getByRole('link', { name: /^log in$/i }).last();
    this.register = page.getByRole('link', { name: /register|become a member|join/i }).last();
  }
}

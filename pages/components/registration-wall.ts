import type { Locator } from '@playwright/test';

/**
 * The cover that an anonymous reader meets over an article. Its container is not known of the live site, its words are [B]: so the root
 * is the whole page, and the words and links are looked for in it.
 */
export class RegistrationWall {
  readonly invitation: Locator;
  readonly logIn: Locator;

  constructor(root: Locator) {
    this.invitation = root.getByText(/to continue reading this article/i);
    // [I] The header has a "Log In" of its own; the cover's stands after it in the document.
    this.logIn = root.getByRole('link', { name: /^log in$/i }).last();
  }
}

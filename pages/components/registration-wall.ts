import type { Locator } from '@playwright/test';

/**
 * The cover that an anonymous reader meets over an article. Its container is not known of the live site, its words are [B]: so its
 * root is the main landmark [I], which leaves the header's own "Log In" out.
 */
export class RegistrationWall {
  readonly invitation: Locator;
  readonly logIn: Locator;

  constructor(root: Locator) {
    this.invitation = root.getByText(/to continue reading this article/i);
    this.logIn = root.getByRole('link', { name: /^log in$/i });
  }
}

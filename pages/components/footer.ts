import type { Locator } from '@playwright/test';

/** The footer of the whole network. Its root is the contentinfo landmark. */
export class Footer {
  readonly termsOfUse: Locator;
  readonly privacyPolicy: Locator;
  /** Opens the cookie consent again [B]. */
  readonly privacyChoices: Locator;

  constructor(root: Locator) {
    this.termsOfUse = root.getByRole('link', { name: 'Terms of Use' });
    this.privacyPolicy = root.getByRole('link', { name: 'Privacy Policy' });
    this.privacyChoices = root.getByText('Your Privacy Choices');
  }
}

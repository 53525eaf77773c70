import type { Locator, Page } from '@playwright/test';
import { Header } from './components/header.ts';

/** "About You", for members only: whoever is not logged in is sent to the login. */
export class ProfilePage {
  readonly url: string;
  readonly header: Header;
  /** What the account is known by. That name and user name stand there is [I]. */
  readonly account: Locator;

  readonly #page: Page;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.url = `${origin}/profile`;
    this.header = new Header(page.getByRole('banner'));
    this.account = page.getByRole('main');
  }

  async goto(): Promise<void> {
    await this.#page.goto(this.url);
    await this.header.member.waitFor();
  }
}

import type { Locator, Page } from '@playwright/test';
import { Consent } from './components/consent.ts';
import { Footer } from './components/footer.ts';
import { Header } from './components/header.ts';

/** The home page of www. */
export class HomePage {
  readonly header: Header;
  readonly footer: Footer;
  readonly consent: Consent;
  /** Links to articles, wherever the page puts them: its blocks have changed with each year. */
  readonly articleLinks: Locator;

  readonly #page: Page;
  readonly #origin: string;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    this.header = new Header(page.getByRole('banner'));
    this.footer = new Footer(page.getByRole('contentinfo'));
    this.consent = new Consent(page.locator('body'));
    // What counts is where they lead: no role or text tells an article's link from another.
    this.articleLinks = page.locator('a[href*="/viewarticle/"]');
  }

  async goto(): Promise<void> {
    await this.#page.goto(`${this.#origin}/`);
    await this.header.logo.waitFor();
  }

  /** Where the links to articles lead, as absolute URLs. */
  async articleUrls(): Promise<string[]> {
    return this.articleLinks.evaluateAll((links) =>
      links.map((link) => (link instanceof HTMLAnchorElement ? link.href : '')),
    );
  }
}

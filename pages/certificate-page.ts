import type { Locator, Page } from '@playwright/test';
import { Header } from './components/header.ts';

/** What a member gets for an activity. */
export class CertificatePage {
  readonly header: Header;
  readonly certificate: Locator;
  /** Title of the activity that it is for. */
  readonly activity: Locator;

  constructor(page: Page) {
    this.header = new Header(page.getByRole('banner'));
    // An id of a script of 2013 [C].
    this.certificate = page.locator('#certborder');
    // What stands in italics there is taken to be the activity [I].
    this.activity = this.certificate.locator('h2 i');
  }
}

import type { Locator } from '@playwright/test';

/** The cookie banner of OneTrust; its root is the page. It comes where and when it likes: overlays.ts accepts it. */
export class Consent {
  readonly banner: Locator;

  constructor(root: Locator) {
    // OneTrust's standard id [M].
    this.banner = root.locator('#onetrust-banner-sdk');
  }
}

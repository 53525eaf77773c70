import type { Locator } from '@playwright/test';

/** Narrower than this the header keeps its menu behind a button [I]. */
const narrow = 700;

/** The header that all surfaces share. Its root is the banner landmark. */
export class Header {
  readonly logo: Locator;
  readonly search: Locator;
  /** The surfaces by name: "News & Perspective" [M], "Drugs & Diseases", "CME & Education". */
  readonly tabs: Locator;
  readonly menuButton: Locator;
  readonly logInLink: Locator;
  readonly logOutLink: Locator;
  /** Names the member who is logged in; leads to the profile. */
  readonly member: Locator;

  readonly #root: Locator;

  constructor(root: Locator) {
    this.#root = root;
    this.logo = root.getByRole('img', { name: /medscape logo/i }).first();
    // An id of 2016 [C] as a way out, since the placeholder is known from the app only [C].
    this.search = root.getByPlaceholder('Search Medscape').or(root.locator('#searchInput')).first();
    // Seen as a block of links without a role of its own [C].
    this.tabs = root.locator('.header-tabs').getByRole('link');
    this.menuButton = root.getByRole('button', { name: /menu/i }).first();
    this.logInLink = root.getByRole('link', { name: /^log in$/i });
    // The id is [C]; its words are a guess that goes with it.
    this.logOutLink = root
      .locator('#logoutbtn')
      .or(root.getByRole('link', { name: /^log ?out$/i }))
      .first();
    // The user menu of 2016 [C]; on a phone its name shows as initials.
    this.member = root.locator('#headerrightlinkdd');
  }

  /** The name that the header greets with; on a phone it stands in the page without being shown. */
  async nameOfMember(): Promise<string> {
    const name = this.member.getByText(/\p{L}{2,}\s+\p{L}{2,}/u);
    return ((await name.textContent()) ?? '').trim();
  }

  /** Ends with the tabs in sight: they are there on a desktop, behind the menu's button on a phone. */
  async openMenu(): Promise<void> {
    if (this.#isNarrow()) await this.menuButton.click();
    await this.tabs.first().waitFor();
  }

  /** Ends when the header offers to log in again. */
  async logOut(): Promise<void> {
    await this.logOutLink.click();
    await this.logInLink.waitFor();
  }

  /** Known from the window that the journey was given, not from what happens to be visible. */
  #isNarrow(): boolean {
    const viewport = this.#root.page().viewportSize();
    return viewport !== null && viewport.width < narrow;
  }
}

import type { Locator, Page } from '@playwright/test';

export type LoginOutcome = 'accepted' | 'refused';

/** The app's words are "Invalid Username/Password" [C]; the page may put them a little differently. */
const refusal = /invalid (username|user name|email|password|user credentials)/i;

/** The single sign-on of all surfaces. */
export class LoginPage {
  readonly userId: Locator;
  readonly password: Locator;
  readonly loginButton: Locator;
  /** Where on the page it stands is not known [I]: its words are looked for. */
  readonly error: Locator;

  readonly #page: Page;
  readonly #origin: string;

  constructor(page: Page, origin: string) {
    this.#page = page;
    this.#origin = origin;
    // Ids, since they are [A] and the labels are not known.
    this.userId = page.locator('#userId');
    this.password = page.locator('#password');
    this.loginButton = page.locator('#loginbtn');
    this.error = page.getByText(refusal);
  }

  /** Address of the login that leads back to `target`, as the site makes it. */
  urlFor(target: string): string {
    return `${this.#origin}/login/sso/getlogin?urlCache=${encodeURIComponent(btoa(target))}`;
  }

  /** Where the login that the browser is at leads back to; throws where the address names nothing. */
  target(): string {
    const cached = new URL(this.#page.url()).searchParams.get('urlCache');
    if (cached === null) throw new Error(`the address of the login has no urlCache: ${this.#page.url()}`);
    return atob(cached.replaceAll(' ', '+'));
  }

  async goto(target: string): Promise<void> {
    await this.#page.goto(this.urlFor(target));
    await this.shown();
  }

  /** Ends when the form is there, for whoever was redirected here. */
  async shown(): Promise<void> {
    await this.loginButton.waitFor();
  }

  /** Logs in and ends on a page off the login. */
  async logIn(user: string, password: string): Promise<void> {
    await this.submit(user, password);
    await this.#page.waitForURL((url) => url.origin !== this.#origin);
  }

  /** Logs in and ends where the login says that it knows no such account. */
  async logInInVain(user: string, password: string): Promise<void> {
    await this.submit(user, password);
    await this.error.waitFor();
  }

  /** Sends the form; what comes of it is told by `outcome`. */
  async submit(user: string, password: string): Promise<void> {
    await this.userId.fill(user);
    await this.password.fill(password);
    await this.loginButton.click();
  }

  /** Ends when the site has either let the visitor through or refused; for whoever does not know which to expect. */
  async outcome(): Promise<LoginOutcome> {
    const outcome = await this.#page.waitForFunction(
      ({ origin, words }) => {
        // The browser's own error page has no origin, and says nothing about the account.
        if (!location.protocol.startsWith('http')) return null;
        if (location.origin !== origin) return 'accepted';
        return document.body && new RegExp(words, 'i').test(document.body.innerText) ? 'refused' : null;
      },
      { origin: this.#origin, words: refusal.source },
    );
    const seen = await outcome.jsonValue();
    await this.#page.waitForLoadState('domcontentloaded');
    return seen === 'refused' ? 'refused' : 'accepted';
  }
}

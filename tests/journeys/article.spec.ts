import { ArticlePage, longDate } from '../../pages/article-page.ts';
import { LoginPage } from '../../pages/login-page.ts';
import { MissingPage } from '../../pages/missing-page.ts';
import { NewsListPage } from '../../pages/news-list-page.ts';
import { expect, journey, test } from '../../src/journey/index.ts';

interface Reader {
  readonly page: ConstructorParameters<typeof ArticlePage>[0];
  readonly article: ArticlePage;
  readonly login: LoginPage;
  /** What the reader clicked on in the list. */
  readonly clicked: { readonly title: string; readonly url: string };
}

async function seesTheHead({ page, article, clicked }: Reader): Promise<void> {
  await expect(page).toHaveURL(clicked.url);
  await expect(article.title).toHaveText(clicked.title);
  await expect(article.date).toContainText(longDate);
}

/** What an anonymous reader meets, by the wall that the target is configured to have. */
const anonymousReader = {
  cover: async (reader: Reader): Promise<void> => {
    await seesTheHead(reader);
    await expect(reader.article.wall.invitation).toBeVisible();
    await expect(reader.article.wall.logIn).toHaveAttribute('href', /\/login\/sso\/getlogin\?.*urlCache=/);
  },
  redirect: async ({ page, login, clicked }: Reader): Promise<void> => {
    await expect(login.loginButton).toBeVisible();
    await expect(page).toHaveURL(/\/login\/sso\/getlogin\?.*ac=401/);
    expect(login.target()).toBe(clicked.url);
  },
  none: async (reader: Reader): Promise<void> => {
    await seesTheHead(reader);
    await expect(reader.article.body).toHaveWords(100);
    await expect(reader.article.wall.invitation).toBeHidden();
  },
};

test(
  'An anonymous reader opens the newest article and gets what a stranger may see',
  journey({
    id: 'article-opens-anonymous',
    owner: 'news',
    as: 'anonymous',
    does: 'read',
    surfaces: ['www', 'login'],
    smoke: true,
  }),
  async ({ page, site }) => {
    const list = new NewsListPage(page, site.www);
    const article = new ArticlePage(page, site.www);
    const login = new LoginPage(page, site.login);
    await list.goto();

    const clicked = await list.open(0);

    expect(clicked.title).not.toBe('');
    await anonymousReader[site.wall]({ page, article, login, clicked });
  },
);

test(
  'A member reads an article of several pages from one page to the next',
  journey({ id: 'article-turns-pages', owner: 'news', as: 'member', does: 'read', surfaces: ['www'] }),
  async ({ page, site }) => {
    const article = new ArticlePage(page, site.www);
    // Known of the real site to have several pages [B].
    await article.goto('717047');
    await expect(article.wall.invitation).toBeHidden();
    await expect(article.body).toHaveWords(100);
    const heading = await article.title.innerText();
    const opening = await article.opening.innerText();

    await article.turnTo(2);

    await expect(article.title).toHaveText(heading, { useInnerText: true });
    await expect(article.opening).not.toHaveText(opening, { useInnerText: true });
    await expect(article.body).toHaveWords(50);
  },
);

test(
  'An article that does not exist says so',
  journey({ id: 'article-missing-says-so', owner: 'news', as: 'anonymous', does: 'read', surfaces: ['www'] }),
  async ({ page, site, expectAnswer }) => {
    const missing = new MissingPage(page, site.www);
    expectAnswer({ status: 404, surface: 'www', path: '/viewarticle/no-such-article-*' });

    await missing.goto('/viewarticle/no-such-article-2020a1zzzzzz');

    await expect(page).toHaveTitle(/page not found/i);
    await expect(missing.heading).toBeVisible();
  },
);

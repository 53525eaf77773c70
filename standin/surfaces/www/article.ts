import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import type { PageContext, StandinContext, StandinEnv } from '../../context.ts';
import { articlePath, longDate, news, newsById, type NewsArticle } from '../../data/news.ts';
import { loginUrl, requireMember } from '../../gate.ts';
import { adSlot, illustration, renderMissing, renderPage, sampleNote, type Html } from '../../layout.ts';
import { newsCard, rankedNews } from './teasers.ts';

/** Both forms of address: an old number alone, or a slug and a new id; `_2` and so on for further pages. */
const addressPattern = /^(?:(?<slug>[a-z0-9-]+)-)?(?<id>\d{4}a[0-9a-z]{7}|\d{6,7})(?:_(?<page>\d+))?$/;

/** Articles of news. Without a membership a reader meets the registration wall. */
export function articleRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();
  app.get('/viewarticle/:address', (c) => {
    const parts = addressPattern.exec(c.req.param('address'))?.groups ?? {};
    const article = newsById.get(parts['id'] ?? '');
    const page = Number(parts['page'] ?? 1);
    const paragraphs = article?.pages[page - 1];
    if (!article || !paragraphs) return renderMissing(c, standin, 'www');
    if (c.req.path !== articlePath(article, page))
      return c.redirect(standin.link(c, 'www', articlePath(article, page)), 301);
    const refusal = standin.switches.wall === 'redirect' ? requireMember(c, standin) : null;
    return refusal ?? renderArticle(c, standin, article, page, paragraphs);
  });
  return app;
}

function renderArticle(
  c: PageContext,
  standin: StandinContext,
  article: NewsArticle,
  page: number,
  paragraphs: readonly string[],
): Response | Promise<Response> {
  const covered = standin.switches.wall === 'cover' && !c.get('session');
  const related = news.filter((other) => other.specialty === article.specialty && other !== article).slice(0, 3);
  return renderPage(c, standin, {
    surface: 'www',
    title: page === 1 ? article.title : `${article.title} - Page ${page}`,
    bodyClass: 'is-article',
    styles: ['/css/www.css'],
    scripts: ['/js/article.js'],
    settings: {
      wall: covered,
      loginUrl: loginUrl(c, standin),
      registrationUrl: standin.link(c, 'www', '/px/registration.do?lang=en'),
    },
    head: html`<link rel="canonical" href="${standin.link(c, 'www', articlePath(article, page))}" />
      <meta name="description" content="${article.teaser}" />
      <meta name="authors" content="${article.author}" />
      <meta name="date" content="${article.date}" />
      <meta name="metasegvar" content="sp=${article.specialty.slug}" />
      <script>
        var _isAnArticle = true;
      </script>`,
    body: html`<div class="page">
      ${adSlot(101, 'is-leaderboard')}
      <div class="page-columns">
        <div>
          <ol class="breadcrumbs">
            <li><a href="${standin.link(c, 'www', '/')}">News &amp; Perspective</a></li>
            <li><a href="${standin.link(c, 'www', `/${article.specialty.slug}`)}">${article.specialty.name}</a></li>
          </ol>
          <article class="article">
            <p class="kicker">${article.kind}</p>
            <h1 class="article__title">${article.title}</h1>
            <div class="article-meta">
              <p id="authors">${article.author}</p>
              <span class="article-date">${longDate(article.date)}</span>
              ${article.pages.length > 1 ? html`<span>Page ${page} of ${article.pages.length}</span>` : ''}
            </div>
            <div class="article__main-content" id="article-content">
              ${raw('<!-- article content goes here -->')} ${page === 1 ? picture(c, standin, article) : ''}
              ${paragraphs.map((text, index) => paragraph(text, index))} ${raw('<!-- article content ends here -->')}
            </div>
            ${nextSection(c, standin, article, page)} ${raw('<!-- Legal Block -->')} ${sampleNote()}
          </article>
          <section class="section article-related">
            <div class="section-head"><h2>More in ${article.specialty.name}</h2></div>
            <div class="grid grid-3">${related.map((other) => newsCard(c, standin, other))}</div>
          </section>
        </div>
        <aside class="rail">${adSlot(122)} ${rankedNews(c, standin, 'Most Read', news.slice(9, 14))}</aside>
      </div>
    </div>`,
  });
}

function picture(c: PageContext, standin: StandinContext, article: NewsArticle): Html {
  return html`<figure>
    ${illustration(c, standin, article.specialty.motif, article.id, { className: '' })}
    <figcaption>Illustration drawn for this page.</figcaption>
  </figure>`;
}

/** The third paragraph is set as a quotation, and an advertisement follows the fifth. */
function paragraph(text: string, index: number): Html {
  if (index === 2) return html`<blockquote><p>${text}</p></blockquote>`;
  return html`<p>${text}</p>
    ${index === 4 ? adSlot(1122, 'inContentAd') : ''}`;
}

function nextSection(c: PageContext, standin: StandinContext, article: NewsArticle, page: number): Html {
  const pages = article.pages.length;
  if (pages === 1) return html``;
  const link = (to: number): string => standin.link(c, 'www', articlePath(article, to));
  return html`${
      page < pages
        ? html`<div id="next-section">
            <a class="button" href="${link(page + 1)}">Next: page ${page + 1} of ${pages}</a>
          </div>`
        : ''
    }
    <nav aria-label="Pages of this article">
      <ul class="pager">
        ${article.pages.map((_, index) =>
          index + 1 === page
            ? html`<li><span class="selected" aria-current="page">${page}</span></li>`
            : html`<li><a href="${link(index + 1)}">${index + 1}</a></li>`,
        )}
      </ul>
    </nav>`;
}

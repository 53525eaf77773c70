import { Hono } from 'hono';
import { html } from 'hono/html';
import type { PageContext, StandinContext, StandinEnv } from '../../context.ts';
import {
  longDate,
  news,
  newsListById,
  newsLists,
  newsPerPage,
  type NewsArticle,
  type NewsList,
} from '../../data/news.ts';
import { adSlot, illustration, renderMissing, renderPage, type Html } from '../../layout.ts';
import { articleLink, rankedNews } from './teasers.ts';

/** Lists of news, pages counted from 0, and the same as RSS. */
export function newsListRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();
  app.get('/index/:name{list_\\d+_\\d+}', (c) => {
    const [, id = '', page = '0'] = c.req.param('name').split('_');
    const list = newsListById.get(id);
    const articles = list?.articles.slice(Number(page) * newsPerPage, (Number(page) + 1) * newsPerPage) ?? [];
    if (!list || articles.length === 0) return renderMissing(c, standin, 'www');
    return renderList(c, standin, list, Number(page), articles);
  });
  app.get('/index/:name{list_\\d+_rss}', (c) => {
    const list = newsListById.get(c.req.param('name').split('_')[1] ?? '');
    return list ? renderRss(c, standin, list) : renderMissing(c, standin, 'www');
  });
  return app;
}

function renderList(
  c: PageContext,
  standin: StandinContext,
  list: NewsList,
  page: number,
  articles: readonly NewsArticle[],
): Response | Promise<Response> {
  return renderPage(c, standin, {
    surface: 'www',
    title: `${list.title}${page > 0 ? `, page ${page + 1}` : ''} - Medscape`,
    styles: ['/css/www.css'],
    head: html`<link
      rel="alternate"
      type="application/rss+xml"
      title="${list.title}"
      href="${standin.link(c, 'www', `/index/list_${list.id}_rss`)}"
    />`,
    body: html`<div class="page page-columns">
      <div>
        <div class="page-head">
          <p class="kicker">News &amp; Perspective</p>
          <h1>${list.title}</h1>
        </div>
        <div class="panel" id="archives">
          <ul class="rows rows-media">
            ${articles.map((article) => listRow(c, standin, article))}
          </ul>
        </div>
        ${pager(c, standin, list, page)}
      </div>
      <aside class="rail">
        ${adSlot(122)} ${rankedNews(c, standin, 'Most Read', news.slice(9, 14))}
        <section class="panel">
          <h2>More lists</h2>
          <ul class="link-list">
            ${newsLists
              .filter((other) => other !== list)
              .map(
                ({ id, title }) =>
                  html`<li><a href="${standin.link(c, 'www', `/index/list_${id}_0`)}">${title}</a></li>`,
              )}
          </ul>
        </section>
      </aside>
    </div>`,
  });
}

/** The real lists give addresses without a scheme; so do these. */
function listRow(c: PageContext, standin: StandinContext, article: NewsArticle): Html {
  const href = articleLink(c, standin, article).replace(/^https?:/, '');
  return html`<li>
    ${illustration(c, standin, article.specialty.motif, article.id, { className: '' })}
    <div>
      <a class="title" href="${href}">${article.title}</a>
      <span class="teaser">${article.teaser}</span>
      <div class="byline">${article.author}, ${longDate(article.date)}</div>
    </div>
  </li>`;
}

function pager(c: PageContext, standin: StandinContext, list: NewsList, page: number): Html {
  const pages = Math.ceil(list.articles.length / newsPerPage);
  const link = (to: number): string => standin.link(c, 'www', `/index/list_${list.id}_${to}`);
  if (pages === 1) return html``;
  return html`<nav aria-label="Pages">
    <ul class="pager">
      ${page > 0 ? html`<li class="previous"><a href="${link(page - 1)}">Previous</a></li>` : ''}
      ${Array.from({ length: pages }, (_, index) =>
        index === page
          ? html`<li><span class="selected" aria-current="page">${index + 1}</span></li>`
          : html`<li><a href="${link(index)}">${index + 1}</a></li>`,
      )}
      ${page < pages - 1 ? html`<li class="next"><a class="more" href="${link(page + 1)}">Next</a></li>` : ''}
    </ul>
  </nav>`;
}

/** Named `xml`, so that nobody formats it as HTML, where `link` has no end tag. */
const xml = html;

function renderRss(c: PageContext, standin: StandinContext, list: NewsList): Response | Promise<Response> {
  const item = (article: NewsArticle): Html => xml`
<item>
<title>${article.title}</title>
<link>${articleLink(c, standin, article)}</link>
<description>${article.teaser}</description>
<pubDate>${new Date(article.date).toUTCString()}</pubDate>
</item>`;
  return c.html(
    xml`<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0">
<channel>
<title>${list.title}</title>
<link>${standin.link(c, 'www', `/index/list_${list.id}_0`)}</link>
<description>Invented news for testing</description>${list.articles.slice(0, newsPerPage).map(item)}
</channel>
</rss>
`,
    200,
    { 'Content-Type': 'application/rss+xml; charset=utf-8' },
  );
}

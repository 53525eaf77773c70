import { Hono } from 'hono';
import { html } from 'hono/html';
import type { PageContext, StandinContext, StandinEnv } from '../../context.ts';
import { longDate, news, newsLists, type NewsArticle } from '../../data/news.ts';
import { specialties, type Specialty } from '../../data/specialties.ts';
import { adSlot, illustration, renderPage, type Html } from '../../layout.ts';
import { articleLink, newsCard, rankedNews, toolTiles } from './teasers.ts';

/** The home page and one per specialty. */
export function homeRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();
  app.get('/', (c) => renderHome(c, standin));
  for (const specialty of specialties) app.get(`/${specialty.slug}`, (c) => renderSpecialty(c, standin, specialty));
  return app;
}

function renderHome(c: PageContext, standin: StandinContext): Response | Promise<Response> {
  const [lead, ...others] = news.slice(0, 9);
  const further = (kind: NewsArticle['kind']): NewsArticle[] =>
    news.filter((article) => article.kind === kind && article !== lead && !others.includes(article)).slice(0, 3);
  return renderPage(c, standin, {
    surface: 'www',
    title: 'Latest Medical News, Clinical Trials, Guidelines - Today on Medscape',
    bodyClass: 'is-home',
    styles: ['/css/www.css'],
    body: html`<div class="page">
      <h1 class="visually-hidden">Medscape</h1>
      ${adSlot(101, 'is-leaderboard')}
      <div class="page-columns">
        <div>
          <section class="section" id="home-news-content-articles">
            <div class="section-head">
              <h2>Top Medical News from Across Medscape</h2>
              <a class="more" href="${standin.link(c, 'www', '/index/list_13470_0')}">All news</a>
            </div>
            <div class="home-top">
              ${lead ? newsCard(c, standin, lead, true) : ''}
              <div class="home-top-side">${others.slice(0, 2).map((article) => newsCard(c, standin, article))}</div>
            </div>
            <div class="grid grid-3 home-more">${others.slice(2).map((article) => newsCard(c, standin, article))}</div>
          </section>
          ${homeSection(c, standin, 'Special Report', further('Special Report'))}
          ${homeSection(c, standin, 'Business of Medicine', further('Business of Medicine'))}
        </div>
        <aside class="rail" id="right">
          ${rankedNews(c, standin, 'Most Read', news.slice(9, 14))} ${adSlot(122)}
          <section class="stack">
            <h2>Tools</h2>
            ${toolTiles(c, standin)}
          </section>
          ${rankedNews(c, standin, 'Perspective', further('Perspective'))}
          <section class="panel">
            <p class="kicker">CME &amp; Education</p>
            <h2>Earn credit at your own pace</h2>
            <p>Activities with a test and a certificate, all of them invented.</p>
            <a class="button button-secondary" href="${standin.link(c, 'education', '/')}">See the activities</a>
          </section>
        </aside>
      </div>
      <section class="section">
        <div class="section-head"><h2>Specialties</h2></div>
        <div class="grid grid-4 specialties">
          ${specialties.map(
            ({ slug, name, lead: line, motif }) =>
              html`<a class="specialty-card" href="${standin.link(c, 'www', `/${slug}`)}">
                ${illustration(c, standin, motif, slug)}
                <span><strong>${name}</strong><em>${line}</em></span>
              </a>`,
          )}
        </div>
      </section>
    </div>`,
  });
}

function homeSection(c: PageContext, standin: StandinContext, heading: string, articles: NewsArticle[]): Html {
  return html`<section class="section">
    <div class="section-head"><h2>${heading}</h2></div>
    <div class="grid grid-3">${articles.map((article) => newsCard(c, standin, article))}</div>
  </section>`;
}

function headline(c: PageContext, standin: StandinContext, article: NewsArticle): Html {
  return html`<li class="card card-row">
    ${illustration(c, standin, article.specialty.motif, article.id)}
    <div class="card-body">
      <h3 class="card-title"><a class="card-link" href="${articleLink(c, standin, article)}">${article.title}</a></h3>
      <p class="card-meta">${longDate(article.date)}</p>
    </div>
  </li>`;
}

function renderSpecialty(c: PageContext, standin: StandinContext, specialty: Specialty): Response | Promise<Response> {
  const own = news.filter((article) => article.specialty === specialty);
  const latest = own.filter((article) => article.kind === 'News');
  const perspective = own.filter((article) => article.kind !== 'News');
  const list = newsLists.find(({ articles }) => articles !== news && articles[0]?.specialty === specialty);
  const half = Math.ceil(latest.length / 2);
  return renderPage(c, standin, {
    surface: 'www',
    title: `${specialty.name}: Latest News and Perspective - Medscape`,
    bodyClass: 'is-specialty',
    styles: ['/css/www.css'],
    body: html`<div class="band">
        <div class="page">
          <div class="page-head">
            <p class="kicker">Specialty</p>
            <h1>${specialty.name}</h1>
            <p class="lead">${specialty.lead}</p>
          </div>
        </div>
      </div>
      <div class="page page-columns">
        <div>
          <section class="section" id="specialtyNews">
            <div class="section-head">
              <h2>Latest News</h2>
              ${list ? html`<a class="more" href="${standin.link(c, 'www', `/index/list_${list.id}_0`)}">More news</a>` : ''}
            </div>
            <div class="section-container">
              <ul class="articles column1">
                ${latest.slice(0, half).map((article) => headline(c, standin, article))}
              </ul>
              <ul class="articles column2">
                ${latest.slice(half).map((article) => headline(c, standin, article))}
                <li class="card ifi-widg" id="ads-pos-622">
                  <div class="card-body">
                    <p class="headline-ifi-label">Information from Industry</p>
                    <p class="headline-title">A place for a sponsor's headline</p>
                  </div>
                </li>
              </ul>
            </div>
          </section>
          <section class="section" id="perspective">
            <div class="section-head"><h2>Perspective</h2></div>
            <div class="grid ${perspective.length > 2 ? 'grid-3' : 'grid-2'}">
              ${perspective.map((article) => newsCard(c, standin, article))}
            </div>
          </section>
        </div>
        <aside class="rail">
          ${adSlot(122)}
          <section class="stack">
            <h2>Tools</h2>
            ${toolTiles(c, standin)}
          </section>
          <section class="panel">
            <h2>More ${specialty.name}</h2>
            <ul class="link-list">
              <li><a href="${standin.link(c, 'emedicine', '/')}">Diseases &amp; Conditions</a></li>
              <li><a href="${standin.link(c, 'education', '/')}">CME &amp; Education</a></li>
              <li>
                <a href="${standin.link(c, 'search', `/search/?q=${encodeURIComponent(specialty.name)}`)}"
                  >Search Medscape for ${specialty.name}</a
                >
              </li>
            </ul>
          </section>
        </aside>
      </div>`,
  });
}

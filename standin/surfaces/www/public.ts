import { Hono } from 'hono';
import { html } from 'hono/html';
import type { PageContext, StandinContext, StandinEnv } from '../../context.ts';
import { publicPages, type PublicPage } from '../../data/public-pages.ts';
import { renderPage } from '../../layout.ts';

/** Help and legal pages. */
export function publicRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();
  for (const page of publicPages) app.get(`/public/${page.path}`, (c) => renderPublic(c, standin, page));
  app.get('/hc/en-us/*', (c) => c.redirect(standin.link(c, 'www', '/public/help')));
  return app;
}

function renderPublic(c: PageContext, standin: StandinContext, page: PublicPage): Response | Promise<Response> {
  return renderPage(c, standin, {
    surface: 'www',
    title: `${page.title} - Medscape`,
    tab: null,
    body: html`<div class="page page-columns">
      <article class="article">
        <h1>${page.title}</h1>
        <div class="reading">
          ${page.sections.map(
            ({ heading, text }) =>
              html`<h2>${heading}</h2>
                <p>${text}</p>`,
          )}
        </div>
      </article>
      <aside class="rail">
        <nav class="sections-nav" aria-label="Help and policies">
          <ul>
            ${publicPages.map(
              ({ path, title }) =>
                html`<li class="${path === page.path ? 'selected' : ''}">
                  <a href="${standin.link(c, 'www', `/public/${path}`)}">${title}</a>
                </li>`,
            )}
          </ul>
        </nav>
      </aside>
    </div>`,
  });
}

import { Hono } from 'hono';
import { html } from 'hono/html';
import type { StandinContext, StandinEnv } from '../../context.ts';
import { caseBySlug, caseChallenges } from '../../data/case-challenges.ts';
import { illustration, renderMissing } from '../../layout.ts';
import { renderReference } from './page.ts';

const crumb = { text: 'Case Challenges', href: '/features/casechallenges' };

/** The list of case challenges, and each case with its question. */
export function caseChallengeRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();

  app.get('/features/casechallenges', (c) =>
    renderReference(c, standin, {
      title: 'Case Challenges | Medscape Reference',
      crumbs: [crumb],
      heading: 'Case Challenges',
      lead: 'A story, a question, and what came of it.',
      content: html`<ul class="grid grid-3">
        ${caseChallenges.map(
          ({ slug, title, specialty, story }) =>
            html`<li class="card">
              ${illustration(c, standin, 'network', slug)}
              <div class="card-body">
                <h2 class="card-title"><a class="card-link" href="/viewarticle/${slug}">${title}</a></h2>
                <p class="card-teaser">${story[0]}</p>
                <p class="card-meta">${specialty}</p>
              </div>
            </li>`,
        )}
      </ul>`,
    }),
  );

  app.get('/viewarticle/:slug', (c) => {
    const found = caseBySlug.get(c.req.param('slug'));
    if (found === undefined) return renderMissing(c, standin, 'reference');
    const { slug, title, specialty, story, question, choices, answer, discussion } = found;
    return renderReference(c, standin, {
      title,
      crumbs: [crumb, { text: specialty, href: `/viewarticle/${slug}` }],
      heading: html`<p class="kicker">${specialty}</p>
        <h1 class="article__title">${title}</h1>`,
      content: html`<article class="article">
        <div class="article__main-content">
          ${story.map((text) => html`<p>${text}</p>`)}
          <h2>${question}</h2>
          <ol>
            ${choices.map((choice) => html`<li>${choice}</li>`)}
          </ol>
          <details class="notice">
            <summary>Show the answer</summary>
            <p><strong>${choices[answer]}.</strong> ${discussion}</p>
          </details>
        </div>
      </article>`,
    });
  });

  return app;
}

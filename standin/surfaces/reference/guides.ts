import { Hono } from 'hono';
import { html } from 'hono/html';
import type { StandinContext, StandinEnv } from '../../context.ts';
import { caseBySlug, caseChallenges } from '../../data/case-challenges.ts';
import { conditionSpecialties } from '../../data/conditions.ts';
import { renderMissing } from '../../layout.ts';
import { breadcrumbs, renderReference, sampleNotice } from './page.ts';

const guides = [
  { path: '/guide/anatomy', title: 'Anatomy', lead: 'Where to read on, by branch of surgery and medicine.' },
  {
    path: '/guide/laboratory_medicine',
    title: 'Laboratory Medicine',
    lead: 'Topics with a Workup section, by specialty.',
  },
] as const;

/** Guides that lead to the condition articles, and the case challenges. */
export function guideRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();

  for (const { path, title, lead } of guides) {
    app.get(path, (c) =>
      renderReference(c, standin, {
        title: `${title} | Medscape Reference`,
        body: html`<div class="ref-page">
          ${breadcrumbs([{ text: title, href: path }])}
          <h1>${title}</h1>
          <p class="ref-lead">${lead}</p>
          ${sampleNotice}
          <div class="ref-topics">
            ${conditionSpecialties.map(
              ({ name, groups }) =>
                html`<div class="topic-section expanded">
                  <div class="topic-head">${name}</div>
                  <ul class="ref-list">
                    ${groups
                      .flatMap(({ articles }) => articles)
                      .map(
                        (article) =>
                          html`<li>
                            <a href="${standin.link(c, 'emedicine', `/article/${article.id}-overview`)}"
                              >${article.title}</a
                            >
                          </li>`,
                      )}
                  </ul>
                </div>`,
            )}
          </div>
        </div>`,
      }),
    );
  }

  app.get('/features/casechallenges', (c) =>
    renderReference(c, standin, {
      title: 'Case Challenges | Medscape Reference',
      body: html`<div class="ref-page">
        ${breadcrumbs([{ text: 'Case Challenges', href: '/features/casechallenges' }])}
        <h1>Case Challenges</h1>
        ${sampleNotice}
        <ul class="ref-cards">
          ${caseChallenges.map(
            ({ slug, title, specialty, story }) =>
              html`<li>
                <p class="ref-byline">${specialty}</p>
                <h2><a href="/viewarticle/${slug}">${title}</a></h2>
                <p>${story[0]}</p>
              </li>`,
          )}
        </ul>
      </div>`,
    }),
  );

  app.get('/viewarticle/:slug', (c) => {
    const found = caseBySlug.get(c.req.param('slug'));
    if (found === undefined) return renderMissing(c, standin, 'reference');
    return renderReference(c, standin, {
      title: found.title,
      body: html`<article class="ref-page">
        ${breadcrumbs([{ text: 'Case Challenges', href: '/features/casechallenges' }])}
        <h1 class="article__title">${found.title}</h1>
        <p class="ref-byline">${found.specialty}</p>
        ${sampleNotice}
        <div class="article__main-content">
          ${found.story.map((text) => html`<p>${text}</p>`)}
          <h2>${found.question}</h2>
          <ol>
            ${found.choices.map((choice) => html`<li>${choice}</li>`)}
          </ol>
          <details class="ref-card">
            <summary>Show the answer</summary>
            <p><strong>${found.choices[found.answer]}.</strong> ${found.discussion}</p>
          </details>
        </div>
      </article>`,
    });
  });

  return app;
}

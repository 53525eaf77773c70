import { Hono } from 'hono';
import { html } from 'hono/html';
import type { StandinContext, StandinEnv } from '../../context.ts';
import { conditionSpecialties } from '../../data/conditions.ts';
import { renderReference } from './page.ts';

const guides = [
  { path: '/guide/anatomy', title: 'Anatomy', lead: 'Where to read on, by specialty.' },
  {
    path: '/guide/laboratory_medicine',
    title: 'Laboratory Medicine',
    lead: 'Topics by the specialty that orders the test.',
  },
] as const;

/** Guides that lead to the condition articles, and the old search links that do. */
export function guideRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();
  for (const { path, title, lead } of guides) {
    app.get(path, (c) =>
      renderReference(c, standin, {
        title: `${title} | Medscape Reference`,
        crumbs: [{ text: title, href: path }],
        heading: title,
        lead,
        content: html`<div class="grid grid-3">
          ${conditionSpecialties.map(
            ({ name, groups }) =>
              html`<div class="topic-section expanded panel">
                <div class="topic-head">${name}</div>
                <ul class="link-list">
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
        </div>`,
      }),
    );
  }
  app.get('/refarticle-srch/:slug', (c) => c.redirect(standin.link(c, 'emedicine', `/article/${c.req.param('slug')}`)));
  return app;
}

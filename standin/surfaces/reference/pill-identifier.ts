import { Hono } from 'hono';
import { html } from 'hono/html';
import type { StandinContext, StandinEnv } from '../../context.ts';
import { findPills, pillColors, pillForms, pillScorings, pillShapes } from '../../data/pills.ts';
import { readPillQuery } from './pill-query.ts';
import { renderReference } from './page.ts';

/** What one page of an answer holds. */
const pillsPerPage = 50;

const criteria = [
  { name: 'Shape', values: pillShapes },
  { name: 'Color', values: pillColors },
  { name: 'Form', values: pillForms },
  { name: 'Scoring', values: pillScorings },
] as const;

/**
 * The pill identifier and the service that it asks. Criteria, values, the answer's shape and the words "remove <value>" are
 * attested; the page's own DOM is not known of the real site (unverified DOM).
 */
export function pillIdentifierRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();

  app.get('/pill-identifier', (c) =>
    renderReference(c, standin, {
      title: 'Pill Identifier | Medscape Reference',
      scripts: ['/js/pill-identifier.js'],
      settings: { lookup: standin.link(c, 'www', '/api/quickreflookup/LookupService.ashx') },
      crumbs: [{ text: 'Pill Identifier', href: '/pill-identifier' }],
      heading: 'Pill Identifier',
      lead: 'Say what you see. Each answer narrows the list.',
      content: html`<div class="ref-pills">
        <form class="panel form" aria-label="Pill criteria">
          <div class="field">
            <label for="pill-imprint">Imprint</label>
            <input
              type="text"
              id="pill-imprint"
              autocomplete="off"
              list="pill-imprints"
              placeholder="Letters or numbers on the pill"
            />
            <datalist id="pill-imprints"></datalist>
          </div>
          ${criteria.map(
            ({ name, values }) =>
              html`<fieldset class="field" data-criterion="${name}">
                <legend>${name}</legend>
                <div class="chips">
                  ${values.map(
                    (value, index) =>
                      html`<button type="button" class="chip" value="${index + 1}" aria-pressed="false">
                        <i
                          class="pill-${name.toLowerCase()} is-${value.toLowerCase().replace(' ', '-')}"
                          aria-hidden="true"
                        ></i>
                        ${value}
                      </button>`,
                  )}
                </div>
              </fieldset>`,
          )}
        </form>
        <section class="panel" aria-labelledby="pill-found">
          <h2 id="pill-found">Results</h2>
          <ul class="chips pill-chosen" aria-label="Chosen criteria"></ul>
          <p class="pill-count" role="status">Choose a criterion to begin.</p>
          <ul class="pill-list" aria-label="Matching pills"></ul>
        </section>
      </div>`,
    }),
  );

  app.get('/ws/services/drugService/getPills', (c) => {
    const found = findPills(readPillQuery(c.req.query('query') ?? '{}'));
    const page = Math.max(1, Number(c.req.query('pageNumber')) || 1);
    const drugs = found.slice((page - 1) * pillsPerPage, page * pillsPerPage).map((pill) => ({
      drugName: pill.drug.brands[0] ?? pill.drug.generic,
      genericName: pill.drug.generic,
      strength: pill.strength,
      manufacturer: pill.manufacturer,
      imprint: pill.imprint,
      shape: { medscapeShapeId: pillShapes.indexOf(pill.shape) + 1, name: pill.shape },
      color: { medscapeColorId: pillColors.indexOf(pill.color) + 1, name: pill.color },
      form: { medscapeFormId: pillForms.indexOf(pill.form) + 1, name: pill.form },
      scoring: { medscapeScoringId: pillScorings.indexOf(pill.scoring) + 1, name: pill.scoring },
      monographUrl: `/drug/${pill.drug.slug}`,
    }));
    return c.json({ totalCount: found.length, drugs }, 200, { 'Cache-Control': 'no-store' });
  });

  return app;
}

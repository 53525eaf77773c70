import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import type { PageContext, StandinContext, StandinEnv } from '../../context.ts';
import { calculatorByNumber, calculatorCategories, calculators, type Calculator } from '../../data/calculators.ts';
import { renderMissing, type Html } from '../../layout.ts';
import { breadcrumbs, renderReference, sampleNotice } from './page.ts';

const index = { text: 'Calculators', href: '/guide/medical-calculators' };

/** The index of calculators by category and by name, and the calculators themselves. */
export function calculatorRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();

  app.get('/guide/medical-calculators', (c) =>
    renderIndex(
      c,
      standin,
      html`${calculatorCategories.map(
        ({ name, calculators: members }) =>
          html`<div class="topic-section expanded">
            <div class="topic-head">${name}</div>
            ${links(members)}
          </div>`,
      )}`,
    ),
  );

  app.get('/guide/medical-calculators/alpha', (c) =>
    renderIndex(
      c,
      standin,
      html`<div class="topic-section expanded">
        <div class="topic-head">A to Z</div>
        ${links(calculators.toSorted((a, b) => a.name.localeCompare(b.name, 'en')))}
      </div>`,
    ),
  );

  app.get('/calculator/:n/:slug', (c) => {
    const calculator = calculatorByNumber.get(c.req.param('n'));
    const known = calculator !== undefined && calculator.slug === c.req.param('slug');
    return known ? renderCalculator(c, standin, calculator) : renderMissing(c, standin, 'reference');
  });

  return app;
}

function links(members: readonly Calculator[]): Html {
  return html`<ul class="ref-list">
    ${members.map(
      ({ n, slug, name, summary }) =>
        html`<li><a href="/calculator/${n}/${slug}">${name}</a> <span>${summary}</span></li>`,
    )}
  </ul>`;
}

function renderIndex(c: PageContext, standin: StandinContext, list: Html): Response | Promise<Response> {
  return renderReference(c, standin, {
    title: 'Medical Calculators | Medscape Reference',
    body: html`<div class="ref-page">
      ${breadcrumbs([index])}
      <h1>Calculators</h1>
      <p class="ref-lead">
        <a href="/guide/medical-calculators">By category</a> · <a href="/guide/medical-calculators/alpha">By name</a>
      </p>
      ${sampleNotice}
      <div class="ref-topics">${list}</div>
    </div>`,
  });
}

/** JSON that may stand inside a script element. */
function embedded(data: unknown): Html {
  return html`${raw(JSON.stringify(data).replaceAll('<', '\\u003c'))}`;
}

function renderCalculator(
  c: PageContext,
  standin: StandinContext,
  calculator: Calculator,
): Response | Promise<Response> {
  const { n, slug, name, summary, formula, questions, result, compute } = calculator;
  // The widget is drawn by the browser alone, and late, as the real one is: nothing of it stands in the page before.
  const definition = { name, questions, result, delayMs: standin.switches.hydration };
  return renderReference(c, standin, {
    title: `${name} | Medscape Calculators`,
    scripts: ['/js/calculator.js'],
    head: html`<script>
      window.calculator = {
        definition: ${embedded(definition)},
        compute: ${raw(compute.toString())},
      };
    </script>`,
    body: html`<div class="ref-page">
      ${breadcrumbs([index, { text: name, href: `/calculator/${n}/${slug}` }])}
      <h1>${name}</h1>
      <p class="ref-lead">${summary}</p>
      ${sampleNotice}
      <div class="ref-columns">
        <div id="calculator-root" class="ref-card"><p class="calc-loading" role="status">Loading calculator…</p></div>
        <aside class="ref-card" aria-labelledby="calc-formula">
          <h2 id="calc-formula">Formula</h2>
          <p class="calc-formula">${formula}</p>
          <p>Result: ${result.label} in ${result.unit}</p>
        </aside>
      </div>
    </div>`,
  });
}

import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import type { PageContext, StandinContext, StandinEnv } from '../../context.ts';
import { calculatorByNumber, calculatorCategories, calculators, type Calculator } from '../../data/calculators.ts';
import { renderMissing, type Html } from '../../layout.ts';
import { renderReference } from './page.ts';

const crumb = { text: 'Calculators', href: '/guide/medical-calculators' };

/** The index of calculators by category and by name, and the calculators themselves. */
export function calculatorRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();

  app.get('/guide/medical-calculators', (c) => renderIndex(c, standin, calculatorCategories));
  app.get('/guide/medical-calculators/alpha', (c) =>
    renderIndex(c, standin, [
      { name: 'A to Z', calculators: calculators.toSorted((a, b) => a.name.localeCompare(b.name, 'en')) },
    ]),
  );

  app.get('/calculator/:n/:slug', (c) => {
    const calculator = calculatorByNumber.get(c.req.param('n'));
    return calculator?.slug === c.req.param('slug')
      ? renderCalculator(c, standin, calculator)
      : renderMissing(c, standin, 'reference');
  });

  return app;
}

function renderIndex(
  c: PageContext,
  standin: StandinContext,
  groups: typeof calculatorCategories,
): Response | Promise<Response> {
  return renderReference(c, standin, {
    title: 'Medical Calculators | Medscape Reference',
    crumbs: [crumb],
    heading: 'Calculators',
    lead: html`<a href="/guide/medical-calculators">By category</a> ·
      <a href="/guide/medical-calculators/alpha">By name</a>`,
    content: html`<div class="grid grid-2">
      ${groups.map(
        ({ name, calculators: members }) =>
          html`<div class="topic-section expanded panel">
            <div class="topic-head">${name}</div>
            <ul class="link-list">
              ${members.map(
                ({ n, slug, name: title, summary }) =>
                  html`<li>
                    <a href="/calculator/${n}/${slug}">${title}</a> <span class="ref-aside">${summary}</span>
                  </li>`,
              )}
            </ul>
          </div>`,
      )}
    </div>`,
  });
}

/** A value as the text of a script. */
function scriptText(value: unknown): Html {
  return html`${raw(JSON.stringify(value).replaceAll('<', '\\u003c'))}`;
}

function renderCalculator(
  c: PageContext,
  standin: StandinContext,
  calculator: Calculator,
): Response | Promise<Response> {
  const { n, slug, name, summary, formula, questions, result, compute } = calculator;
  // The widget is drawn by the browser alone, and late, as the real one is: nothing of it stands in the page before.
  return renderReference(c, standin, {
    title: `${name} | Medscape Calculators`,
    scripts: ['/js/calculator.js'],
    settings: { hydration: standin.switches.hydration },
    head: html`<script>
      var calculator = {
        questions: ${scriptText(questions)},
        result: ${scriptText(result)},
        compute: ${raw(compute.toString())},
      };
    </script>`,
    crumbs: [crumb, { text: name, href: `/calculator/${n}/${slug}` }],
    heading: name,
    lead: summary,
    content: html`<div class="page-columns">
      <div id="calculator-root" class="panel">
        <p class="ref-loading" role="status"><span class="spinner" aria-hidden="true"></span> Loading calculator…</p>
      </div>
      <aside class="rail">
        <div class="panel">
          <h2>Formula</h2>
          <p>${formula}</p>
          <p class="ref-aside">${result.label} in ${result.unit}</p>
        </div>
      </aside>
    </div>`,
  });
}

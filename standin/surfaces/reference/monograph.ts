import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import type { PageContext, StandinContext, StandinEnv } from '../../context.ts';
import { drugBySlug, type Drug } from '../../data/drugs.ts';
import { monographOf, monographSections, type Monograph, type Passage } from '../../data/monographs.ts';
import { renderMissing, type Html } from '../../layout.ts';
import { drugIndexCrumb } from './drug-index.ts';
import { renderReference } from './page.ts';

/** Brand names shown before the rest goes behind "more". */
const brandsShown = 3;

/** Monographs under `/drug/`, and the old search links that lead to them. */
export function monographRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();

  app.get('/drug/:slug', (c) => {
    const drug = drugBySlug.get(c.req.param('slug'));
    return drug === undefined ? renderNoSuchDrug(c, standin) : renderMonograph(c, standin, drug);
  });
  app.get('/refdrug-srch/:slug', (c) => c.redirect(`/drug/${c.req.param('slug')}`));

  return app;
}

function renderNoSuchDrug(c: PageContext, standin: StandinContext): Response | Promise<Response> {
  return renderMissing(
    c,
    standin,
    'reference',
    html`<div class="error__message-wrapper page-head">
        <p class="kicker">Nothing here</p>
        <h1>Page Not Found</h1>
        <p class="lead">There is no drug at this address. It may have moved, or the address may have a slip in it.</p>
      </div>
      <p><a class="button" href="/drugs">Browse drugs by class</a></p>`,
  );
}

function renderMonograph(c: PageContext, standin: StandinContext, drug: Drug): Response | Promise<Response> {
  const monograph = monographOf(drug);
  const contents: Readonly<Record<number, Html>> = {
    0: dosing(monograph),
    3: interactionList(drug, monograph),
    4: passages(monograph.adverseEffects),
    5: html`${blackBox(monograph)}${passages(monograph.warnings)}`,
    6: passages(monograph.pregnancy),
    10: passages(monograph.pharmacology),
    11: passages(monograph.administration),
  };
  const names = drug.brands.length > 0 ? `${drug.brands.join(', ')} (${drug.generic})` : drug.generic;
  return renderReference(c, standin, {
    title: `${names} dosing, indications, interactions, adverse effects, and more`,
    scripts: ['/js/monograph.js'],
    crumbs: [drugIndexCrumb, { text: drug.className, href: `/drugs/${drug.classSlug}` }],
    heading: html`<h1>
        <span class="drug_section_link">${drug.generic}</span> <span class="drug_suffix">(${drug.suffix})</span>
      </h1>
      ${brandNames(drug)}
      <p class="ref-drug-class">
        <span class="drug-classes">Class:</span> <a href="/drugs/${drug.classSlug}">${drug.className}</a>
      </p>`,
    content: html`<div id="drugdb" class="ref-monograph">
      <div class="sections-nav" role="navigation" aria-label="Sections of this monograph">
        <ul>
          ${monographSections.map(
            ({ n, title }) =>
              html`<li class="li_${n} no_subsection">
                <a href="#${n}" ${n === 0 ? raw('aria-current="true"') : ''}>${title}</a>
              </li>`,
          )}
        </ul>
      </div>
      <div class="drugdbsectioncontent drug panel">
        ${monographSections.map(
          ({ n, title }) =>
            html`<div id="content_${n}" ${n === 0 ? '' : 'hidden'}>
              <h2>${title}</h2>
              <div class="refsection_content">${contents[n] ?? ''}</div>
            </div>`,
        )}
      </div>
    </div>`,
  });
}

function brandNames({ brands }: Drug): Html | string {
  if (brands.length === 0) return '';
  const rest = brands.slice(brandsShown);
  const more =
    rest.length === 0
      ? ''
      : html`<span id="drugbrandname_more" hidden>, ${rest.join(', ')}</span>
          <a href="#" id="moredrugbrand" role="button">more...</a>`;
  return html`<p class="ref-brands">
    <span class="drugbrandname"><span>Brand and Other Names:</span> ${brands.slice(0, brandsShown).join(', ')}</span
    >${more}
  </p>`;
}

function passages(list: readonly Passage[]): Html {
  return html`${list.map(
    ({ heading, level, paragraphs, items }) =>
      html`${level === 3 ? html`<h3>${heading}</h3>` : html`<h4>${heading}</h4>`}
      ${paragraphs.map((text) => html`<p>${text}</p>`)}
      ${
        items.length === 0
          ? ''
          : html`<ul>
              ${items.map((text) => html`<li>${text}</li>`)}
            </ul>`
      }`,
  )}`;
}

function dosing({ dosing: { adult, pediatric, geriatric } }: Monograph): Html {
  const tabs = [
    { id: 'dose_adult', label: 'Adult', content: adult },
    { id: 'dose_ped', label: 'Pediatric', content: pediatric },
    ...(geriatric === null ? [] : [{ id: 'dose_ger', label: 'Geriatric', content: geriatric }]),
  ];
  return html`<div id="dose_tabs" class="tabs" role="tablist" aria-label="Patients">
      ${tabs.map(
        ({ id, label }, index) =>
          html`<a
            href="#${id}"
            id="${id}_tab"
            role="tab"
            aria-controls="${id}"
            aria-selected="${String(index === 0)}"
            tabindex="${index === 0 ? 0 : -1}"
            >${label}</a
          >`,
      )}
    </div>
    <div id="dose_tabs_content">
      ${tabs.map(
        ({ id, content }, index) =>
          html`<div id="${id}" role="tabpanel" aria-labelledby="${id}_tab" ${index === 0 ? '' : 'hidden'}>
            ${passages(content)}
          </div>`,
      )}
    </div>`;
}

function interactionList({ generic }: Drug, { interactions }: Monograph): Html {
  const count = interactions.reduce((sum, { others }) => sum + others.length, 0);
  const intro =
    count === 0
      ? `Sample text. The stand-in's table has no row for ${generic}. On a real page the absence of a row would not say that nothing can happen, only that nothing has been written down.`
      : `Sample text. The stand-in's table pairs ${generic} with ${count} of its other drugs, worst first. Every row is invented and says nothing about real use.`;
  return html`<p>${intro}</p>
    <p><a href="/drug-interactionchecker">Open the drug interaction checker</a></p>
    <div id="druglistcontainer">
      <div id="drug_interlist">
        ${interactions.map(
          ({ heading, others }) =>
            html`<h4>${heading}</h4>
              <ul>
                ${others.map(
                  ({ name, text }) =>
                    html`<li>
                      ${name}
                      <p>${text}</p>
                    </li>`,
                )}
              </ul>`,
        )}
      </div>
    </div>`;
}

function blackBox({ blackBox: box }: Monograph): Html | string {
  if (box === null) return '';
  return html`<div class="bbinfo notice notice-danger">
    <h3>Black Box Warnings</h3>
    <p>${box.intro}</p>
    <ul>
      ${box.points.map((text) => html`<li>${text}</li>`)}
    </ul>
  </div>`;
}

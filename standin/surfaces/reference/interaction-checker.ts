import { Hono } from 'hono';
import { html } from 'hono/html';
import type { StandinContext, StandinEnv } from '../../context.ts';
import { interactionAnswer, severities, type Severity } from '../../data/interactions.ts';
import { renderReference } from './page.ts';

/** Lists of the results by severity; the first takes the rows. Two are known for the third severity. */
const lists: Readonly<Record<Severity['id'], readonly string[]>> = {
  4: ['contraindicated_list'],
  3: ['serious_list'],
  2: ['monitor_list', 'significant_list'],
  1: ['minor_list'],
};

const badges: Readonly<Record<Severity['id'], string>> = {
  4: 'badge-danger',
  3: 'badge-danger',
  2: 'badge-warning',
  1: 'badge-quiet',
};

/** The interaction checker and the data that it asks for. */
export function interactionCheckerRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();

  app.get('/drug-interactionchecker', (c) =>
    renderReference(c, standin, {
      title: 'Drug Interactions Checker - Medscape Drug Reference Database',
      scripts: ['/js/interaction-checker.js'],
      settings: { lookup: standin.link(c, 'www', '/api/quickreflookup/LookupService.ashx') },
      crumbs: [{ text: 'Drug Interaction Checker', href: '/drug-interactionchecker' }],
      heading: 'Drug Interaction Checker',
      lead: 'Enter two or more drugs, OTCs or herbals to see what the table says about them.',
      content: html`<div class="ref-checker">
          <section class="panel" aria-labelledby="mdic-choose">
            <h2 id="mdic-choose">Patient Regimen</h2>
            <div class="field mdic-field">
              <label for="MDICtextbox">Drug, OTC or herbal</label>
              <input
                type="text"
                id="MDICtextbox"
                autocomplete="off"
                placeholder="Enter a drug, OTC or herbal"
                role="combobox"
                aria-expanded="false"
                aria-controls="MDICdrugs"
                aria-autocomplete="list"
              />
              <div id="MDICilfulllist" style="display:none">
                <div id="MDICildruglist"><ul id="MDICdrugs" aria-label="Matching drugs"></ul></div>
                <div id="MDICildrugnor" style="display:none">No matching drug was found.</div>
              </div>
            </div>
            <p class="notice notice-warning" id="mdiclimit" hidden>
              This is the limit of 25 drugs. Remove one to add another.
            </p>
            <ul id="pdlist" aria-label="Chosen drugs"></ul>
            <p id="clearallbtn" hidden><a href="#" role="button">Clear All</a></p>
          </section>
          <section class="panel" aria-labelledby="mdic-found" aria-live="polite">
            <h2 id="mdic-found">Interactions</h2>
            <p id="mdicempty">Results appear here as soon as two drugs are chosen.</p>
            <div id="loading_img" hidden>
              <img
                src="${standin.link(c, 'img', '/images/activity.svg')}"
                alt="activity indicator"
                width="32"
                height="32"
              />
            </div>
            <p class="notice notice-danger" id="mdicfailed" role="alert" hidden>
              The interaction service does not answer. Please try again later.
            </p>
            <p id="mdiccount" hidden></p>
            <div id="intcheck_intfound" style="display:none">
              ${severities.map(
                ({ id, shown }) =>
                  html`<div class="mdic-severity" hidden>
                    <h3><span class="badge ${badges[id]}">${shown}</span></h3>
                    ${lists[id].map((list) => html`<ul id="${list}"></ul>`)}
                  </div>`,
              )}
            </div>
          </section>
        </div>
        <div id="clearallalert" hidden>
          <div class="layer-backdrop"></div>
          <div class="layer" role="dialog" aria-modal="true" aria-labelledby="clearallquestion">
            <h2 id="clearallquestion">Remove all drugs from the list?</h2>
            <p class="form-actions">
              <span id="subclearbtn"><a class="button" href="#" role="button">Clear</a></span>
              <span id="subcancelbtn"><a class="button button-secondary" href="#" role="button">Cancel</a></span>
            </p>
          </div>
        </div>`,
    }),
  );

  app.get('/druginteraction.do', (c) => {
    if (c.req.query('action') !== 'getMultiInteraction') return c.json({ errorCode: -1, multiInteractions: [] }, 400);
    const answer = interactionAnswer(c.req.query('ids') ?? '', standin.switches.noInteractionCode);
    return c.json(answer, 200, { 'Cache-Control': 'no-store' });
  });

  return app;
}

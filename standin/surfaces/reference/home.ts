import { Hono } from 'hono';
import { html } from 'hono/html';
import type { StandinContext, StandinEnv } from '../../context.ts';
import { drugs } from '../../data/drugs.ts';
import { slideshows } from '../../data/slideshows.ts';
import { requireMember } from '../../gate.ts';
import { illustration, renderPage, sampleNote } from '../../layout.ts';
import { renderReference } from './page.ts';

interface Tool {
  readonly name: string;
  readonly href: string;
  readonly about: string;
}

const featured = ['warfarin', 'aspirin', 'atorvastatin', 'metformin', 'sertraline', 'insulin glargine'];

/** Tools behind the login, which the tool list leads to all the same. */
const memberTools: readonly Tool[] = [
  { name: 'Formulary', href: '/formulary', about: 'Which sample plan would cover which sample drug.' },
  {
    name: 'Patient Simulations',
    href: '/sites/patient-simulations',
    about: 'Sample patients, one decision at a time.',
  },
];

/** The front page of Drugs & Diseases, and the tools that are for members only. */
export function homeRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();

  app.get('/', (c) => {
    const emedicine = (path: string): string => standin.link(c, 'emedicine', path);
    const tools: readonly Tool[] = [
      { name: 'Drugs, OTCs & Herbals', href: '/drugs', about: 'Forty monographs in twelve classes.' },
      { name: 'Drug Interaction Checker', href: '/drug-interactionchecker', about: 'What does not go with what.' },
      { name: 'Pill Identifier', href: '/pill-identifier', about: 'From shape, color and imprint to a name.' },
      { name: 'Calculators', href: '/guide/medical-calculators', about: 'Twelve formulas that compute.' },
      { name: 'Diseases & Conditions', href: emedicine('/'), about: 'Articles by specialty.' },
      { name: 'Procedures', href: emedicine('/clinical_procedures'), about: 'Step by step.' },
      { name: 'Anatomy', href: '/guide/anatomy', about: 'Where to read on.' },
      { name: 'Laboratory Medicine', href: '/guide/laboratory_medicine', about: 'What is measured, and where.' },
      { name: 'Slideshow Collections', href: '/features/slideshow', about: 'Pictures with few words.' },
      { name: 'Case Challenges', href: '/features/casechallenges', about: 'What would you do next?' },
      ...memberTools,
    ];
    return renderPage(c, standin, {
      surface: 'reference',
      title: 'Drugs & Diseases: Medscape Reference',
      bodyClass: 'medscape_ref',
      styles: ['/css/reference.css'],
      body: html`<div class="band">
          <div class="page">
            <div class="page-head">
              <p class="kicker">Reference</p>
              <h1>Drugs &amp; Diseases</h1>
              <p class="lead">Monographs, interactions, pills, calculators and pictures in one place.</p>
            </div>
          </div>
        </div>
        <div class="page">
          <section class="section section-content" aria-labelledby="ref-tools">
            <div class="section-head"><h2 id="ref-tools">Tools</h2></div>
            <ul class="grid grid-3">
              ${tools.map(
                ({ name, href, about }) =>
                  html`<li>
                    <a class="tile" href="${href}">
                      <span class="tile-mark" aria-hidden="true">${name.slice(0, 1)}</span>
                      <div><strong>${name}</strong> <span>${about}</span></div>
                    </a>
                  </li>`,
              )}
            </ul>
          </section>
          <section class="section" id="imgCollections" aria-labelledby="ref-slideshows">
            <div class="section-head">
              <h2 id="ref-slideshows">Image Collections</h2>
              <a class="more" href="/features/slideshow">All slideshows</a>
            </div>
            <ul class="grid grid-4">
              ${slideshows.map(
                ({ slug, title, slides, motif }) =>
                  html`<li class="card">
                    ${illustration(c, standin, motif, `1-${slug}`)}
                    <div class="card-body">
                      <h3 class="card-title"><a class="card-link" href="/slideshow/${slug}">${title}</a></h3>
                      <p class="card-meta">${slides.length} slides</p>
                    </div>
                  </li>`,
              )}
            </ul>
          </section>
          <section class="section bucketContent" id="featured" aria-labelledby="ref-featured">
            <div class="section-head">
              <h2 id="ref-featured">Often Looked Up</h2>
              <a class="more" href="/drugs">All classes</a>
            </div>
            <ul class="listLeft link-columns">
              ${drugs
                .filter(({ generic }) => featured.includes(generic))
                .map(
                  ({ slug, generic, className }) =>
                    html`<li><a href="/drug/${slug}">${generic}</a> <span class="ref-aside">${className}</span></li>`,
                )}
            </ul>
          </section>
          ${sampleNote()}
        </div>`,
    });
  });

  for (const { name, href, about } of memberTools) {
    app.get(
      href,
      (c) =>
        requireMember(c, standin) ??
        renderReference(c, standin, {
          title: `${name} | Medscape Reference`,
          crumbs: [{ text: name, href }],
          heading: name,
          lead: about,
          content: html`<div class="notice">This tool is for members, and empty in the stand-in.</div>`,
        }),
    );
  }

  return app;
}

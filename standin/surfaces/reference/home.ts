import { Hono } from 'hono';
import { html } from 'hono/html';
import { requireMember } from '../../gate.ts';
import type { StandinContext, StandinEnv } from '../../context.ts';
import { drugs } from '../../data/drugs.ts';
import { slideshows } from '../../data/slideshows.ts';
import { renderReference, sampleNotice } from './page.ts';

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
    const tools: readonly Tool[] = [
      { name: 'Drugs, OTCs & Herbals', href: '/drugs', about: 'Forty sample monographs in twelve classes.' },
      {
        name: 'Diseases & Conditions',
        href: standin.link(c, 'emedicine', '/'),
        about: 'Condition articles, by specialty.',
      },
      {
        name: 'Procedures',
        href: standin.link(c, 'emedicine', '/clinical_procedures'),
        about: 'How things are done, step by step.',
      },
      { name: 'Anatomy', href: '/guide/anatomy', about: 'Where things are.' },
      { name: 'Laboratory Medicine', href: '/guide/laboratory_medicine', about: 'What is measured, and in what.' },
      { name: 'Drug Interaction Checker', href: '/drug-interactionchecker', about: 'What does not go with what.' },
      { name: 'Pill Identifier', href: '/pill-identifier', about: 'From shape, color and imprint to a name.' },
      { name: 'Calculators', href: '/guide/medical-calculators', about: 'Twelve formulas that compute.' },
      { name: 'Slideshow Collections', href: '/features/slideshow', about: 'Pictures with few words.' },
      { name: 'Case Challenges', href: '/features/casechallenges', about: 'What would you do next?' },
      ...memberTools,
    ];
    return renderReference(c, standin, {
      title: 'Drugs & Diseases: Medscape Reference',
      bodyClass: 'medscape_ref',
      body: html`<div class="ref-page">
        <h1>Drugs &amp; Diseases</h1>
        ${sampleNotice}
        <section class="section-content" aria-labelledby="ref-tools">
          <h2 id="ref-tools">Tools</h2>
          <ul class="ref-tools">
            ${tools.map(
              ({ name, href, about }) =>
                html`<li>
                  <a href="${href}">${name}</a>
                  <p>${about}</p>
                </li>`,
            )}
          </ul>
        </section>
        <div class="ref-columns">
          <section id="featured" class="bucketContent" aria-labelledby="ref-featured">
            <h2 id="ref-featured">Often Looked Up</h2>
            <ul class="listLeft ref-list">
              ${drugs
                .filter(({ generic }) => featured.includes(generic))
                .map(
                  ({ slug, generic, className }) =>
                    html`<li><a href="/drug/${slug}">${generic}</a> <span>${className}</span></li>`,
                )}
            </ul>
          </section>
          <section id="imgCollections" aria-labelledby="ref-slideshows">
            <h2 id="ref-slideshows">Image Collections</h2>
            <ul class="ref-list">
              ${slideshows.map(
                ({ slug, title, slides }) =>
                  html`<li><a href="/slideshow/${slug}">${title}</a> <span>${slides.length} slides</span></li>`,
              )}
            </ul>
          </section>
        </div>
      </div>`,
    });
  });

  for (const { name, href, about } of memberTools) {
    app.get(href, (c) => {
      const toLogin = requireMember(c, standin);
      if (toLogin) return toLogin;
      return renderReference(c, standin, {
        title: `${name}: Medscape Reference`,
        body: html`<div class="ref-page">
          <h1>${name}</h1>
          ${sampleNotice}
          <p>${about}</p>
        </div>`,
      });
    });
  }

  return app;
}

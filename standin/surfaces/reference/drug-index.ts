import { Hono } from 'hono';
import { html } from 'hono/html';
import type { StandinContext, StandinEnv } from '../../context.ts';
import { classBySlug, drugClasses, drugs } from '../../data/drugs.ts';
import { renderMissing } from '../../layout.ts';
import { breadcrumbs, renderReference, sampleNotice } from './page.ts';

const index = { text: 'Drugs, OTCs & Herbals', href: '/drugs' };

/** The index of drug classes, and the drugs of one class. */
export function drugIndexRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();

  app.get('/drugs', (c) =>
    renderReference(c, standin, {
      title: 'Drugs, OTCs & Herbals | Medscape Reference',
      body: html`<div id="drugdb" class="ref-page">
        ${breadcrumbs([index])}
        <div id="maincolboxdrugdbheader">
          <h1>Drugs, OTCs &amp; Herbals</h1>
          <p class="ref-lead">${drugs.length} drugs in ${drugClasses.length} classes.</p>
        </div>
        ${sampleNotice}
        <div id="drugdbmain2">
          <h2>Browse by Class</h2>
          <ul class="classdruglist">
            ${drugClasses.map(
              ({ slug, name, drugs: members }) =>
                html`<li><a href="/drugs/${slug}">${name}</a> <span class="ref-count">${members.length}</span></li>`,
            )}
          </ul>
        </div>
      </div>`,
    }),
  );

  app.get('/drugs/:class', (c) => {
    const drugClass = classBySlug.get(c.req.param('class'));
    if (drugClass === undefined) return renderMissing(c, standin, 'reference');
    return renderReference(c, standin, {
      title: `${drugClass.name} | Medscape Reference`,
      body: html`<div id="drugdb" class="ref-page">
        ${breadcrumbs([index, { text: drugClass.name, href: `/drugs/${drugClass.slug}` }])}
        <div id="maincolboxdrugdbheader"><h1>${drugClass.name}</h1></div>
        ${sampleNotice}
        <div id="drugdbmain2">
          <div class="topic-section expanded">
            <div class="topic-head">${drugClass.drugs.length} Drugs</div>
            <ul class="ref-list">
              ${drugClass.drugs.map(
                ({ slug, generic, brands }) =>
                  html`<li><a href="/drug/${slug}">${generic}</a> <span>${brands.join(', ')}</span></li>`,
              )}
            </ul>
          </div>
        </div>
      </div>`,
    });
  });

  return app;
}

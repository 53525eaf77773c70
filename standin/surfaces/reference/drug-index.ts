import { Hono } from 'hono';
import { html } from 'hono/html';
import type { StandinContext, StandinEnv } from '../../context.ts';
import { classBySlug, drugClasses, drugs } from '../../data/drugs.ts';
import { renderMissing } from '../../layout.ts';
import { renderReference } from './page.ts';

/** Where the way to every monograph begins. */
export const drugIndexCrumb = { text: 'Drugs, OTCs & Herbals', href: '/drugs' };

/** The index of drug classes, and the drugs of one class. */
export function drugIndexRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();

  app.get('/drugs', (c) =>
    renderReference(c, standin, {
      title: 'Drugs, OTCs & Herbals | Medscape Reference',
      crumbs: [drugIndexCrumb],
      heading: 'Drugs, OTCs & Herbals',
      lead: `${drugs.length} drugs in ${drugClasses.length} classes.`,
      content: html`<div id="drugdb">
        <div id="drugdbmain2" class="panel">
          <h2>Browse by Class</h2>
          <ul class="classdruglist link-columns">
            ${drugClasses.map(
              ({ slug, name, drugs: members }) =>
                html`<li><a href="/drugs/${slug}">${name}</a> <span class="ref-aside">${members.length}</span></li>`,
            )}
          </ul>
        </div>
      </div>`,
    }),
  );

  app.get('/drugs/:class', (c) => {
    const drugClass = classBySlug.get(c.req.param('class'));
    if (drugClass === undefined) return renderMissing(c, standin, 'reference');
    const { name, slug: classSlug, drugs: members } = drugClass;
    return renderReference(c, standin, {
      title: `${name} | Medscape Reference`,
      crumbs: [drugIndexCrumb, { text: name, href: `/drugs/${classSlug}` }],
      heading: name,
      content: html`<div id="drugdb">
        <div id="drugdbmain2">
          <div class="topic-section expanded panel">
            <div class="topic-head">${members.length} drugs</div>
            <ul class="link-list">
              ${members.map(
                ({ slug, generic, brands }) =>
                  html`<li>
                    <a href="/drug/${slug}">${generic}</a> <span class="ref-aside">${brands.join(', ')}</span>
                  </li>`,
              )}
            </ul>
          </div>
        </div>
      </div>`,
    });
  });

  return app;
}

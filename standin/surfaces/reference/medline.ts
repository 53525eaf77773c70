import { Hono } from 'hono';
import { html } from 'hono/html';
import type { StandinContext, StandinEnv } from '../../context.ts';
import { abstractByPmid } from '../../data/medline.ts';
import { renderMissing } from '../../layout.ts';
import { breadcrumbs, renderReference, sampleNotice } from './page.ts';

export function medlineRoutes(standin: StandinContext): Hono<StandinEnv> {
  return new Hono<StandinEnv>().get('/medline/abstract/:pmid', (c) => {
    const found = abstractByPmid.get(c.req.param('pmid'));
    if (found === undefined) return renderMissing(c, standin, 'reference');
    return renderReference(c, standin, {
      title: `${found.title} | Medline Abstract`,
      body: html`<article class="ref-page">
        ${breadcrumbs([{ text: 'Medline Abstract', href: `/medline/abstract/${found.pmid}` }])}
        <h1>${found.title}</h1>
        <p class="ref-byline">${found.authors.join(', ')} · <cite>${found.journal}</cite>, ${found.year}</p>
        ${sampleNotice}
        <p>${found.text}</p>
        <p class="ref-byline">PMID ${found.pmid} (invented)</p>
      </article>`,
    });
  });
}

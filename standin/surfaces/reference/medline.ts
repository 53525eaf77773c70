import { Hono } from 'hono';
import { html } from 'hono/html';
import type { StandinContext, StandinEnv } from '../../context.ts';
import { abstractByPmid } from '../../data/medline.ts';
import { renderMissing } from '../../layout.ts';
import { renderReference } from './page.ts';

export function medlineRoutes(standin: StandinContext): Hono<StandinEnv> {
  return new Hono<StandinEnv>().get('/medline/abstract/:pmid', (c) => {
    const found = abstractByPmid.get(c.req.param('pmid'));
    if (found === undefined) return renderMissing(c, standin, 'reference');
    const { pmid, title, authors, journal, year, text } = found;
    return renderReference(c, standin, {
      title: `${title} | Medline Abstract`,
      crumbs: [{ text: 'Medline Abstract', href: `/medline/abstract/${pmid}` }],
      heading: title,
      lead: html`${authors.join(', ')}. <cite>${journal}</cite>, ${year}`,
      content: html`<article class="panel reading">
        <p>${text}</p>
        <p>PMID ${pmid} (invented)</p>
      </article>`,
    });
  });
}

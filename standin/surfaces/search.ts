import { Hono } from 'hono';
import type { PageContext, StandinContext, StandinEnv } from '../context.ts';
import { renderPage } from '../layout.ts';
import { standinSearchIndex } from '../search-index-documents.ts';
import { readSearchRequest, search } from '../search-index.ts';
import { searchView } from './search-views.ts';

/** Site search, under `/search/?q=`; the bare host shows the empty form. */
export function searchSurface(standin: StandinContext): Hono<StandinEnv> {
  const index = standinSearchIndex();
  const show = (c: PageContext): Response | Promise<Response> => {
    const request = readSearchRequest(new URL(c.req.url).searchParams);
    const answer = search(index, request);
    if (answer.kind === 'education') return c.redirect(standin.link(c, 'education', '/'));
    return renderPage(c, standin, {
      surface: 'search',
      title: answer.kind === 'not-submitted' ? 'Medscape Search' : `${request.query} - Medscape Search`,
      bodyClass: 'is-search',
      styles: ['/css/search.css'],
      scripts: ['/js/search.js'],
      body: searchView(request, answer, (surface, path) => standin.link(c, surface, path)),
    });
  };
  return new Hono<StandinEnv>().get('/', show).get('/search', show);
}

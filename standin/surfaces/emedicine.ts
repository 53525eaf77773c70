import { Hono } from 'hono';
import type { PageContext, StandinContext, StandinEnv } from '../context.ts';
import { conditionArticles, conditionById, conditionSpecialties, specialtyBySlug } from '../data/conditions.ts';
import { renderMissing, renderPage } from '../layout.ts';
import { figureSvg } from './emedicine-images.ts';
import { articleHead, articlePath, articleView, homeView, mediaSection, specialtyView } from './emedicine-views.ts';

const look = { styles: ['/css/emedicine.css'], scripts: ['/js/emedicine.js'], bodyClass: 'is-emed' } as const;

const recentlyUpdated = conditionArticles.toSorted((a, b) => b.updated.localeCompare(a.updated)).slice(0, 6);

/** Conditions and procedures: the specialties, their topics, and each topic's sections. */
export function emedicineSurface(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();
  const page = { surface: 'emedicine', ...look } as const;

  app.get('/', (c) =>
    renderPage(c, standin, {
      ...page,
      title: 'Diseases & Conditions - Medscape Reference',
      body: homeView(conditionSpecialties, recentlyUpdated),
    }),
  );

  app.get('/images/:file{[0-9]+-[0-9]+\\.svg}', (c) => {
    const [id = '', figure = ''] = c.req.param('file').replace('.svg', '').split('-');
    if (!conditionById.get(id)?.media[Number(figure) - 1]) return c.text('Not found', 404);
    return c.body(figureSvg(id, Number(figure)), 200, {
      'Content-Type': 'image/svg+xml',
      'Cache-Control': 'public, max-age=3600',
    });
  });

  app.get('/article/:id{[0-9]+}', (c) => {
    const article = conditionById.get(c.req.param('id'));
    return article ? c.redirect(articlePath(article)) : renderMissing(c, standin, 'emedicine');
  });

  app.get('/article/:name{[0-9]+-[a-z]+}', (c) => {
    const [id = '', key = ''] = c.req.param('name').split('-');
    const article = conditionById.get(id);
    const section =
      key === mediaSection.key ? mediaSection : article?.sections.find((candidate) => candidate.key === key);
    if (!article || !section) return renderMissing(c, standin, 'emedicine');
    const heading = 'heading' in section ? section.heading : `${article.title} ${section.label}`;
    const parts = 'parts' in section ? section.parts.slice(0, 3).map(({ title }) => title) : [];
    return renderPage(c, standin, {
      ...page,
      title: parts.length > 0 ? `${heading}: ${parts.join(', ')}` : heading,
      head: articleHead(article, heading),
      body: articleView(article, section, linkFrom(c, standin)),
    });
  });

  app.get('/:slug', (c) => {
    const specialty = specialtyBySlug.get(c.req.param('slug'));
    if (!specialty) return renderMissing(c, standin, 'emedicine');
    return renderPage(c, standin, {
      ...page,
      title: `${specialty.name} Articles - Medscape Reference`,
      body: specialtyView(specialty),
    });
  });
  return app;
}

const linkFrom =
  (c: PageContext, standin: StandinContext) =>
  (surface: 'reference' | 'emedicine' | 'search', path: string): string =>
    standin.link(c, surface, path);

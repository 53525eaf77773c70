import { Hono } from 'hono';
import { html } from 'hono/html';
import type { StandinContext, StandinEnv } from '../../context.ts';
import { requireMember } from '../../gate.ts';
import { illustration, renderPage } from '../../layout.ts';
import type { Motif } from '../../art.ts';

interface Piece {
  readonly title: string;
  readonly line: string;
  readonly motif: Motif;
}

const courses: readonly Piece[] = [
  { title: 'Reading a Practice Budget', line: 'Six lessons, about one hour', motif: 'chart' },
  { title: 'Hiring for a Small Team', line: 'Four lessons, about 40 minutes', motif: 'network' },
  { title: 'Talking About Money', line: 'Three lessons, about 30 minutes', motif: 'shapes' },
];

const videos: readonly Piece[] = [
  { title: 'Morning Round in Three Minutes', line: '3 min', motif: 'waves' },
  { title: 'What Is on Your Desk?', line: '5 min', motif: 'shapes' },
  { title: 'A Tour of an Invented Laboratory', line: '8 min', motif: 'molecule' },
  { title: 'Questions From the Corridor', line: '6 min', motif: 'network' },
  { title: 'The Short History of the Clipboard', line: '4 min', motif: 'capsule' },
  { title: 'Five Minutes of Pulse', line: '5 min', motif: 'pulse' },
];

const posts = [
  { id: 1, title: 'How do you keep the first appointment of the day on time?', user: 'A. Sample, MD', replies: 12 },
  { id: 2, title: 'Which whiteboard markers survive a night shift?', user: 'B. Placeholder, RN', replies: 7 },
  { id: 3, title: 'Looking for a good question to end a visit with', user: 'C. Example, DO', replies: 23 },
] as const;

/** Academy, video and Consult: small, but no dead ends. Slideshows moved to the reference surface long ago. */
export function moreRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();

  const gallery = (
    path: string,
    tab: 'Academy' | 'Video',
    title: string,
    lead: string,
    pieces: readonly Piece[],
  ): void => {
    app.get(path, (c) =>
      renderPage(c, standin, {
        surface: 'www',
        title: `${title} - Medscape`,
        tab,
        body: html`<div class="page">
          <div class="page-head">
            <h1>${title}</h1>
            <p class="lead">${lead}</p>
          </div>
          <div class="grid grid-3">
            ${pieces.map(
              (piece) =>
                html`<article class="card">
                  ${illustration(c, standin, piece.motif, piece.title.toLowerCase().replaceAll(/[^a-z]+/g, '-'))}
                  <div class="card-body">
                    <h2 class="card-title">${piece.title}</h2>
                    <p class="card-meta">${piece.line}</p>
                  </div>
                </article>`,
            )}
          </div>
        </div>`,
      }),
    );
  };
  gallery('/academy/business', 'Academy', 'Business Academy', 'Short courses on running a practice.', courses);
  gallery('/video', 'Video', 'Video', 'Short films for short breaks.', videos);

  app.get('/consult', (c) => {
    const refusal = requireMember(c, standin);
    if (refusal) return refusal;
    return renderPage(c, standin, {
      surface: 'www',
      title: 'Consult - Medscape',
      tab: 'Consult',
      body: html`<div class="page page-narrow">
        <div class="page-head">
          <h1>Consult</h1>
          <p class="lead">Questions among colleagues.</p>
        </div>
        <div class="filter-tabs chips">
          <a class="chip selected" href="${standin.link(c, 'www', '/consult')}">Newest</a>
        </div>
        <div class="bucket posts stack">
          ${posts.map(
            ({ id, title, user, replies }) =>
              html`<div class="post panel">
                <p class="post-header"><span class="post-user">${user}</span></p>
                <h2><a class="title" href="${standin.link(c, 'www', `/consult/post?id=${id}`)}">${title}</a></h2>
                <p class="post-footer comments">
                  <a href="${standin.link(c, 'www', `/consult/post?id=${id}`)}">${replies} replies</a>
                </p>
              </div>`,
          )}
        </div>
      </div>`,
    });
  });
  app.get('/consult/post', (c) => {
    const refusal = requireMember(c, standin);
    const post = posts.find(({ id }) => String(id) === c.req.query('id'));
    if (refusal) return refusal;
    if (!post) return c.notFound();
    return renderPage(c, standin, {
      surface: 'www',
      title: `${post.title} - Consult - Medscape`,
      tab: 'Consult',
      body: html`<div class="page page-narrow">
        <div class="page-head"><h1>${post.title}</h1></div>
        <div class="post panel">
          <p class="post-header"><span class="post-user">${post.user}</span></p>
          <p>The question stands in the title. Its ${post.replies} replies are left to the imagination.</p>
        </div>
      </div>`,
    });
  });

  app.get('/slideshow/:slug{[a-z0-9-]+}', (c) =>
    c.redirect(standin.link(c, 'reference', `/slideshow/${c.req.param('slug')}`), 301),
  );
  return app;
}

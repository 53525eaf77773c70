import { Hono } from 'hono';
import { html } from 'hono/html';
import { illustrationPath } from '../../art.ts';
import type { PageContext, StandinContext, StandinEnv } from '../../context.ts';
import { slideshowBySlug, slideshows, type Slideshow } from '../../data/slideshows.ts';
import { illustration, renderMissing } from '../../layout.ts';
import { renderReference } from './page.ts';

const crumb = { text: 'Slideshow Collections', href: '/features/slideshow' };

/** The list of slideshows, and the player. */
export function slideshowRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();

  app.get('/features/slideshow', (c) =>
    renderReference(c, standin, {
      title: 'Slideshow Collections | Medscape Reference',
      crumbs: [crumb],
      heading: 'Slideshow Collections',
      lead: 'Pictures with few words.',
      content: html`<ul class="grid grid-2">
        ${slideshows.map(
          ({ slug, title, teaser, published, slides, motif }) =>
            html`<li class="card">
              ${illustration(c, standin, motif, `1-${slug}`)}
              <div class="card-body">
                <h2 class="card-title"><a class="card-link" href="/slideshow/${slug}">${title}</a></h2>
                <p class="card-teaser">${teaser}</p>
                <p class="card-meta">${published} · ${slides.length} slides</p>
              </div>
            </li>`,
        )}
      </ul>`,
    }),
  );

  app.get('/slideshow/:slug', (c) => {
    const show = slideshowBySlug.get(c.req.param('slug'));
    return show === undefined ? renderMissing(c, standin, 'reference') : renderPlayer(c, standin, show);
  });

  return app;
}

function renderPlayer(c: PageContext, standin: StandinContext, show: Slideshow): Response | Promise<Response> {
  const { slug, title, author, published, motif } = show;
  const slides = show.slides.map((slide, index) => ({
    ...slide,
    picture: standin.link(c, 'img', illustrationPath(motif, `${index + 1}-${slug}`)),
  }));
  // Only the current slide stands in the page; the script draws the others from this list.
  return renderReference(c, standin, {
    title,
    scripts: ['/js/slideshow.js'],
    crumbs: [crumb, { text: title, href: `/slideshow/${slug}` }],
    heading: html`<h1 class="crs-header__title">${title}</h1>`,
    lead: `${author} · ${published}`,
    content: html`<section class="crs-slide panel" aria-roledescription="slide" data-slides="${JSON.stringify(slides)}">
      <figure>
        <img class="crs-slide_image" src="${slides[0]?.picture}" alt="" width="800" height="450" />
        <figcaption><cite class="crs-slide_credit">${slides[0]?.credit}</cite></figcaption>
      </figure>
      <div class="crs-slide__text">
        <div class="crs-pagination" role="group" aria-label="Slides">
          <a
            class="crs_nav_arrow crs_nav_arrow--back"
            href="#"
            role="button"
            aria-label="Previous slide"
            aria-disabled="true"
            >‹</a
          >
          <p>
            <span class="crs-pagination_current">1</span> of <span class="crs-pagination_total">${slides.length}</span>
          </p>
          <a
            class="crs_nav_arrow crs_nav_arrow--forward"
            href="#"
            role="button"
            aria-label="Next slide"
            aria-disabled="false"
            >›</a
          >
        </div>
        <h2 class="crs-slide__title">${slides[0]?.title}</h2>
        <div class="crs-slide__copy">${slides[0]?.copy.map((text) => html`<p>${text}</p>`)}</div>
      </div>
    </section>`,
  });
}

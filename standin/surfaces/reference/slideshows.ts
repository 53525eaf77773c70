import { Hono } from 'hono';
import { html } from 'hono/html';
import type { PageContext, StandinContext, StandinEnv } from '../../context.ts';
import { slideshowBySlug, slideshows, type Slideshow } from '../../data/slideshows.ts';
import { renderMissing } from '../../layout.ts';
import { breadcrumbs, renderReference, sampleNotice } from './page.ts';
import { drawSlide } from './slide-picture.ts';

const collection = { text: 'Slideshow Collections', href: '/features/slideshow' };

function picturePath({ slug }: Slideshow, slide: number): string {
  return `/slideshow/${slug}/slide-${slide}.svg`;
}

/** The list of slideshows, the player, and its pictures. */
export function slideshowRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();

  app.get('/features/slideshow', (c) =>
    renderReference(c, standin, {
      title: 'Slideshow Collections | Medscape Reference',
      body: html`<div class="ref-page">
        ${breadcrumbs([collection])}
        <h1>Slideshow Collections</h1>
        ${sampleNotice}
        <ul class="ref-cards ref-cards-pictured">
          ${slideshows.map(
            (show) =>
              html`<li>
                <img src="${picturePath(show, 1)}" alt="" loading="lazy" width="640" height="400" />
                <h2><a href="/slideshow/${show.slug}">${show.title}</a></h2>
                <p>${show.teaser}</p>
                <p class="ref-byline">${show.published} · ${show.slides.length} slides</p>
              </li>`,
          )}
        </ul>
      </div>`,
    }),
  );

  app.get('/slideshow/:slug', (c) => {
    const show = slideshowBySlug.get(c.req.param('slug'));
    return show === undefined ? renderMissing(c, standin, 'reference') : renderPlayer(c, standin, show);
  });

  app.get('/slideshow/:slug/:picture{slide-\\d+\\.svg}', (c) => {
    const show = slideshowBySlug.get(c.req.param('slug'));
    const number = Number(c.req.param('picture').replace(/\D/g, ''));
    const slide = show?.slides[number - 1];
    if (show === undefined || slide === undefined) return c.text('Not found', 404);
    return c.body(drawSlide(`${show.id}-${number}`), 200, {
      'Content-Type': 'image/svg+xml',
      'Cache-Control': 'public, max-age=3600',
    });
  });

  return app;
}

function renderPlayer(c: PageContext, standin: StandinContext, show: Slideshow): Response | Promise<Response> {
  const slides = show.slides.map((slide, index) => ({ ...slide, picture: picturePath(show, index + 1) }));
  const [first] = slides;
  if (first === undefined) return renderMissing(c, standin, 'reference');
  return renderReference(c, standin, {
    title: show.title,
    scripts: ['/js/slideshow.js'],
    body: html`<article class="ref-page crs-show" data-slides="${JSON.stringify(slides)}">
      ${breadcrumbs([collection])}
      <h1 class="crs-header__title">${show.title}</h1>
      <p class="ref-byline">${show.author} · ${show.published}</p>
      ${sampleNotice}
      <section class="crs-slide" aria-roledescription="slide">
        <figure>
          <img class="crs-slide_image" src="${first.picture}" alt="${first.title}" width="640" height="400" />
          <figcaption><cite class="crs-slide_credit">${first.credit}</cite></figcaption>
        </figure>
        <div class="crs-slide__text">
          <div class="crs-pagination" role="group" aria-label="Slides">
            <a
              class="crs-nav_arrow crs_nav_arrow--back"
              href="#1"
              role="button"
              aria-label="Previous slide"
              aria-disabled="true"
              >‹</a
            >
            <p>
              <span class="crs-pagination_current">1</span> of
              <span class="crs-pagination_total">${slides.length}</span>
            </p>
            <a
              class="crs-nav_arrow crs_nav_arrow--forward"
              href="#2"
              role="button"
              aria-label="Next slide"
              aria-disabled="false"
              >›</a
            >
          </div>
          <h2 class="crs-slide__title">${first.title}</h2>
          <div class="crs-slide__copy">${first.copy.map((text) => html`<p>${text}</p>`)}</div>
        </div>
      </section>
    </article>`,
  });
}

import { html } from 'hono/html';
import type { PageContext, StandinContext } from '../../context.ts';
import { renderPage, type Html, type PageOptions } from '../../layout.ts';

/** A page of Drugs & Diseases: the site's chrome with the styles that its tools share. */
export function renderReference(
  c: PageContext,
  standin: StandinContext,
  page: Omit<PageOptions, 'surface' | 'styles'>,
): Response | Promise<Response> {
  return renderPage(c, standin, { ...page, surface: 'reference', styles: ['/css/reference.css'] });
}

/** One step on the way from the home page of Drugs & Diseases. */
export interface Crumb {
  readonly text: string;
  readonly href: string;
}

export function breadcrumbs(crumbs: readonly Crumb[]): Html {
  return html`<nav class="ref-breadcrumbs" id="byclassbc" aria-label="Breadcrumb">
    <a href="/">Drugs &amp; Diseases</a>${crumbs.map(
      ({ text, href }) => html`<span aria-hidden="true"> / </span><a href="${href}">${text}</a>`,
    )}
  </nav>`;
}

/** Said on every page with medical words on it. */
export const sampleNotice: Html = html`<p class="ref-sample-notice" role="note">
  <strong>Sample text.</strong> Everything on this page is invented for a local stand-in. It is no medical information.
</p>`;

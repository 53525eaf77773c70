import { html } from 'hono/html';
import type { PageContext, StandinContext } from '../../context.ts';
import { renderPage, sampleNote, type Html, type PageOptions } from '../../layout.ts';

/** One step on the way from the front page of Drugs & Diseases. */
export interface Crumb {
  readonly text: string;
  readonly href: string;
}

export interface ReferencePage extends Pick<PageOptions, 'title' | 'head' | 'bodyClass' | 'scripts' | 'settings'> {
  /** The last one is the page itself. */
  readonly crumbs: readonly Crumb[];
  /** Heading block; a text becomes its `h1`. */
  readonly heading: string | Html;
  readonly lead?: string | Html;
  readonly content: Html;
}

/** A page of one of the tools: the site's chrome, the way there, a heading, the content, and that all of it is sample text. */
export function renderReference(
  c: PageContext,
  standin: StandinContext,
  { crumbs, heading, lead, content, ...page }: ReferencePage,
): Response | Promise<Response> {
  return renderPage(c, standin, {
    ...page,
    surface: 'reference',
    styles: ['/css/reference.css'],
    body: html`<div class="page">
      <nav id="byclassbc" aria-label="Breadcrumb">
        <ol class="breadcrumbs">
          <li><a href="/">Drugs &amp; Diseases</a></li>
          ${crumbs.map(({ text, href }) => html`<li><a href="${href}">${text}</a></li>`)}
        </ol>
      </nav>
      <div class="page-head" id="maincolboxdrugdbheader">
        ${typeof heading === 'string' ? html`<h1>${heading}</h1>` : heading}
        ${lead === undefined ? '' : html`<p class="lead">${lead}</p>`}
      </div>
      ${content} ${sampleNote()}
    </div>`,
  });
}

import { html } from 'hono/html';
import type { Surface } from '../src/target/types.ts';
import type { PageContext, StandinContext } from './context.ts';
import { loginUrl, logoutUrl } from './gate.ts';

/** Escaped HTML, as `html` of hono/html makes it. */
export type Html = ReturnType<typeof html>;

export interface PageOptions {
  readonly surface: Surface;
  /** Goes into `<title>` as it is. */
  readonly title: string;
  readonly body: Html;
  /** Further elements of `<head>`. */
  readonly head?: Html;
  readonly bodyClass?: string;
  /** Paths on the asset host, e.g. `/js/calculator.js`; loaded deferred, in this order, after the site's own script. */
  readonly scripts?: readonly string[];
  /** Paths on the asset host, e.g. `/css/calculator.css`. */
  readonly styles?: readonly string[];
  /** Default 200. */
  readonly status?: 200 | 400 | 403 | 404 | 410;
}

/** A whole page in the chrome that all surfaces share. */
export function renderPage(c: PageContext, standin: StandinContext, page: PageOptions): Response | Promise<Response> {
  const asset = (path: string): string => standin.link(c, 'img', path);
  const session = c.get('session');
  c.header('Cache-Control', 'private, no-cache');
  return c.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${page.title}</title>
          <link rel="icon" href="${asset('/images/favicon.svg')}" type="image/svg+xml" />
          <link rel="stylesheet" href="${asset('/css/medscape.css')}" />
          ${(page.styles ?? []).map((path) => html`<link rel="stylesheet" href="${asset(path)}" />`)} ${page.head ?? ''}
          <script src="${asset('/js/medscape.js')}" defer></script>
          ${(page.scripts ?? []).map((path) => html`<script src="${asset(path)}" defer></script>`)}
        </head>
        <body class="${page.bodyClass ?? ''}">
          <header>
            <a href="${standin.link(c, 'www', '/')}"><img src="${asset('/images/logo.svg')}" alt="Medscape Logo" /></a>
            ${session ? html`<a id="logoutbtn" href="${logoutUrl(c, standin)}">Log Out</a>` : html`<a href="${loginUrl(c, standin)}">Log In</a>`}
          </header>
          <main>${page.body}</main>
        </body>
      </html>`,
    page.status ?? 200,
  );
}

/** The page for what is not there: a 404, or a 200 where the switch says so. */
export function renderMissing(
  c: PageContext,
  standin: StandinContext,
  surface: Surface,
  body?: Html,
): Response | Promise<Response> {
  return renderPage(c, standin, {
    surface,
    title: 'Page Not Found',
    status: standin.switches.missing === 'hard' ? 404 : 200,
    body:
      body ??
      html`<h1>Page Not Found</h1>
        <p>The page you asked for is not here.</p>`,
  });
}

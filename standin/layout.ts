import { html, raw } from 'hono/html';
import type { Surface } from '../src/target/types.ts';
import { illustrationPath, type Motif } from './art.ts';
import type { PageContext, StandinContext } from './context.ts';
import { specialties } from './data/specialties.ts';
import { loginUrl, logoutUrl } from './gate.ts';
import type { Host } from './hosts.ts';

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
  /** Tab of the main navigation that the page belongs to; absent: the surface's own. */
  readonly tab?: TabName | null;
  /** Paths on the asset host, e.g. `/js/calculator.js`; loaded deferred, in this order, after the site's own script. */
  readonly scripts?: readonly string[];
  /** Paths on the asset host, e.g. `/css/calculator.css`. */
  readonly styles?: readonly string[];
  /** Values that the page's scripts read from `mdscpSettings`, beside the chrome's own. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  /** What the header's search field shows; for the page of results. */
  readonly query?: string;
  /** Default 200. */
  readonly status?: 200 | 400 | 403 | 404 | 410;
}

const tabs = [
  { name: 'News & Perspective', host: 'www', path: '/' },
  { name: 'Drugs & Diseases', host: 'reference', path: '/' },
  { name: 'CME & Education', host: 'education', path: '/' },
  { name: 'Academy', host: 'www', path: '/academy/business' },
  { name: 'Video', host: 'www', path: '/video' },
  { name: 'Consult', host: 'www', path: '/consult' },
] as const satisfies { name: string; host: Host; path: string }[];

export type TabName = (typeof tabs)[number]['name'];

const tabOfSurface: Readonly<Record<Surface, TabName | null>> = {
  www: 'News & Perspective',
  reference: 'Drugs & Diseases',
  emedicine: 'Drugs & Diseases',
  education: 'CME & Education',
  search: null,
  login: null,
};

/** Links at the foot of every page, under the headings of the real site's footer. */
const footer = [
  {
    heading: 'About',
    links: [
      ['About Medscape', '/public/about'],
      ['Privacy Policy', '/public/privacy'],
      ['Editorial Policy', '/public/editorialpolicies'],
      ['Cookies', '/public/cookies'],
      ['Terms of Use', '/public/termsofuse'],
      ['Advertising Policy', '/public/adpolicy'],
      ['Help Center', '/public/help'],
    ],
  },
  {
    heading: 'Membership',
    links: [
      ['Become a Member', '/px/registration.do?lang=en'],
      ['About You', '/profile'],
      ['Professional Information', '/profile/professional'],
      ['Newsletters & Alerts', '/newsletters'],
      ['Market Research', '/marketresearch'],
    ],
  },
  { heading: 'App', links: [['Medscape App', '/public/medscapeapp']] },
] as const;

/** JSON that may stand inside a script element. */
function scriptJson(value: unknown): Html {
  return raw(JSON.stringify(value).replaceAll('<', '\\u003c'));
}

/** A whole page in the chrome that all surfaces share. */
export function renderPage(c: PageContext, standin: StandinContext, page: PageOptions): Response | Promise<Response> {
  const asset = (path: string): string => standin.link(c, 'img', path);
  // Pages greet the member by name, so no cache may keep them for somebody else.
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
          ${globals(c, standin, page)}
          <script src="${asset('/js/medscape.js')}" defer></script>
          ${(page.scripts ?? []).map((path) => html`<script src="${asset(path)}" defer></script>`)}
        </head>
        <body class="${page.surface === 'education' ? 'is-cme' : 'is-www'} ${page.bodyClass ?? ''}">
          <a class="skip-link" href="#main">Skip to content</a>
          ${renderHeader(c, standin, page)}
          <main id="main">${page.body}</main>
          ${renderFooter(c, standin)}
        </body>
      </html>`,
    page.status ?? 200,
  );
}

/** The variables that the real site's pages define, and the settings of our own scripts. */
function globals(c: PageContext, standin: StandinContext, page: PageOptions): Html {
  const { naming, host } = c.get('address');
  const { consent, adhesiveFooter, popup } = standin.switches;
  const member = c.get('session')?.member;
  const settings = {
    consent,
    adhesiveFooter,
    popup,
    cookieDomain: host === 'education' ? naming.educationDomain : naming.domain,
    home: standin.link(c, 'www', '/'),
    ...page.settings,
  };
  const targeting = {
    userSegVars: { prof: member?.profession ?? '', sp: member?.specialty ?? '' },
    pageSegVars: { site: page.surface },
    webSegVars: {},
    reqHeaders: {},
  };
  return html`<script>
    var locale = 'us';
    var s_user_group = ${scriptJson(member?.profession ?? '')};
    var DFPTargetKeys = ${scriptJson(targeting)};
    var mdscpSettings = ${scriptJson(settings)};
  </script>`;
}

function renderHeader(c: PageContext, standin: StandinContext, page: PageOptions): Html {
  const current = page.tab === undefined ? tabOfSurface[page.surface] : page.tab;
  return html`<header class="site-header">
    <div class="header-bar">
      <button class="header-menu-toggle" type="button" aria-label="Menu" aria-expanded="false" aria-controls="site-nav">
        <span></span><span></span><span></span>
      </button>
      <a class="header-logo" href="${standin.link(c, 'www', '/')}">
        <img src="${standin.link(c, 'img', '/images/logo.svg')}" alt="Medscape Logo" width="236" height="40" />
      </a>
      <form class="header-search" role="search" action="${standin.link(c, 'search', '/search/')}">
        <input
          id="searchInput"
          name="q"
          type="search"
          placeholder="Search Medscape"
          aria-label="Search Medscape"
          value="${page.query ?? ''}"
          autocomplete="off"
        />
        <button type="submit" aria-label="Search">
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <circle cx="8.5" cy="8.5" r="6" fill="none" stroke="currentColor" stroke-width="2.2" />
            <path d="M13 13l5 5" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" />
          </svg>
        </button>
      </form>
      <div id="rightheaderlinks">${renderAccount(c, standin)}</div>
    </div>
    <div class="header-nav" id="site-nav">
      <div class="header-nav-inner">
        <nav class="header-tabs" aria-label="Main">
          ${tabs.map(({ name, host, path }) => html`<a href="${standin.link(c, host, path)}" ${name === current ? raw('aria-current="true"') : ''}>${name}</a>`)}
        </nav>
        <button
          class="header-specialty-toggle"
          id="currentSpecialty"
          type="button"
          aria-expanded="false"
          aria-controls="specialty-menu"
        >
          Specialties
        </button>
        <nav class="header-specialty-menu" id="specialty-menu" aria-label="Specialties">
          ${specialties.map(({ slug, name }) => html`<a class="header-specialty-menu-link" href="${standin.link(c, 'www', `/${slug}`)}">${name}</a>`)}
        </nav>
      </div>
    </div>
  </header>`;
}

function renderAccount(c: PageContext, standin: StandinContext): Html {
  const session = c.get('session');
  if (!session) {
    return html`<a class="hide-phone" href="${standin.link(c, 'www', '/px/registration.do?lang=en')}">Register</a>
      <a class="button" href="${loginUrl(c, standin)}">Log In</a>`;
  }
  const { name } = session.member;
  const initials = name.replace(/^Dr\. /, '').replaceAll(/(\w)\w*\W*/g, '$1');
  return html`<a id="headerrightlinkdd" href="${standin.link(c, 'www', '/profile')}" aria-label="Profile of ${name}"
      ><span class="avatar" aria-hidden="true">${initials}</span><span class="member-name">${name}</span></a
    >
    <a id="logoutbtn" href="${logoutUrl(c, standin)}">Log Out</a>`;
}

function renderFooter(c: PageContext, standin: StandinContext): Html {
  return html`<footer id="footercontents">
    <div class="mdscp-footer-top">
      <div class="mdscp-footer-brand">
        <img src="${standin.link(c, 'img', '/images/logo.svg')}" alt="" width="236" height="40" loading="lazy" />
        <p>A local stand-in for testing. All of its text is invented.</p>
      </div>
      ${footer.map(
        ({ heading, links }) =>
          html`<div class="mdscp-footer-top-section mdscp-footer-top-col">
            <h4>${heading}</h4>
            <ul>
              ${links.map(([text, path]) => html`<li><a href="${standin.link(c, 'www', path)}">${text}</a></li>`)}
              ${heading === 'About' ? html`<li><a id="ot-sdk-btn" class="ot-sdk-show-settings" href="#">Your Privacy Choices</a></li>` : ''}
            </ul>
          </div>`,
      )}
    </div>
    <div class="mdscp-footer-bottom">
      <p>
        Sample text for testing. Not medical advice. No relation to, and no content of, the site whose structure it
        borrows.
      </p>
    </div>
  </footer>`;
}

/** An empty place for an advertisement; `position` as in the real site's `ads-pos-` numbers. */
export function adSlot(position: number, className = ''): Html {
  return html`<div class="AdUnit ${className}" id="ads-pos-${position}">Advertisement</div>`;
}

/** A picture of the site's own, always the same for the same seed; decorative unless `alt` says what it shows. */
export function illustration(
  c: PageContext,
  standin: StandinContext,
  motif: Motif,
  seed: string,
  options: { readonly alt?: string; readonly className?: string } = {},
): Html {
  const { alt = '', className = 'card-media' } = options;
  return html`<img
    class="${className}"
    src="${standin.link(c, 'img', illustrationPath(motif, seed))}"
    alt="${alt}"
    width="800"
    height="450"
  />`;
}

/** Stands on every page with medical statements. */
export function sampleNote(): Html {
  return html`<p class="sample-note">Sample text for testing. Not medical advice.</p>`;
}

/** The page for what is not there: a 404, or a 200 where the switch says so. `body` replaces the usual text. */
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
    tab: null,
    body: html`<div class="page page-narrow">
      ${
        body ??
        html`<div class="page-head">
            <p class="kicker">Nothing here</p>
            <h1>Page Not Found</h1>
            <p class="lead">
              The page that you asked for has moved, or was never here. Check the address, search for it, or start again
              from the home page.
            </p>
          </div>
          <p><a class="button" href="${standin.link(c, 'www', '/')}">Go to the home page</a></p>`
      }
    </div>`,
  });
}

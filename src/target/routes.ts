import type { Surface } from './types.ts';

/** A path of the site with its identifiers replaced. */
export interface Route {
  readonly surfaces: readonly Surface[];
  /** As it stands in findings and signatures. */
  readonly template: string;
  readonly match: RegExp;
}

/**
 * The site's routes, the first that matches wins. The shapes of identifiers are taken loosely where the prefix decides, so that a
 * missing page (`/drug/no-such-drug`) has the template of the page that it is not.
 */
export const routes: readonly Route[] = [
  { surfaces: ['www', 'reference', 'education'], template: '/viewarticle/:id', match: /^\/viewarticle\/[^/]+$/ },
  { surfaces: ['www'], template: '/index/list_:list_:page', match: /^\/index\/list_\d+_\d+$/ },
  { surfaces: ['www'], template: '/index/list_:list_rss', match: /^\/index\/list_\d+_rss$/ },
  { surfaces: ['www'], template: '/index/list_:list', match: /^\/index\/list_[^/]+$/ },
  { surfaces: ['www', 'reference'], template: '/slideshow/:slug', match: /^\/slideshow\/[^/]+$/ },
  { surfaces: ['www', 'education'], template: '/viewcollection/:id', match: /^\/viewcollection\/[^/]+$/ },
  { surfaces: ['www'], template: '/recap/:id', match: /^\/recap\/[^/]+$/ },
  { surfaces: ['www'], template: '/resource/:slug', match: /^\/resource\/[^/]+$/ },
  { surfaces: ['reference'], template: '/drugs/:class', match: /^\/drugs\/[^/]+$/ },
  { surfaces: ['reference'], template: '/drug/:slug', match: /^\/drug\/[^/]+$/ },
  { surfaces: ['reference'], template: '/refdrug-srch/:slug', match: /^\/refdrug-srch\/[^/]+$/ },
  { surfaces: ['reference'], template: '/refarticle-srch/:slug', match: /^\/refarticle-srch\/[^/]+$/ },
  { surfaces: ['reference'], template: '/calculator/:n/:slug', match: /^\/calculator\/\d+\/[^/]+$/ },
  { surfaces: ['reference'], template: '/calculator/:slug', match: /^\/calculator\/[^/]+$/ },
  { surfaces: ['reference'], template: '/medline/abstract/:id', match: /^\/medline\/abstract\/[^/]+$/ },
  { surfaces: ['emedicine'], template: '/article/:id-:section', match: /^\/article\/\d+-[a-z]+$/ },
  { surfaces: ['emedicine'], template: '/article/:id', match: /^\/article\/[^/]+$/ },
  { surfaces: ['login'], template: '/login/oauth2/callback/:provider', match: /^\/login\/oauth2\/callback\/[^/]+$/ },
  { surfaces: ['education'], template: '/viewprogram/:id', match: /^\/viewprogram\/[^/]+$/ },
  { surfaces: ['education'], template: '/qna/processor/:id', match: /^\/qna\/processor\/[^/]+$/ },
  { surfaces: ['education'], template: '/qna/form-evaluation/:id', match: /^\/qna\/form-evaluation\/[^/]+$/ },
  { surfaces: ['education'], template: '/sites/advances/:slug', match: /^\/sites\/advances\/[^/]+$/ },
  { surfaces: ['education'], template: '/sites/tv/:slug', match: /^\/sites\/tv\/[^/]+$/ },
  { surfaces: ['education'], template: '/symposium/:slug', match: /^\/symposium\/[^/]+$/ },
];

const identifiers: readonly RegExp[] = [
  /^\d+$/,
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  /^(?=.*\d)[0-9a-f]{8,}$/i,
  // base64 and its like: long, and with capitals, small letters and digits in one word
  /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w+=~-]{12,}$/,
  /^[\w+-]{11,}={1,2}$/,
];

/** A path that no route knows, with its identifiers replaced by `:id`. */
export function anonymousTemplate(path: string): string {
  return path
    .split('/')
    .map((segment) => {
      const [, stem = segment, ending = ''] = /^(.+?)((?:\.[a-z]{2,5}){1,2})$/.exec(segment) ?? [];
      return identifiers.some((identifier) => identifier.test(stem)) ? `:id${ending}` : segment;
    })
    .join('/')
    .slice(0, 200);
}

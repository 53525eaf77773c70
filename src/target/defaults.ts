import {
  surfaces,
  type Budgets,
  type Credentials,
  type Guards,
  type Surface,
  type TargetName,
  type WallMode,
} from './types.ts';

/** What a target is where the environment says nothing else. */
export interface TargetDefaults {
  /** Null: every surface's URL must be given. */
  readonly origins: Readonly<Record<Surface, string>> | null;
  readonly assetHosts: readonly string[];
  readonly wall: WallMode;
  readonly budgets: Budgets;
  readonly credentials: Credentials | null;
  readonly guards: Guards;
}

/** The port of the stand-in where nobody chose one. */
export const defaultStandinPort = 4310;

const standinHosts: Readonly<Record<Surface, string>> = {
  www: 'www.medscape.localhost',
  reference: 'reference.medscape.localhost',
  emedicine: 'emedicine.medscape.localhost',
  search: 'search.medscape.localhost',
  login: 'login.medscape.localhost',
  education: 'www.medscape-education.localhost',
};

/** The public host names: each seen in two or more independent sources. */
export const productionHosts: Readonly<Record<Surface, string>> = {
  www: 'www.medscape.com',
  reference: 'reference.medscape.com',
  emedicine: 'emedicine.medscape.com',
  search: 'search.medscape.com',
  login: 'login.medscape.com',
  education: 'www.medscape.org',
};

/** Domains under which nothing but production answers. */
export const productionDomains: readonly string[] = [
  'medscape.com',
  '*.medscape.com',
  'medscape.org',
  '*.medscape.org',
];

/**
 * Advertising and analytics hosts, blocked on every target so that a synthetic visit is never counted or sold as a clinician's.
 * Some are sub-domains of the site itself. `ANALYTICS_HOSTS` adds to them.
 */
export const analyticsHosts: readonly string[] = [
  'bi.medscape.com',
  'ssl.o.medscape.com',
  'bi.medscape.localhost',
  'ssl.o.medscape.localhost',
  'doubleclick.net',
  '*.doubleclick.net',
  'rlcdn.com',
  '*.rlcdn.com',
  'medtargetsystem.com',
  '*.medtargetsystem.com',
  '*.googlesyndication.com',
  '*.googletagmanager.com',
  '*.google-analytics.com',
];

const relaxed: Guards = {
  onlyTags: [],
  readOnly: false,
  allowedWrites: [],
  blockAnalytics: true,
  maxWorkers: null,
  pauseMs: 0,
};

const strict: Guards = {
  onlyTags: ['@read'],
  readOnly: true,
  allowedWrites: [
    {
      method: 'POST',
      surface: 'login',
      path: '/login/sso/*',
      why: 'logging in with the account that the owner supplied',
    },
  ],
  blockAnalytics: true,
  maxWorkers: 2,
  // Visitors that kept working paused 2 to 7 s between pages; a monitor has no reason to be faster than a reader.
  pauseMs: 2_000,
};

const originsOf = (hosts: Readonly<Record<Surface, string>>, toOrigin: (host: string) => string) =>
  // Object.fromEntries forgets its keys; `surfaces` holds every one.
  Object.fromEntries(surfaces.map((surface) => [surface, toOrigin(hosts[surface])])) as Record<Surface, string>;

/** An answer that takes longer than this is noticed by a reader, and is below the 5 s for which an expectation waits. */
const exchangeMs = 4_000;

export function defaultsOf(target: TargetName, standinPort: number, scheme: 'http' | 'https' = 'http'): TargetDefaults {
  switch (target) {
    case 'local':
      return {
        origins: originsOf(standinHosts, (host) => `${scheme}://${host}:${standinPort}`),
        assetHosts: ['img.medscape.localhost'],
        wall: 'cover',
        budgets: { exchangeMs, journeyMs: 20_000 },
        // The stand-in's own account: invented, and good for nothing else.
        credentials: { user: 'clinician', password: 'local-Qx7-only' },
        guards: relaxed,
      };
    case 'staging':
      return {
        origins: null,
        assetHosts: [],
        wall: 'cover',
        budgets: { exchangeMs, journeyMs: 40_000 },
        credentials: null,
        guards: relaxed,
      };
    case 'production':
      return {
        origins: originsOf(productionHosts, (host) => `https://${host}`),
        assetHosts: ['img.medscape.com', 'img.medscapestatic.com'],
        wall: 'cover',
        budgets: { exchangeMs, journeyMs: 60_000 },
        credentials: null,
        guards: strict,
      };
  }
}

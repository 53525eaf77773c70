/** The hosts of the site that journeys visit, in the order in which people name them. */
export const surfaces = ['www', 'reference', 'emedicine', 'search', 'login', 'education'] as const;
export type Surface = (typeof surfaces)[number];

export const targetNames = ['local', 'staging', 'production'] as const;
export type TargetName = (typeof targetNames)[number];

/** How the registration wall meets an anonymous reader: a cover over the article, a redirect to the login, or not at all. */
export const wallModes = ['cover', 'redirect', 'none'] as const;
export type WallMode = (typeof wallModes)[number];

/** What stands in front of the stand-in: nothing, or the system's Apache httpd, with TLS or without. */
export const apacheModes = ['off', 'http', 'https'] as const;
export type ApacheMode = (typeof apacheModes)[number];

/** What is made for Allure: nothing, results for a server or a tool of the team's own, or its report as well. */
export const allureModes = ['off', 'results', 'report'] as const;
export type AllureMode = (typeof allureModes)[number];

/** Whether a run is remembered; runs that break the site on purpose are not. */
export const historyModes = ['on', 'off'] as const;

/** Milliseconds within which a thing should be done; over it a journey is `degraded`, or its failure `slow`. */
export interface Budgets {
  /** One exchange, from its start to the first byte of its answer. */
  readonly exchangeMs: number;
  /** One journey, from its start to its end, where the journey declares none of its own. */
  readonly journeyMs: number;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** What a production guard lets through although it is neither GET nor HEAD. */
export interface AllowedWrite {
  readonly method: string;
  readonly surface: Surface;
  /** Glob over the path, e.g. `/login/sso/*`. */
  readonly path: string;
  readonly why: string;
}

export interface Guards {
  /** Only journeys with one of these tags are asked for; empty: all. */
  readonly onlyTags: readonly string[];
  /** First-party requests with a method other than GET and HEAD are refused, unless listed. */
  readonly readOnly: boolean;
  readonly allowedWrites: readonly AllowedWrite[];
  /** Requests to `analyticsHosts` are blocked in the browser. */
  readonly blockAnalytics: boolean;
  /** Upper bound for Playwright's workers; null: none. */
  readonly maxWorkers: number | null;
  /** Milliseconds to wait between two pages of one journey. */
  readonly pauseMs: number;
}

/** The server's own access and error log, and how it is to be read. */
export interface ServerLog {
  /** Absolute paths or globs; or a shell command that prints the lines, which may hold secrets. */
  readonly from: { readonly files: readonly string[] } | { readonly command: string };
  /** By how many milliseconds the server's clock may differ from ours. */
  readonly skewMs: number;
  /** The httpd behind it is ours alone: whatever its log holds in the time of the run is ours. */
  readonly own: boolean;
}

/** One environment under test, complete and validated. Made by `readTarget` in environment.ts. */
export interface Target {
  readonly name: TargetName;
  /** Origin of each surface, e.g. `http://www.medscape.localhost:4310`; never a trailing slash. */
  readonly origins: Readonly<Record<Surface, string>>;
  /** First-party hosts that serve assets; `*.` matches sub-domains. */
  readonly assetHosts: readonly string[];
  /** Never first-party, blocked where the guards say so; `*.` matches sub-domains. */
  readonly analyticsHosts: readonly string[];
  readonly wall: WallMode;
  readonly budgets: Budgets;
  readonly guards: Guards;
  /** The member account; null: member journeys are not asked for. */
  readonly credentials: Credentials | null;
  /** A door in front of the site (HTTP authentication); null: none. */
  readonly httpCredentials: Credentials | null;
  readonly caFile: string | null;
  readonly proxyUrl: string | null;
  /** Path of a Playwright storage state that a person made; null: none. */
  readonly storageState: string | null;
  readonly change: { readonly id: string; readonly url: string | null } | null;
  readonly location: string;
  readonly controlUrl: string | null;
  readonly retries: number;
  readonly runId: string;
  readonly browserPath: string | null;
  /** Chromium's host resolver rules, under which only this machine can be reached, whatever the names; null: names are what they are. */
  readonly resolverRules: string | null;
  /** Null: no server log can be read. */
  readonly serverLog: ServerLog | null;
  /** Port on which the stand-in serves this target; null: the target is not the stand-in. */
  readonly standinPort: number | null;
  readonly standinApache: ApacheMode;
}

/** Reads URLs as this target's: made by `createSite` in site.ts. */
export interface Site {
  /** The surface that a URL belongs to; null: none (an asset host, or somebody else's). */
  surfaceOf(url: string): Surface | null;
  /** Surfaces and asset hosts, less analytics hosts. */
  isFirstParty(url: string): boolean;
  /** The path with its identifiers replaced, e.g. `/drug/:slug`; never a query. */
  pathTemplate(url: string): string;
}

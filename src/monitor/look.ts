import { pulseId } from '../verdict/looks.ts';
import { agentSuffix } from '../evidence/agent.ts';
import { ask, noAnswerInTime, notSent, type Answered } from '../evidence/ask.ts';
import { exchangeOf, type AskedLab } from '../evidence/asked.ts';
import type { Exchange, Failure } from '../evidence/types.ts';
import { frontPages, siteName } from '../target/front-pages.ts';
import { surfaces, type Surface, type Target } from '../target/types.ts';
import type { Policy } from '../verdict/types.ts';
import type { MonitorSettings } from './types.ts';

/** One URL of a pulse. */
export interface Place {
  readonly surface: Surface;
  readonly url: string;
  /** The page of the surface that must name the site. */
  readonly isFront: boolean;
}

/** The front page of each surface, and what is declared beside. */
export function placesOf({ origins }: Pick<Target, 'origins'>, { pulseUrls }: MonitorSettings): Place[] {
  const front = surfaces.map((surface) => ({
    ...{ surface, isFront: true },
    url: `${origins[surface]}${frontPages[surface]}`,
  }));
  const more = pulseUrls.map(({ surface, path }) => ({ surface, isFront: false, url: `${origins[surface]}${path}` }));
  const known = new Set(front.map(({ url }) => url));
  return [...front, ...more.filter(({ url }) => !known.has(url))];
}

/** What asks, and how it is judged. */
export interface PulseLab extends AskedLab {
  readonly target: Target;
  readonly policy: Policy;
  /** Takes one request from the budget before it is sent; false: it must not be. */
  readonly spend: () => boolean;
  /** Somebody wants it to stop. */
  readonly signal: AbortSignal;
}

/** One place as it answered, at the end of its redirects. */
export interface Looked {
  readonly place: Place;
  readonly exchange: Exchange;
  /** What an expectation of a page of this site says of it; null: it is as it should be. */
  readonly failure: Failure | null;
  /** Milliseconds that its `Retry-After` asks for, in its own words. */
  readonly retryAfter: string | undefined;
}

/** Whose look it is: stands in the User-Agent. */
export interface Looker {
  readonly runId: string;
  readonly index: number;
}

const mostHops = 5;
/** Whatever the budget of an exchange: a pulse has to be over before the next one. */
const longestWaitMs = 15_000;
/** A timer may fire early, and what is slow has waited for longer than its budget. */
const graceMs = 100;

const isHop = (status: number | null): boolean => status !== null && [301, 302, 303, 307, 308].includes(status);

/** The budget of an exchange, as a pulse can wait for it. */
export const waitOf = ({ budgets }: Pick<Policy, 'budgets'>): number => Math.min(budgets.exchangeMs, longestWaitMs);

/** The budget of requests is used up. */
const unsent = (): Answered => ({
  ...{ at: new Date().toISOString(), status: null, broken: false, headers: {}, body: '' },
  ...{ error: notSent, waitMs: null, tookMs: 0 },
});

/** Asks for a place once, following redirects within the site. Never throws. */
export async function lookAt(place: Place, { runId, index }: Looker, lab: PulseLab): Promise<Looked> {
  const { target, site, policy, signal } = lab;
  const agent = agentSuffix({ runId, journey: pulseId, project: place.surface, index });
  const redirects: { url: string; status: number }[] = [];
  const began = performance.now();
  const timeoutMs = waitOf(policy) + graceMs;
  let url = place.url;
  for (;;) {
    const answered = lab.spend()
      ? await ask(url, {
          ...{ node: null, agent, caFile: target.caFile, signal },
          // the door's key is for the site alone
          basic: site.surfaceOf(url) === null ? null : target.httpCredentials,
          timeoutMs: Math.max(1, Math.ceil(timeoutMs - (performance.now() - began))),
        })
      : unsent();
    const { status, headers } = answered;
    const { location } = headers;
    const next = location !== undefined && URL.canParse(location, url) ? new URL(location, url).href : null;
    if (isHop(status) && next !== null && site.isFirstParty(next)) {
      redirects.push({ url: lab.redactor.text(url), status: status ?? 0 });
      if (redirects.length <= mostHops) {
        url = next;
        continue;
      }
    }
    const round = redirects.length > mostHops;
    const told = exchangeOf(answered, url, lab, { redirects });
    const exchange = round ? { ...told, status: null, errorText: 'net::ERR_TOO_MANY_REDIRECTS' } : told;
    const failure = failureOf(place, exchange, answered, timeoutMs);
    return { place, exchange, failure, retryAfter: headers['retry-after'] };
  }
}

function failureOf(place: Place, exchange: Exchange, { error }: Answered, timeoutMs: number): Failure | null {
  const { status, errorText, path, title, contentType } = exchange;
  if (error === noAnswerInTime)
    return { kind: 'timeout', message: `GET ${path} was given up after ${String(timeoutMs)} ms`, step: null };
  if (errorText !== null) return { kind: 'action', message: `GET ${path}: ${errorText}`, step: null };
  const expected = (message: string): Failure => ({ kind: 'expectation', message, step: 'page of this site' });
  if (status === null || status >= 400) return expected(`GET ${path} answered ${String(status)}`);
  if (isHop(status)) return expected(`GET ${path} leads to ${exchange.headers['location'] ?? 'nowhere'}`);
  if (place.isFront && /html/i.test(contentType ?? 'html') && !siteName.test(title ?? ''))
    return expected(`another site's page answers: its title is "${title ?? ''}"`);
  return null;
}

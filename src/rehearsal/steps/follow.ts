import type { RouteDifference } from '../types.ts';
import { ask, eachOf, portFor, type Asked, type AskOptions } from './ask.ts';
import type { BaselineAnswers } from './routes.ts';

/** As many as a browser follows. */
const mostHops = 20;

/** Where redirects end. */
export interface Followed {
  /** The last URL that was asked. */
  readonly url: string;
  readonly status: number | null;
  readonly errorText: string | null;
  /** `loop`: they never end. `elsewhere`: on a host of somebody else's, of which nothing is known here. */
  readonly end: 'page' | 'loop' | 'elsewhere';
}

export interface FollowOptions extends AskOptions {
  /** Does a virtual host of the configuration have this name? */
  readonly isOurs: (hostname: string) => boolean;
}

const nextOf = ({ answer: { status, location } }: Asked, url: string): URL | null =>
  status !== null && status >= 300 && status < 400 && location !== null && URL.canParse(location, url)
    ? new URL(location, url)
    : null;

/** `sid=1; Path=/` as it is sent back. */
const pairOf = (cookie: string): string => cookie.split(';')[0] ?? '';

/** Goes where a redirect leads, as a browser does that comes for the first time: cookies that are set on the way go with it. */
export async function follow(first: string, answered: Asked, options: FollowOptions): Promise<Followed> {
  let url = first;
  let asked = answered;
  const cookies = new Map<string, string>();
  for (let hop = 0; ; hop += 1) {
    const { status, errorText } = asked.answer;
    const next = nextOf(asked, url);
    if (next === null) return { url, status, errorText, end: 'page' };
    if (hop >= mostHops) return { url, status, errorText, end: 'loop' };
    next.hash = '';
    if (!/^https?:$/.test(next.protocol) || !options.isOurs(next.hostname))
      return { url: next.href, status: null, errorText: null, end: 'elsewhere' };
    for (const pair of (asked.headers['set-cookie'] ?? []).map(pairOf)) cookies.set(pair.split('=')[0] ?? '', pair);
    url = next.href;
    asked = await ask(url, { ...options, ...(cookies.size === 0 ? {} : { cookie: [...cookies.values()].join('; ') }) });
  }
}

const isBad = ({ end, status }: Followed): boolean =>
  end === 'loop' || (end === 'page' && (status === null || status >= 400));

const told = ({ end, status, errorText, url }: Followed): string =>
  end === 'loop' ? `in a circle, by way of ${url}` : `${String(status ?? errorText)} at ${url}`;

/**
 * Redirects that the candidate has brought, or turned, and that lead nowhere.
 *
 * @returns a difference that breaks for each; where the baseline refused or failed, nobody has lost anything
 */
export async function compareEnds(
  urls: readonly string[],
  baseline: BaselineAnswers,
  candidate: ReadonlyMap<string, Asked>,
  options: FollowOptions,
): Promise<RouteDifference[]> {
  const found: RouteDifference[] = [];
  await eachOf(urls, async (url) => {
    const [was, again, is] = [baseline.first.get(url), baseline.again.get(url), candidate.get(url)];
    if (!was || !is || nextOf(is, url) === null) return;
    const before = was.answer.location;
    const isRestless = again?.answer.location !== before;
    if (isRestless || before === is.answer.location || (was.answer.status ?? 599) >= 400) return;
    const end = await follow(url, is, options);
    if (isBad(end))
      found.push({
        ...{ url, what: 'where it leads', candidate: told(end), weight: 'breaks' },
        baseline: before ?? String(was.answer.status),
      });
  });
  return found;
}

/** Without a baseline a refusal may be meant, and so may a port that only somebody before this httpd listens to, such as a balancer with TLS. */
function isBadByItself({ end, status, url }: Followed, { ports }: FollowOptions): boolean {
  if (end !== 'page') return end === 'loop';
  return status === null ? portFor(new URL(url), ports) !== null : status >= 500;
}

/**
 * Redirects that lead nowhere by themselves: in a circle, or to a page that fails.
 *
 * @returns a difference that breaks for each, held against nothing
 */
export async function badEnds(
  urls: readonly string[],
  candidate: ReadonlyMap<string, Asked>,
  options: FollowOptions,
): Promise<RouteDifference[]> {
  const found: RouteDifference[] = [];
  await eachOf(urls, async (url) => {
    const is = candidate.get(url);
    if (!is || nextOf(is, url) === null) return;
    const end = await follow(url, is, options);
    if (isBadByItself(end, options))
      found.push({ url, what: 'where it leads', baseline: 'no baseline', candidate: told(end), weight: 'breaks' });
  });
  return found;
}

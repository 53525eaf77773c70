import type { RouteAnswer, RouteDifference } from '../types.ts';

type Difference = Omit<RouteDifference, 'url'>;

const differs = (what: string, baseline: string, candidate: string): Difference => ({
  what,
  baseline,
  candidate,
  weight: 'differs',
});
const breaks = (what: string, baseline: string, candidate: string): Difference => ({
  what,
  baseline,
  candidate,
  weight: 'breaks',
});

const statusOf = ({ status, errorText }: RouteAnswer): string =>
  status === null ? (errorText ?? 'no answer') : String(status);

/** How bad an answer is for a reader: good, sent elsewhere, refused, failed, none. */
function rank({ status }: RouteAnswer): number {
  if (status === null) return 5;
  if (status >= 500) return 4;
  if (status >= 400) return 3;
  return status >= 300 ? 1 : 0;
}

function status(baseline: RouteAnswer, candidate: RouteAnswer): Difference | null {
  const [was, is] = [statusOf(baseline), statusOf(candidate)];
  if (was === is) return null;
  // to be sent elsewhere may be the change's very purpose; to be refused, or failed, is worse for whoever asks
  return rank(candidate) > rank(baseline) && rank(candidate) >= 3
    ? breaks('status', was, is)
    : differs('status', was, is);
}

const originOf = (location: string, url: string): string =>
  URL.canParse(location, url) ? new URL(location, url).origin : location;

function location(url: string, baseline: RouteAnswer, candidate: RouteAnswer): Difference | null {
  const [was, is] = [baseline.location, candidate.location];
  if (was === is) return null;
  if (is !== null && URL.canParse(is, url) && new URL(is, url).href === new URL(url).href)
    return breaks('redirect', was ?? 'none', `${is}, where it came from`);
  if (was === null || is === null) return differs('redirect', was ?? 'none', is ?? 'none');
  return originOf(was, url) === originOf(is, url) ? differs('redirect', was, is) : breaks('redirect', was, is);
}

const kindOf = (contentType: string | null): string => (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

function contentType({ contentType: was }: RouteAnswer, { contentType: is }: RouteAnswer): Difference | null {
  if (was === is) return null;
  const weigh = kindOf(was) === kindOf(is) ? differs : breaks;
  return weigh('content type', was ?? 'none', is ?? 'none');
}

/** One value only makes sense: browsers take two for none, or for the first. */
const single = ['access-control-allow-origin', 'x-frame-options', 'strict-transport-security', 'content-encoding'];
const protecting = [
  ...[
    'strict-transport-security',
    'content-security-policy',
    'x-frame-options',
    'x-content-type-options',
    'referrer-policy',
  ],
  ...[
    'permissions-policy',
    'cross-origin-opener-policy',
    'cross-origin-resource-policy',
    'access-control-allow-origin',
  ],
];

/** May a cache that many share keep it? */
const isShared = (values: readonly string[]): boolean => {
  const text = values.join(', ').toLowerCase();
  return !/private|no-store|no-cache/.test(text) && /public|s-maxage|max-age=[1-9]/.test(text);
};

function headers(baseline: RouteAnswer, candidate: RouteAnswer): Difference[] {
  const names = new Set([...Object.keys(baseline.headers), ...Object.keys(candidate.headers)]);
  return [...names].flatMap((name) => {
    const was = baseline.headers[name] ?? [];
    const is = candidate.headers[name] ?? [];
    if (was.join('\n') === is.join('\n')) return [];
    const values = [name, was.join(' and ') || 'none', is.join(' and ') || 'none'] as const;
    const lost = protecting.includes(name) && was.length > 0 && is.length === 0;
    const doubled = single.includes(name) && is.length > 1 && was.length <= 1;
    const exposed = name === 'cache-control' && isShared(is) && !isShared(was) && was.length > 0;
    return [lost || doubled || exposed ? breaks(...values) : differs(...values)];
  });
}

/** What a cookie has lost matters; what it has won may be the change's purpose. */
function cookies({ cookies: was }: RouteAnswer, { cookies: is }: RouteAnswer): Difference[] {
  const nameOf = (cookie: string): string => cookie.split(';')[0] ?? '';
  const found = was.flatMap((cookie) => {
    const now = is.find((one) => nameOf(one) === nameOf(cookie));
    if (now === undefined) return [breaks('cookie', cookie, 'not set')];
    if (now === cookie) return [];
    const [before, after] = [cookie, now].map((one) => one.split('; ').slice(1));
    const lost = (before ?? []).filter((attribute) => !(after ?? []).includes(attribute));
    return [lost.length > 0 ? breaks('cookie', cookie, now) : differs('cookie', cookie, now)];
  });
  const added = is.filter((cookie) => !was.some((one) => nameOf(one) === nameOf(cookie)));
  return [...found, ...added.map((cookie) => differs('cookie', 'not set', cookie))];
}

/** Title and heading, or the kind: another one is another page. */
const identityOf = (shape: string): string =>
  /^page “.*”, heading “.*”/.exec(shape)?.[0] ?? shape.replace(/, \d+ bytes$/, '');

function shape(baseline: RouteAnswer, candidate: RouteAnswer): Difference | null {
  const [was, is] = [baseline.shape, candidate.shape];
  // an error page is another page: its status has told so
  if (was === is || rank(baseline) !== rank(candidate)) return null;
  return identityOf(was) === identityOf(is) ? differs('body', was, is) : breaks('body', was, is);
}

/**
 * What the candidate answers otherwise than the baseline.
 *
 * @param again the baseline's answer to the same question a second time: what differs between these two is no difference of the candidate's
 */
export function compareRoute(
  url: string,
  baseline: RouteAnswer,
  again: RouteAnswer,
  candidate: RouteAnswer,
): RouteDifference[] {
  const between = (one: RouteAnswer, other: RouteAnswer): Difference[] =>
    [
      status(one, other),
      // of another kind of answer, its status has told
      ...(rank(one) === rank(other)
        ? [location(url, one, other), contentType(one, other), ...headers(one, other), ...cookies(one, other)]
        : []),
      shape(one, other),
      one.errorText === null && other.status !== null && other.errorText !== null
        ? breaks('encoding', 'readable', other.errorText)
        : null,
    ].filter((difference) => difference !== null);
  const restless = new Set(between(baseline, again).map(({ what }) => what));
  return between(baseline, candidate)
    .filter(({ what }) => !restless.has(what))
    .map((difference) => ({ url, ...difference }));
}

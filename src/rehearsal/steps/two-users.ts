import type { Browser } from '@playwright/test';
import { memberCookies } from '../../journey/member-cookies.ts';
import type { Credentials } from '../../target/types.ts';
import { count } from '../../report/format.ts';
import type { Judged } from '../recorder.ts';
import { ask, type Asked, type AskOptions } from './ask.ts';
import type { Origins } from './urls.ts';

/** Pages that are a member's own. */
export const privatePaths: readonly (readonly [keyof Origins, string])[] = [
  ['www', '/profile'],
  ['education', '/activitytracker'],
];

/** One private page as each of two members saw it, and then again, and a stranger after them. */
export interface PrivateLooks {
  readonly url: string;
  readonly first: readonly [Asked, Asked];
  readonly again: readonly [Asked, Asked];
  readonly stranger: Asked;
}

/** Asks in the order in which a cache in between would give one's page to the other. */
export async function lookAtPrivate(url: string, asks: readonly [Ask, Ask], stranger: Ask): Promise<PrivateLooks> {
  const [a, b] = asks;
  const first = [await a(url), await b(url)] as const;
  const again = [await a(url), await b(url)] as const;
  return { url, first, again, stranger: await stranger(url) };
}
export type Ask = (url: string) => Promise<Asked>;

const wordsOf = ({ body }: Asked): Set<string> => new Set(body.match(/[\p{L}\p{N}][\p{L}\p{N}.@_-]{3,}/gu) ?? []);

/** What stands in one's page and not in the other's: a name, a user name, what they have earned. */
const ownWords = (of: Asked, other: Asked): string[] => {
  const others = wordsOf(other);
  return [...wordsOf(of)].filter((word) => !others.has(word));
};

/** May a cache between server and reader keep it for everybody? */
function isShared({ headers }: Asked): boolean {
  const control = (headers['cache-control'] ?? []).join(', ').toLowerCase();
  if (/private|no-store|no-cache/.test(control)) return false;
  return /public|s-maxage|max-age=[1-9]/.test(control) || (control === '' && headers['expires'] !== undefined);
}

const fromCache = ({ headers }: Asked): boolean =>
  Number(headers['age']?.[0] ?? 0) > 0 || /\bhit\b/i.test((headers['x-cache'] ?? []).join());

const isPage = ({ answer }: Asked): boolean => answer.status === 200;

/** What one sees that is another's. */
export function breachesOf({ url, first: [a, b], again: [a2, b2], stranger }: PrivateLooks): string[] {
  const breaches: string[] = [];
  const tell = (what: string): void => void breaches.push(`${url}: ${what}`);
  if (isPage(a) && isPage(b) && a.body === b.body) tell('two members get the very same page');
  const [aOwn, bOwn] = [ownWords(a, b), ownWords(b, a)];
  const shows = (seen: Asked, words: readonly string[]): string | undefined => {
    const there = wordsOf(seen);
    return words.find((word) => there.has(word));
  };
  const crossed = shows(b2, aOwn) ?? shows(a2, bOwn);
  if (crossed !== undefined) tell(`one member’s page shows “${crossed}”, which is the other’s`);
  const leaked = isPage(stranger) ? shows(stranger, [...aOwn, ...bOwn]) : undefined;
  if (leaked !== undefined) tell(`a stranger sees “${leaked}”, which is a member’s`);
  const all = [a, b, a2, b2];
  const shared = all.find((seen) => isPage(seen) && isShared(seen));
  if (shared)
    tell(
      `a member’s page may be kept for everybody (Cache-Control: ${shared.answer.headers['cache-control']?.join(', ') ?? 'none, with Expires'})`,
    );
  if (all.some((seen) => isPage(seen) && fromCache(seen))) tell('a member’s page came out of a cache');
  return breaches;
}

/** Pages that no member got: there is nothing to compare. */
export const unseen = (looks: readonly PrivateLooks[]): string[] =>
  looks
    .filter(({ first }) => !first.every(isPage))
    .map(
      ({ url, first }) =>
        `${url} answers ${first.map(({ answer }) => String(answer.status ?? answer.errorText)).join(' and ')}`,
    );

/** Two members and a stranger look at the pages that are a member's own. */
export async function lookForTwo(
  browser: Browser,
  origins: Origins,
  accounts: readonly [Credentials, Credentials],
  asking: AskOptions,
): Promise<Judged> {
  const urls = privatePaths.map(([host, path]) => `${origins[host]}${path}`);
  let cookies: ((url: string) => string)[];
  try {
    cookies = await Promise.all(accounts.map((account) => memberCookies(browser, urls, origins.login, account)));
  } catch (error) {
    const [why = ''] = String(error instanceof Error ? error.message : error).split('\n');
    return { verdict: 'inconclusive', summary: `The two members could not be logged in: ${why}`, details: [] };
  }
  const as =
    (index: number): Ask =>
    (url) =>
      ask(url, { ...asking, cookie: cookies[index]?.(url) ?? '' });
  const looks: PrivateLooks[] = [];
  for (const url of urls) looks.push(await lookAtPrivate(url, [as(0), as(1)], (one) => ask(one, asking)));
  const breaches = looks.flatMap(breachesOf);
  const told = (texts: readonly string[]): Judged['details'] =>
    texts.map((text) => ({ text, place: null, code: null }));
  if (breaches[0] !== undefined) return { verdict: 'no-go', summary: breaches[0], details: told(breaches) };
  const missing = unseen(looks);
  if (missing[0] !== undefined)
    return {
      verdict: 'inconclusive',
      summary: `A private page could not be looked at: ${missing[0]}`,
      details: told(missing),
    };
  return { verdict: 'ok', summary: `${count(urls.length, 'private page')}, each its owner’s alone`, details: [] };
}

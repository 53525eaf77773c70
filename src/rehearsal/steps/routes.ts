import { count } from '../../report/format.ts';
import type { Judged } from '../recorder.ts';
import type { RouteDifference, StepDetail } from '../types.ts';
import { ask, eachOf, type Asked, type AskOptions } from './ask.ts';
import { compareRoute } from './compare-routes.ts';

/** Asks for all of them. @returns the answers, by URL */
export async function askAll(urls: readonly string[], options: AskOptions): Promise<Map<string, Asked>> {
  const answers = new Map<string, Asked>();
  await eachOf(urls, async (url) => void answers.set(url, await ask(url, options)));
  return answers;
}

/** What the baseline answered, and answered again. */
export interface BaselineAnswers {
  readonly first: ReadonlyMap<string, Asked>;
  readonly again: ReadonlyMap<string, Asked>;
}

/** What a URL of a host that is new is held against: nothing but that it answers. */
const compareNew = (url: string, is: Asked): RouteDifference[] =>
  failed(is)
    ? [
        {
          ...{ url, what: 'status', baseline: 'no such host', weight: 'breaks' },
          candidate: String(is.answer.status ?? is.answer.errorText),
        },
      ]
    : [];

/** Of URLs that only the candidate was asked for, no more is wanted than that they do not fail. */
export function compareAll(
  urls: readonly string[],
  baseline: BaselineAnswers,
  candidate: ReadonlyMap<string, Asked>,
): RouteDifference[] {
  return urls.flatMap((url) => {
    const [was, again, is] = [baseline.first.get(url), baseline.again.get(url), candidate.get(url)];
    if (!is) return [];
    return was && again ? compareRoute(url, was.answer, again.answer, is.answer) : compareNew(url, is);
  });
}

const failed = ({ answer }: Asked): boolean => answer.status === null || answer.status >= 500;

/** Does it fail on every URL? */
export const allFail = (answers: ReadonlyMap<string, Asked>): boolean =>
  answers.size > 0 && [...answers.values()].every(failed);

/** Of all pages that there were, is none left? Without a baseline: does every URL fail? */
export function isLost(baseline: BaselineAnswers | null, candidate: ReadonlyMap<string, Asked>): boolean {
  if (baseline === null) return allFail(candidate);
  const pages = [...baseline.first].filter(([, { answer }]) => answer.status === 200).map(([url]) => url);
  return pages.length > 0 && pages.every((url) => candidate.get(url)?.answer.status !== 200);
}

const longestWords = 110;

/** The same difference of many URLs in one line, the commonest first. */
function tell(differences: readonly RouteDifference[]): StepDetail[] {
  const same = [
    ...Map.groupBy(differences, ({ what, baseline, candidate }) => `${what} ${baseline} → ${candidate}`),
  ].toSorted((a, b) => b[1].length - a[1].length);
  return same.map(([words, of]) => {
    const short = words.length > longestWords ? `${words.slice(0, longestWords)} …` : words;
    const where = of.length === 1 ? '' : `${count(of.length, 'URL')}, such as `;
    return { text: `${short}: ${where}${of[0]?.url ?? ''}`, place: null, code: null };
  });
}

/** @param baseline null: there is nothing to compare with, and only what fails, or leads nowhere, by itself is told */
export function judgeRoutes(
  candidate: ReadonlyMap<string, Asked>,
  differences: readonly RouteDifference[],
  baseline: BaselineAnswers | null,
): Judged {
  const asked = count(candidate.size, 'URL');
  if (baseline === null) {
    const bad = [
      ...[...candidate]
        .filter(([, answer]) => failed(answer))
        .map(([url, { answer }]) => ({ url, how: String(answer.status ?? answer.errorText) })),
      ...differences.map(({ url, candidate: end }) => ({ url, how: `where it leads, ${end}` })),
    ];
    const details = bad.map(({ url, how }) => ({ text: `${url}: ${how}`, place: null, code: null }));
    return bad.length > 0
      ? {
          verdict: 'no-go',
          summary: `${String(bad.length)} of ${asked} fail, such as ${details[0]?.text ?? ''}`,
          details,
        }
      : { verdict: 'ok', summary: `${asked} asked, none fails; there was no baseline to compare with`, details: [] };
  }
  const of = (weight: RouteDifference['weight']): RouteDifference[] =>
    differences.filter((one) => one.weight === weight);
  const urls = (some: readonly RouteDifference[]): number => new Set(some.map(({ url }) => url)).size;
  const [worse, other] = [of('breaks'), of('differs')];
  const [broken, told] = [urls(worse), urls(other)];
  if (broken > 0) {
    const share =
      broken === candidate.size
        ? `Each of ${asked} is worse`
        : `${String(broken)} of ${asked} ${broken === 1 ? 'is' : 'are'} worse`;
    const details = tell(worse);
    return {
      verdict: 'no-go',
      summary: `${share}: ${details.length === 1 ? '' : 'mostly '}${details[0]?.text ?? ''}`,
      details,
    };
  }
  return {
    verdict: 'ok',
    summary:
      told === 0
        ? `${asked} asked, each answers as it did`
        : `${asked} asked, none is worse; ${String(told)} ${told === 1 ? 'differs' : 'differ'}`,
    details: tell(other),
  };
}

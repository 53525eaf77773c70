import { planNoise, type NoisePlan } from '../../standin/faults/noise.ts';
import { firstWaitMs } from '../verdict/retry.ts';

/** Percent of the attempts that ask the site while the burst lasts. */
export const rates = [5, 20, 50] as const;
export type Rate = (typeof rates)[number];

/** What a run of the smoke journeys tries, preflights first. A test holds it against what runs really tell. */
export const smoke = [
  'preflight-www',
  'preflight-reference',
  'preflight-emedicine',
  'preflight-search',
  'preflight-login',
  'article-opens-anonymous',
  'condition-article',
  'home-opens',
  'interaction-checker-finds',
  'login-lands-on-target',
  'monograph-shows-sections',
  'news-list-pages',
  'search-finds-a-drug',
] as const;

/**
 * What the run of a seed is for: any three seeds in a row have each rate once, and one of them a real 500, at another rate than
 * the three before. So a run can be repeated by its seed alone.
 */
export function partOf(seed: number): { readonly rate: Rate; readonly withServerError: boolean } {
  const place = (seed - 1) % rates.length;
  const group = Math.floor((seed - 1) / rates.length);
  return { rate: rates[place] ?? rates[0], withServerError: (group + place) % rates.length === rates.length - 1 };
}

export const planOf = (seed: number): NoisePlan =>
  planNoise({ seed, ...partOf(seed), journeys: smoke, shorterThanMs: firstWaitMs });

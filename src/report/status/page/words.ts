import { isLook } from '../../../verdict/looks.ts';
import { plural, some } from '../../../verdict/words.ts';
import type { Incident } from '../../../history/types.ts';
import { count, duration, idOf } from '../../format.ts';
import { verdictLabel } from '../../words.ts';
import type { Share, StatusDay, Window, WindowSum } from '../types.ts';

export const windowWords: Readonly<Record<Window, string>> = { '24h': '24 hours', '30d': '30 days', '90d': '90 days' };

/** `99.95 %`, always rounded down: 100 % is said of what never failed, and of nothing else. */
export const percent = (value: number): string =>
  `${value === 1 ? '100' : (Math.floor(value * 10_000 + 1e-9) / 100).toFixed(2)} %`;

export const shareWords = (share: Share | null): string => (share === null ? '–' : percent(share.value));

/** `99.21 to 100 %`: where the share lies, with 95 % confidence. */
export const boundsWords = ({ low, high }: Share): string => `${percent(low).replace(' %', '')} to ${percent(high)}`;

/** What is left of the error budget, in words that hold when it is overdrawn many times. */
export function budgetWords({ budgetLeft }: WindowSum): string {
  if (budgetLeft === null) return '–';
  if (budgetLeft >= 0) return `${String(Math.floor(budgetLeft * 100))} % left`;
  return `${(1 - budgetLeft).toLocaleString('en-US', { maximumFractionDigits: 1 })}× used`;
}

const objectiveWords = { held: 'held', missed: 'missed', 'too-few': 'too few to tell' } as const;
export const objectiveOf = ({ objective }: WindowSum): string => (objective === null ? '–' : objectiveWords[objective]);

/** `one in 8`; null: none. */
export const oneIn = (part: number, all: number): string | null =>
  part === 0
    ? null
    : part * 1.5 > all
      ? `${String(part)} of ${String(all)}`
      : `one in ${String(Math.round(all / part))}`;

export const markWords = (worst: StatusDay['worst']): string =>
  worst === null ? 'not looked at' : worst === 'failed' ? 'failed; how is not kept' : verdictLabel(worst).toLowerCase();

/** Who is hit: `on search, in 7 journeys; seen from berlin alone`. */
export function whom({ surfaces, journeys, onlyAt }: Incident): string {
  const own = journeys.filter((name) => !isLook(idOf(name)));
  const parts = [
    ...(surfaces.length === 0 ? [] : [`on ${some(surfaces)}`]),
    own.length === 0
      ? 'at the first look'
      : own.length === 1
        ? `in ${own[0] ?? ''}`
        : `in ${plural(own.length, 'journey')}`,
  ];
  return `${parts.join(', ')}${onlyAt === null ? '' : `; seen from ${onlyAt} alone`}`;
}

export const stateWords: Readonly<Record<Incident['state'], string>> = {
  open: 'open',
  recovering: 'recovering',
  suspected: 'suspected',
  resolved: 'resolved',
};

/** `3 h 12 min`, `4 days`: how long something was, or has been. */
export function spell(ms: number): string {
  const dayMs = 86_400_000;
  return ms < 2 * dayMs ? duration(Math.max(0, ms)) : count(Math.round(ms / dayMs), 'day');
}

/** What stands before `after CHG-1234`: `4 min 00 s`, `right`. */
export const afterWords = (sinceMs: number): string => (sinceMs < 60_000 ? 'right' : duration(sinceMs));

/** `drug-monograph (phone)` as its id and its project. */
export function nameParts(name: string): { readonly id: string; readonly project: string | null } {
  const [, id = name, project = null] = /^(.*) \((.*)\)$/.exec(name) ?? [];
  return { id, project };
}

import type { Surface } from '../target/types.ts';
import type { Daily } from './types.ts';

/** Shares from 0 to 1; null: nothing is known. */
export interface Availability {
  /** Of the runs that say something of the site, those that a user would have called good; what a dead surface kept from starting is not. */
  readonly onVerdicts: number | null;
  /** Of all attempts those that passed: what a user without our patience would have met. */
  readonly onAttempts: number | null;
  readonly transientRate: number | null;
  readonly runs: number;
}

const share = (some: number, all: number): number | null => (all === 0 ? null : some / all);

/** Of some days of one journey, or of several. Pure. */
export function availability(days: readonly Daily[]): Availability {
  const total = (of: (day: Daily) => number): number => days.reduce((sum, day) => sum + of(day), 0);
  const [runs, attempts] = [total((day) => day.runs), total((day) => day.attempts)];
  const known = runs - total(({ unknown }) => unknown) + total(({ down }) => down);
  return {
    onVerdicts: share(
      total(({ good }) => good),
      known,
    ),
    onAttempts: share(attempts - total(({ failed }) => failed), attempts),
    transientRate: share(
      total(({ transient }) => transient),
      known,
    ),
    runs,
  };
}

/** Days by surface: those of a journey over two surfaces are days of both. */
export const bySurface = (days: readonly Daily[]): ReadonlyMap<Surface, readonly Daily[]> => {
  const visits = days.flatMap((day) => day.surfaces.map((surface) => ({ surface, day })));
  return new Map(
    [...Map.groupBy(visits, ({ surface }) => surface)].map(([surface, some]) => [surface, some.map(({ day }) => day)]),
  );
};

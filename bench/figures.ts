import type { Aim, Figure, Side } from './types.ts';

/** The middle value; of two middle ones their mean; NaN of none. */
export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const [low = NaN, high = low] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return (low + high) / 2;
}

/** What is aimed at: of the ratio, or of the first side's median. Greater is worse. */
export interface Bound {
  readonly of: 'ratio' | 'first';
  readonly atMost: number;
}

const says = ({ of, atMost }: Bound, unit: Figure['unit']): string => {
  if (of === 'first') return `under ${String(atMost)} ${unit}`;
  return atMost < 0.5 ? `${String(Math.round(1 / atMost))} times less` : `at most ${String(atMost)}`;
};

/** @throws Error where a side has no sample: a row without them is a failed one */
export function figure(
  what: string,
  unit: Figure['unit'],
  sides: readonly [Side, Side],
  bounds: readonly Bound[] = [],
): Figure {
  for (const { name, samples } of sides) {
    if (samples.length === 0 || samples.some(Number.isNaN)) throw new Error(`${what}: nothing was measured of ${name}`);
  }
  const [first, second] = sides.map(({ samples }) => median(samples));
  const ratio = (first ?? NaN) / (second ?? NaN);
  const aims = bounds.map((bound): Aim => {
    const value = bound.of === 'ratio' ? ratio : (first ?? NaN);
    return { says: says(bound, unit), met: value <= bound.atMost };
  });
  return { what, unit, sides, ratio, aims };
}

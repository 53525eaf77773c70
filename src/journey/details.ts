import type { TestDetails } from '@playwright/test';
import { surfaces, type Surface, type TargetName } from '../target/types.ts';

export type SurfaceTag = `@surface-${Surface}`;

/** Every tag that a journey may carry. An unknown one is an error, so that a filter never misses a journey by a typing slip. */
export const knownTags: readonly string[] = [
  '@smoke',
  '@anonymous',
  '@member',
  '@read',
  '@write',
  ...surfaces.map((surface) => `@surface-${surface}`),
];

export interface JourneyDetails {
  /** Stable across runs and titles; history hangs on it. kebab-case. */
  readonly id: string;
  /** The team that an alert about this journey goes to. */
  readonly owner: string;
  /** Who the clinician is: nobody in particular, or a logged-in member (the session is provided). */
  readonly as: 'anonymous' | 'member';
  /** `write`: it sends something that must not be sent twice. */
  readonly does: 'read' | 'write';
  readonly surfaces: readonly [Surface, ...Surface[]];
  /** One of the few that a gate runs first. */
  readonly smoke?: boolean;
  /** Targets on which a person has seen it pass. Default: the stand-in. */
  readonly verified?: readonly TargetName[];
  /** Milliseconds for the whole journey, where the target's budget does not fit. */
  readonly budgetMs?: number;
}

/** The details of a journey as Playwright takes them: tags to filter by, annotations that travel with the result. */
export function journey(details: JourneyDetails): TestDetails {
  return {
    tag: [
      ...(details.smoke ? ['@smoke'] : []),
      `@${details.as}`,
      `@${details.does}`,
      ...details.surfaces.map((surface): SurfaceTag => `@surface-${surface}`),
    ],
    annotation: [
      { type: 'journey', description: details.id },
      { type: 'owner', description: details.owner },
      { type: 'verified', description: (details.verified ?? ['local']).join(' ') },
      ...(details.budgetMs === undefined ? [] : [{ type: 'budget', description: String(details.budgetMs) }]),
    ],
  };
}

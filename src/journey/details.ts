import type { TestDetails } from '@playwright/test';
import { surfaces, targetNames, type Surface, type TargetName } from '../target/types.ts';

export type SurfaceTag = `@surface-${Surface}`;

/** Every tag that a journey may carry. An unknown one is an error, so that a filter never misses a journey by a typing slip. */
export const knownTags: readonly string[] = [
  '@smoke',
  '@anonymous',
  '@member',
  '@account',
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
  /** It logs in by itself, so it needs the member account although nobody is logged in when it starts. */
  readonly logsIn?: boolean;
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
      ...(details.logsIn ? ['@account'] : []),
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

/** The part of Playwright's `TestInfo` and `TestCase` that tells a journey's details. */
interface Described {
  readonly title: string;
  readonly tags: readonly string[];
  readonly annotations: readonly { readonly type: string; readonly description?: string | undefined }[];
}

export interface ReadDetails {
  readonly id: string;
  readonly owner: string;
  readonly as: 'anonymous' | 'member';
  readonly does: 'read' | 'write';
  readonly surfaces: readonly Surface[];
  readonly verified: readonly TargetName[];
  readonly budgetMs: number | null;
}

const one = (tags: readonly string[], among: readonly string[]): boolean =>
  among.filter((tag) => tags.includes(tag)).length === 1;

/** What is wrong with a journey's tags and annotations, each with what to do; empty: nothing. */
export function faultsOf({ tags, annotations }: Described): readonly string[] {
  const said = (type: string): string => annotations.find((annotation) => annotation.type === type)?.description ?? '';
  const unknown = tags.filter((tag) => !knownTags.includes(tag));
  const badTargets = said('verified')
    .split(' ')
    .filter((name) => name !== '' && !targetNames.some((known) => known === name));
  return [
    ...(/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(said('journey')) ? [] : ['it needs an id in kebab-case']),
    ...(said('owner').trim() === '' ? ['it needs an owner, the team that its alerts go to'] : []),
    ...(one(tags, ['@anonymous', '@member']) ? [] : ['it needs one of @anonymous and @member']),
    ...(one(tags, ['@read', '@write']) ? [] : ['it needs one of @read and @write']),
    ...(tags.some((tag) => tag.startsWith('@surface-')) ? [] : ['it needs one @surface- tag or more']),
    ...unknown.map((tag) => `its tag ${tag} is unknown (known: ${knownTags.join(' ')})`),
    ...badTargets.map((name) => `it is verified on ${name}, which is no target (${targetNames.join(', ')})`),
  ];
}

/** A journey's details as its tags and annotations say them. */
export function detailsOf({ title, tags, annotations }: Described): ReadDetails {
  const said = (type: string): string => annotations.find((annotation) => annotation.type === type)?.description ?? '';
  const budget = said('budget');
  return {
    id: said('journey') || title,
    owner: said('owner'),
    as: tags.includes('@member') ? 'member' : 'anonymous',
    does: tags.includes('@write') ? 'write' : 'read',
    surfaces: surfaces.filter((surface) => tags.includes(`@surface-${surface}`)),
    verified: targetNames.filter((name) => said('verified').split(' ').includes(name)),
    budgetMs: budget === '' ? null : Number(budget),
  };
}

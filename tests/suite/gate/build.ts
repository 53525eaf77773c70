import { toStored } from '../../../src/history/stored.ts';
import type { StoredRun } from '../../../src/history/types.ts';
import type { AttemptEvidence } from '../../../src/evidence/types.ts';
import type { JourneyInput, RunInput, RunRecord } from '../../../src/verdict/types.ts';
import {
  failedWith,
  journeyOf,
  makeEvidence,
  makeExchange,
  makeLost,
  makeProbes,
  passedWith,
  recordOf,
} from '../verdict/build.ts';

type Page = Parameters<typeof makeExchange>[0];

/** Attempts of the journey `drug-monograph`, by what its page answered. */
export const good = (page: Page = {}): AttemptEvidence => ({
  ...passedWith(makeExchange(page)),
  went: [`GET ${page?.surface ?? 'reference'} ${page?.path ?? '/drug/:slug'}`],
});
export const answered = (status: number, page: Page = {}): AttemptEvidence => ({
  ...failedWith(makeExchange({ status, layer: 'httpd', ...page })),
  probes:
    status === 500
      ? makeProbes([500, 500, 500], {
          layer: 'httpd',
          surface: page?.surface ?? 'reference',
          path: page?.path ?? '/drug/:slug',
        })
      : [],
});
export const refused = (): AttemptEvidence => failedWith(makeLost('net::ERR_CONNECTION_REFUSED'));
export const wrongPage = (): AttemptEvidence => makeEvidence({ ended: 'failed' });

export const journey = (attempts: readonly AttemptEvidence[], overrides: Partial<JourneyInput> = {}): JourneyInput =>
  journeyOf(attempts, overrides);

export const storedOf = (
  journeys: readonly JourneyInput[],
  overrides: Partial<StoredRun> = {},
  input: Partial<RunInput> = {},
): StoredRun => ({ ...toStored(recordOf(journeys, input)).run, ...overrides });

export const record = (journeys: readonly JourneyInput[], input: Partial<RunInput> = {}): RunRecord =>
  recordOf(journeys, input);

import type { Surface } from '../target/types.ts';
import { isLogin, isLook } from '../verdict/looks.ts';
import type { Cause, RunRecord } from '../verdict/types.ts';

/** How one journey ended, as far as going on with the run depends on it. */
export interface JourneyEnd {
  readonly journey: string;
  readonly surfaces: readonly Surface[];
  /** The same for journeys that one finding would tell of; null: it passed, or failed for a reason of its own. */
  readonly finding: string | null;
}

/** Failures that say something of the servers: three wrong pages in a row do not make an outage. */
const ofTheServers: readonly Cause[] = ['server-error', 'unavailable', 'blocked', 'network', 'slow'];

/** @param record of this one journey alone */
export function journeyEnd(record: RunRecord): JourneyEnd[] {
  return record.journeys
    .filter(({ attempts }) => attempts.length > 0)
    .map((journey) => {
      const [finding] = record.findings;
      const ended = journey.attempts.at(-1)?.cause ?? null;
      const same = finding && finding.cause === ended && ended !== null && ofTheServers.includes(ended);
      return {
        journey: journey.id,
        surfaces: journey.surfaces,
        finding: same ? `${ended} ${finding.status ?? finding.errorText ?? ''} ${finding.layer}` : null,
      };
    });
}

/** So many journeys in a row that end with one finding are enough to know. */
const enough = 3;

/**
 * Why the rest is not to be run: the last three journeys ended with one same finding, and so did, last of all, every surface
 * that the run has seen (its preflights too, so that a living surface keeps the run going).
 *
 * @param ends in the order in which they ended
 * @returns one sentence, or null to go on
 */
export function haltReason(ends: readonly JourneyEnd[]): string | null {
  const isJourney = ({ journey: id }: JourneyEnd): boolean => !isLook({ id }) && !isLogin({ id });
  // after every journey of a run the answer is mostly this one, so it is had without a look at all of them
  const finding = ends.findLast(isJourney)?.finding ?? null;
  if (finding === null) return null;
  const journeys = ends.filter(isJourney);
  if (journeys.length < enough) return null;
  if (!journeys.slice(-enough).every((end) => end.finding === finding)) return null;
  const seen = new Set(ends.flatMap(({ surfaces }) => surfaces));
  const everywhere = [...seen].every(
    (surface) => ends.findLast(({ surfaces }) => surfaces.includes(surface))?.finding === finding,
  );
  if (!everywhere) return null;
  const [cause, ...what] = finding.split(' ');
  return `The last ${enough} journeys ended alike (${cause}, ${what.slice(0, -1).join(' ') || 'no answer'}) on every surface seen, so the rest is not run.`;
}

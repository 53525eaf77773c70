import { isLook } from '../../verdict/looks.ts';
import { verdicts } from '../../verdict/types.ts';
import { plural, sentence, some } from '../../verdict/words.ts';
import type { Incident, IncidentStep, StoredRun } from '../types.ts';
import { idOf, type Sighted } from './observe.ts';
import type { FollowContext, Tracked } from './types.ts';
import { cleanWords, radius, since, span } from './words.ts';

/** Looks are no journeys: they only say early what is the matter. */
const journeysOf = ({ journeys }: Incident): string[] => journeys.map(idOf).filter((id) => !isLook({ id }));

/** In what it has become worse; empty: in nothing. */
function worseBy(before: Incident, incident: Incident, location: string): string[] {
  const surfaces = incident.surfaces.filter((one) => !before.surfaces.includes(one));
  const known = new Set(journeysOf(before));
  const all = new Set(journeysOf(incident));
  // what plain looks have met says nothing yet of the journeys that it breaks
  const hasMore = known.size > 0 && [...all].some((id) => !known.has(id));
  const isWorse = verdicts.indexOf(incident.verdict) < verdicts.indexOf(before.verdict);
  return [
    ...(isWorse ? [`${before.verdict} has become ${incident.verdict}`] : []),
    ...(surfaces.length > 0 ? [`now on ${some(surfaces)} too`] : []),
    ...(hasMore ? [`now in ${plural(all.size, 'journey')}`] : []),
    ...(before.onlyAt !== null && incident.onlyAt === null ? [`now seen from ${location} too`] : []),
    ...(incident.flapping && !before.flapping ? ['it comes and goes'] : []),
    // of what comes and goes nobody wants to hear each time
    ...(before.state === 'recovering' && !before.flapping
      ? [`back after ${plural(before.cleanRuns, 'clean run')}`]
      : []),
  ];
}

function resolvedWords({ cleanRuns, resolvedAt, firstSeenAt, lastSeenAt }: Incident, { rules }: FollowContext): string {
  const lasted = span(Date.parse(lastSeenAt) - Date.parse(firstSeenAt));
  if (cleanRuns < rules.cleanRunsToResolve)
    return `Nobody has seen it for ${span(Date.parse(resolvedAt ?? lastSeenAt) - Date.parse(lastSeenAt))}, and no run has gone all of its ways: it is put away, not shown gone.`;
  return `${sentence(cleanWords({ cleanRuns }))}; first and last sighting are ${lasted} apart.`;
}

const told = ({ onlyAt }: Incident): string =>
  onlyAt === null ? '' : ` Seen from ${onlyAt} alone; other locations went the same way well.`;

/**
 * What has become of one incident by one run, in steps; empty: nothing worth a word.
 *
 * @param before null: it is new
 * @param seen null: the run did not see it
 */
export function stepsOf(
  before: Incident | null,
  one: Tracked,
  seen: Sighted | null,
  run: StoredRun,
  context: FollowContext,
): IncidentStep[] {
  const { incident, memory } = one;
  const at = run.finishedAt > run.startedAt ? run.finishedAt : run.startedAt;
  const step = (kind: IncidentStep['kind'], why: string): IncidentStep => ({ kind, incident, at, why });
  const wasOpen = before !== null && (before.state === 'open' || before.state === 'recovering');
  const late = context.later.some(({ startedAt }) => startedAt > run.startedAt) ? 'A run that came late saw it. ' : '';
  const becomesClean = (): IncidentStep[] => {
    if (incident.state === 'resolved')
      return [{ ...step('resolved', resolvedWords(incident, context)), at: incident.resolvedAt ?? at }];
    if (incident.state === 'recovering' && !incident.flapping)
      return [
        { ...step('recovering', `${sentence(cleanWords(incident))}.`), at: memory.observations.at(-1)?.until ?? at },
      ];
    return [];
  };

  if (seen === null) {
    if (!wasOpen || before.state === incident.state) return [];
    return becomesClean();
  }
  if (incident.state === 'suspected')
    return [step('suspected', `${late}Seen by ${plural(memory.streak, 'run')}; that does not open it yet.`)];
  const words = `${radius(incident)}; ${since(incident)}.`;
  if (before === null || before.openedAt === null) {
    return [
      step('opened', `${late}${sentence(words)}${told(incident)}`),
      ...(incident.state === 'open' ? [] : becomesClean()),
    ];
  }
  if (!wasOpen) {
    if (incident.state === 'resolved') return [step('seen', `${late}It was resolved since.`)];
    const gap =
      before.resolvedAt === null
        ? ''
        : ` ${span(Date.parse(run.startedAt) - Date.parse(before.resolvedAt))} after it was resolved`;
    return [
      step(
        'reopened',
        late === ''
          ? `Seen again${gap}, ${radius(incident)}.`
          : `${late}It was resolved too early; ${cleanWords(incident)}.`,
      ),
    ];
  }
  if (incident.state === 'resolved') return becomesClean();
  if (incident.state !== 'open') return [step('seen', `${late}${sentence(cleanWords(incident))}.`)];
  const worse = worseBy(before, incident, run.location);
  if (worse.length === 0) return [step('seen', `Seen again, ${radius(incident)}.`)];
  const [first = '', ...rest] = worse;
  return [step('escalated', `${[sentence(first), ...rest].join('; ')}.${told(incident)}`)];
}

import type { Answered } from '../evidence/ask.ts';
import { exchangeOf } from '../evidence/asked.ts';
import { nothingSeen } from '../evidence/nothing-seen.ts';
import type { AttemptEvidence, Exchange } from '../evidence/types.ts';
import { requestIdHeaders } from '../journey/setting.ts';
import type { Redactor } from '../target/redactor.ts';
import type { Site } from '../target/types.ts';
import type { JourneyInput } from '../verdict/types.ts';
import type { Place } from './wait.ts';

/** The look at the marker; of a node with its name behind. A preflight by its id, and so judged by the same tables. */
export const revisionJourney = (place: Pick<Place, 'node'>): string =>
  ['preflight-revision', ...(place.node ? [place.node.name] : [])].join('-');

const project = 'set-up';

interface Lab {
  readonly runId: string;
  readonly url: string;
  readonly site: Site;
  readonly redactor: Redactor;
}

/** As a good one without an end: of a marker's page nothing is asked but that no server fails at it. */
function lookOf(look: Answered, { url, site, redactor }: Lab): Exchange {
  const exchange = exchangeOf(look, url, { site, redactor, requestIdHeaders });
  const isFailure = (look.status ?? 0) >= 500;
  return {
    ...exchange,
    errorText: null,
    broken: false,
    bodyExcerpt: isFailure ? exchange.bodyExcerpt : null,
    timing: { waitMs: look.tookMs, totalMs: look.tookMs },
    // a marker's own 404 says nothing of the site
    expected: !isFailure,
  };
}

/** What was met while the marker was looked for, as journeys of their own; none where no 5xx was. */
export function waitingJourneys(places: readonly Place[], lab: Lab): JourneyInput[] {
  return places
    .filter(({ looks }) => looks.length > 0)
    .map((place): JourneyInput => {
      const id = revisionJourney(place);
      const surface = lab.site.surfaceOf(lab.url);
      const attempts = place.looks.map((look, index) => {
        const ended = (look.status ?? 0) >= 500 ? 'failed' : 'passed';
        const exchange = lookOf(look, lab);
        const evidence: AttemptEvidence = {
          ...nothingSeen,
          runId: lab.runId,
          journey: id,
          project,
          index,
          startedAt: look.at,
          durationMs: look.tookMs,
          ended,
          exchanges: [exchange],
          exchangeCount: 1,
          went: ended === 'passed' ? [`GET ${exchange.surface ?? exchange.host} ${exchange.path}`] : [],
        };
        const { startedAt, durationMs } = evidence;
        return { index, ended, startedAt, durationMs, evidence, errors: [], attachments: [] } as const;
      });
      return {
        id,
        project,
        title: `The new revision answers${place.node ? ` on ${place.node.name}` : ''}`,
        file: 'src/gate/wait.ts',
        tags: [],
        owner: '',
        surfaces: surface === null ? [] : [surface],
        verified: true,
        budgetMs: Number.MAX_SAFE_INTEGER, // how long it takes a server to start is no matter of a budget
        attempts,
        notRun: null,
        retries: 0,
      };
    });
}

import type { JourneyRecord } from '../../verdict/types.ts';
import { anchor, count, journeyName } from '../format.ts';
import { firstFew } from './bits.ts';
import type { Page } from './context.ts';
import { html, nothing, type Html } from './html.ts';

/** Journeys of which no attempt was started, by reason. */
export function notRun({ record }: Page): Html {
  const left = record.journeys.filter((journey) => journey.attempts.length === 0);
  if (left.length === 0) return nothing;
  const byReason = Map.groupBy(left, reasonOf);
  return html`<section class="group" id="not-run" aria-labelledby="not-run-title">
    <h2 id="not-run-title">Not run <span class="n">${left.length}</span></h2>
    ${[...byReason].map(
      ([reason, journeys]) =>
        html`<article class="card">
          <h3>${reason}</h3>
          <p class="quiet">${count(journeys.length, 'journey')}</p>
          ${firstFew(
            journeys,
            8,
            (journey) => html`<a href="#${anchor('j', journey.id, journey.project)}">${journeyName(journey)}</a>`,
            'journeys',
          )}
        </article>`,
    )}
  </section>`;
}

const reasonOf = (journey: JourneyRecord): string =>
  journey.notRun?.reason ?? journey.reasons[0] ?? 'No reason was recorded.';

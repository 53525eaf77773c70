import { verdicts, type Verdict } from '../../../verdict/types.ts';
import { plural, sentence, some, times } from '../../../verdict/words.ts';
import type { Incident } from '../../../history/types.ts';
import { count, duration, utc } from '../../format.ts';
import { fact, moment } from '../../page/bits.ts';
import { safeUrl } from '../../page/context.ts';
import { html, nothing, type Html } from '../../page/html.ts';
import { icon } from '../../page/icons.ts';
import { verdictLabel, verdictWords } from '../../words.ts';
import type { Status } from '../types.ts';
import { afterWords, spell, whom } from './words.ts';

/** What is read first: whether it is broken now. */
export interface Standing {
  readonly verdict: Verdict;
  readonly outcome: string;
  readonly headline: string;
  readonly meaning: string;
  /** The incident that it speaks of; null: none. */
  readonly incident: Incident | null;
}

const rank = ({ verdict }: Incident): number => verdicts.indexOf(verdict);

/** The incident to speak of first: of those that are open the worst, then the newest. */
function foremost(incidents: readonly Incident[]): Incident | null {
  for (const state of ['open', 'recovering', 'suspected'] as const) {
    const [first] = incidents.filter((one) => one.state === state).toSorted((a, b) => rank(a) - rank(b));
    if (first) return first;
  }
  return null;
}

const bad: ReadonlySet<Verdict> = new Set(['server-error', 'intermittent-server-error', 'unreachable', 'regression']);

const stateOutcome = {
  open: ({ verdict }: Incident): string => `Broken now: ${verdictLabel(verdict).toLowerCase()}`,
  recovering: (): string => 'Recovering',
  suspected: (): string => 'Suspected, not yet sure',
} as const;

/** Journeys whose last word is bad though nothing is open: the way was seen to be well again, and they were not asked for since. */
const lastFailed = ({ journeys }: Status): string[] =>
  journeys.flatMap(({ name, now }) => (now !== null && bad.has(now.verdict) ? [name] : []));

export function standingOf(status: Status): Standing {
  const { newest, incidents, target } = status;
  const incident = foremost(incidents);
  if (incident && incident.state !== 'resolved')
    return {
      verdict: incident.verdict,
      outcome: stateOutcome[incident.state](incident),
      headline: sentence(incident.headline),
      meaning: verdictWords[incident.verdict].meaning,
      incident,
    };
  const none = { incident: null } as const;
  if (newest === null)
    return {
      ...none,
      verdict: 'inconclusive',
      outcome: 'Nothing is known',
      headline: `No run of ${target} has been judged in 90 days`,
      meaning: 'There is nothing to tell, neither good nor bad.',
    };
  const failed = lastFailed(status);
  const calm = ['passed', 'transient', 'degraded'].includes(newest.outcome);
  const [last] = incidents
    .filter(({ state }) => state === 'resolved')
    .toSorted((a, b) => (b.resolvedAt ?? '').localeCompare(a.resolvedAt ?? ''));
  return {
    ...none,
    verdict: newest.outcome,
    outcome: calm ? (failed.length === 0 ? 'All well' : 'Nothing open') : verdictLabel(newest.outcome),
    headline: calm ? `Nothing is ${failed.length === 0 ? '' : 'known to be '}broken on ${target}` : newest.headline,
    meaning: calm
      ? `${
          last?.resolvedAt
            ? `No incident is open. The last one, ${last.id}, ended ${utc(last.resolvedAt)}.`
            : 'No incident is open, and none was in 90 days.'
        }${failed.length === 0 ? '' : ` But ${plural(failed.length, 'journey')} failed when last run: ${some(failed)}.`}`
      : verdictWords[newest.outcome].meaning,
  };
}

const link = (text: string, url: string | null): Html => {
  const safe = safeUrl(url);
  return safe === null ? html`${text}` : html`<a href="${safe}">${text}</a>`;
};

/** Who knows, and who asked for silence. */
export function handled({ acknowledged, muted }: Incident, builtAt: string): Html {
  return html`${acknowledged === null ? '' : html`<p class="note"><b>Acknowledged</b> by ${acknowledged.by}, ${moment(acknowledged.at)}</p>`}
  ${muted === null || muted.until <= builtAt ? '' : html`<p class="note"><b>Muted</b> by ${muted.by} until ${moment(muted.until)}</p>`}`;
}

function facts(status: Status, { incident }: Standing): Html {
  const { newest, locations, incidents, builtAt } = status;
  const others = incidents.filter(({ state, id }) => state !== 'resolved' && id !== incident?.id).length;
  const after = incident?.after ?? null;
  return html`<dl class="facts">
    ${
      incident === null
        ? ''
        : html`${fact('Since', html`${moment(incident.firstSeenAt)} <small class="quiet">${incident.reopened === 0 ? `for ${spell(Date.parse(builtAt) - Date.parse(incident.firstSeenAt))}` : `over in between, and back ${times(incident.reopened)}`}</small>`)}
          ${fact('After change', after === null ? html`<span class="quiet">none is known</span>` : html`${link(after.change, after.url)} <small class="quiet">${afterWords(after.sinceMs)} after it</small>`)}
          ${fact('For whom', whom(incident))}
          ${fact('Last good run', incident.lastGoodAt === null ? html`<span class="quiet">none is known</span>` : moment(incident.lastGoodAt))}
          ${fact('Incident', html`<a href="#${incident.id}">${incident.id}</a>${others === 0 ? '' : html` <small class="quiet">and ${others} more</small>`}`)}`
    }
    ${newest === null ? '' : fact('Newest run', html`${moment(newest.at)} <small class="quiet" data-age="${newest.at}"></small>`)}
    ${locations.length > 1 ? fact('Seen from', html`${locations.map(place)}`) : newest && fact('Seen from', locations[0]?.name ?? null)}
  </dl>`;
}

/** A location with what it saw last. */
const place = ({ name, outcome, at, silent }: Status['locations'][number]): Html =>
  silent
    ? html`<span class="place v-inconclusive"
        >${icon('inconclusive')} ${name} <small>silent since ${utc(at)}</small></span
      >`
    : html`<span class="place v-${outcome}"
        >${icon(outcome)} ${name} <small class="quiet">${verdictLabel(outcome).toLowerCase()}</small></span
      >`;

/** What must be read before anything else: that this is no news. The page's script adds it where the page has grown old since it was built. */
function warnings({ trouble, newest, stale, staleAfterMs, builtAt }: Status): Html {
  const limit = duration(staleAfterMs).replace(/ 00 (?:s|min)$/, '');
  return html`${
    trouble === null
      ? ''
      : html`<p class="loud" role="alert">
          <b>The history cannot be read since ${utc(trouble.at)}.</b> What stands here is of ${utc(builtAt)}.
          ${trouble.text}
        </p>`
  }
  ${
    newest === null
      ? ''
      : html`<p
          class="loud"
          id="stale"
          role="alert"
          data-newest="${newest.at}"
          data-limit="${staleAfterMs}"
          ${stale ? '' : 'hidden'}
        >
          <b
            >The newest run is
            <span data-age-of>${stale ? `${spell(Date.parse(builtAt) - Date.parse(newest.at))} old` : 'old'}</span>:
            what stands here is no news.</b
          >
          It was made ${utc(newest.at)}, and one is due within ${limit}. Look after the monitor first.
        </p>`
  }`;
}

/** Whether it is broken, since when, after which change, for whom: what is read at 3 a.m., and often all that is read. */
export function hero(status: Status): Html {
  const standing = standingOf(status);
  const { verdict, outcome, headline, meaning, incident } = standing;
  const { target, newest, builtAt } = status;
  return html`${warnings(status)}
    <header class="hero v-${verdict}">
      <div class="wrap">
        <p class="mark">
          <span class="brand">Medscape status</span>
          <span class="target">of <strong>${target}</strong></span>
          <span>as of ${moment(builtAt)}</span>
        </p>
        <p class="outcome fresh">${icon(verdict)}<span>${outcome}</span></p>
        ${newest === null ? nothing : html`<p class="outcome old v-inconclusive">${icon('inconclusive')}<span>No news. When it was last looked at: ${outcome.toLowerCase()}</span></p>`}
        <h1 class="${headline.length > 90 ? 'long' : ''}">${headline}</h1>
        <p class="meaning">${meaning}</p>
        ${incident === null ? '' : handled(incident, builtAt)} ${facts(status, standing)}
      </div>
    </header>`;
}

export const titleOf = (status: Status): string => {
  const { outcome } = standingOf(status);
  return `${status.trouble !== null || status.stale ? 'No news' : outcome}: ${status.target}, ${count(status.incidents.filter(({ state }) => state === 'open').length, 'open incident')}`;
};

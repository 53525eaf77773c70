import type { Incident } from '../../../history/types.ts';
import { count, utc } from '../../format.ts';
import { chip, fact, moment } from '../../page/bits.ts';
import { safeUrl } from '../../page/context.ts';
import { html, nothing, type Html } from '../../page/html.ts';
import { icon } from '../../page/icons.ts';
import type { Status } from '../types.ts';
import { handled } from './hero.ts';
import { timeLine } from './time-line.ts';
import { afterWords, spell, stateWords, whom } from './words.ts';

/** Of those that are over, so many are in sight. */
const fewest = 8;

const changeOf = ({ after }: Incident): Html | null => {
  if (after === null) return null;
  const url = safeUrl(after.url);
  return html`<span class="quiet">${afterWords(after.sinceMs)} after</span>
    ${url === null ? after.change : html`<a href="${url}">${after.change}</a>`}`;
};

function card(incident: Incident, builtAt: string): Html {
  const { id, verdict, state, headline, firstSeenAt, lastSeenAt, flapping, reopened } = incident;
  return html`<article class="finding v-${verdict}" id="${id}">
    <header>
      <p class="tags">
        ${chip(verdict)} <b>${id}</b>
        <span class="cause">${stateWords[state]}${reopened > 0 ? `, reopened ${String(reopened)} times` : ''}</span>
        ${flapping ? html`<span class="cause">comes and goes</span>` : ''}
      </p>
      <h3>${headline}</h3>
    </header>
    ${handled(incident, builtAt)}
    <dl class="facts small">
      ${fact('Since', moment(firstSeenAt))} ${fact('Last seen', moment(lastSeenAt))}
      ${fact('Change', changeOf(incident))} ${fact('For whom', whom(incident))}
    </dl>
  </article>`;
}

const ended = ({ resolvedAt, lastSeenAt }: Incident): string => resolvedAt ?? lastSeenAt;

const past = (incident: Incident): Html =>
  html`<li id="${incident.id}">
    <span class="verdict">${chip(incident.verdict)}</span>
    <span class="told"
      ><b>${incident.id}</b> ${incident.headline}
      <small class="quiet"
        >${whom(incident)}${incident.after === null ? '' : html`; ${changeOf(incident)}`}${incident.flapping ? '; came and went' : ''}${
          incident.acknowledged === null ? '' : `; acknowledged by ${incident.acknowledged.by}`
        }</small
      ></span
    >
    <span class="when"
      >${moment(incident.firstSeenAt)}
      <small class="block">for ${spell(Date.parse(ended(incident)) - Date.parse(incident.firstSeenAt))}</small></span
    >
  </li>`;

function changeList({ changes, incidents }: Status): Html {
  if (changes.length === 0) return nothing;
  const followed = Map.groupBy(incidents, ({ after }) => after?.change ?? null);
  return html`<details class="legend">
    <summary>${count(changes.length, 'change')} in 90 days, newest first</summary>
    <ul class="plain changes">
      ${changes.toReversed().map(({ id, url, firstAt }) => {
        const safe = safeUrl(url);
        const own = followed.get(id) ?? [];
        return html`<li>
          ${safe === null ? html`<b>${id}</b>` : html`<a href="${safe}">${id}</a>`}
          <span class="quiet">first run ${utc(firstAt)}</span>
          ${own.map(({ id: incident }) => html` <a href="#${incident}">${incident}</a> `)}${own.length > 0 ? 'followed' : ''}
        </li>`;
      })}
    </ul>
  </details>`;
}

/** What was broken in 90 days, on a line with the changes, and one by one. */
export function incidents(status: Status): Html {
  const { incidents: all, builtAt } = status;
  const living = all.filter(({ state }) => state !== 'resolved');
  const over = all.filter(({ state }) => state === 'resolved');
  return html`<section class="group" id="incidents" aria-labelledby="incidents-title">
    <h2 id="incidents-title">Incidents and changes <span class="n">${all.length} in 90 days</span></h2>
    ${all.length === 0 ? html`<p class="none">${icon('passed')} No incident in 90 days.</p>` : ''} ${timeLine(status)}
    ${living.map((incident) => card(incident, builtAt))}
    ${
      over.length === 0
        ? nothing
        : html`<ol class="runs">
            ${over.slice(0, fewest).map(past)}
          </ol>`
    }
    ${
      over.length <= fewest
        ? nothing
        : html`<details class="legend">
            <summary>${over.length - fewest} more that are over</summary>
            <ol class="runs">
              ${over.slice(fewest).map(past)}
            </ol>
          </details>`
    }
    ${changeList(status)}
  </section>`;
}

import { isPreflight } from '../../verdict/looks.ts';
import { verdicts, type JourneyRecord } from '../../verdict/types.ts';
import { anchor, duration } from '../format.ts';
import { hasFailed } from '../standing.ts';
import { verdictLabel } from '../words.ts';
import { attempt } from './attempt.ts';
import { chip, fact } from './bits.ts';
import type { Page } from './context.ts';
import { html, type Html } from './html.ts';
import { icon } from './icons.ts';
import { lastResults, lastSpells } from './last-results.ts';

/** In a run of more journeys those that passed are rows alone: a page of ten thousand opens as fast as one of ten. */
const mostInDetail = 200;

/** Every journey, worst first. Filtering by verdict is done by CSS, so it works without script; searching needs one. */
export function journeys(page: Page): Html {
  const { record } = page;
  const present = verdicts.filter((verdict) => record.counts[verdict] > 0);
  const ordered = record.journeys.toSorted(
    (a, b) =>
      verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict) ||
      a.id.localeCompare(b.id) ||
      a.project.localeCompare(b.project),
  );
  return html`<section class="journeys" id="journeys" aria-labelledby="journeys-title">
    <h2 id="journeys-title">
      ${record.journeys.some(isPreflight) ? 'Journeys and preflights' : 'Journeys'}
      <span class="n">${record.journeys.length}</span>
    </h2>
    <p class="why">
      Each opens to its attempts, side by side: the failing beside the
      passing.${hasResults(page) ? ' The marks are its last results, the oldest left and this run right: a dot has passed, anything else has the sign of its verdict.' : ''}
    </p>
    <div class="tools">
      <fieldset class="filter">
        <legend class="unseen">Show journeys by verdict</legend>
        <label
          ><input type="radio" name="verdict" value="all" checked /><span
            >All <b>${record.journeys.length}</b></span
          ></label
        >
        ${present.map(
          (verdict) =>
            html`<label class="v-${verdict}"
              ><input type="radio" name="verdict" value="${verdict}" /><span
                >${icon(verdict)}${verdictLabel(verdict)} <b>${record.counts[verdict]}</b></span
              ></label
            >`,
        )}
      </fieldset>
      <label class="search" hidden
        >${icon('search')}<span class="unseen">Search journeys</span
        ><input type="search" placeholder="Search title, id, surface, owner" autocomplete="off"
      /></label>
    </div>
    <p class="found unseen" role="status"></p>
    <div
      class="${['list', isLong(page) ? 'long' : '', record.counts['intermittent-server-error'] > 0 ? 'wide' : ''].join(' ').trim()}"
    >
      ${ordered.map((journey, index) => row(page, journey, index < mostInDetail))}
    </div>
  </section>`;
}

function row(page: Page, journey: JourneyRecord, withResults: boolean): Html {
  const pips = journey.attempts.map((one) => html`<i class="${hasFailed(one) ? 'bad' : 'good'}"></i>`);
  const tries = journey.attempts.length;
  return html`<details class="journey v-${journey.verdict}" data-verdict="${journey.verdict}">
    <summary data-owner="${journey.owner}">
      ${icon('chevron')}
      <span class="verdict">${chip(journey.verdict)}</span>
      <span class="title">${journey.title} <small>${journey.id}</small></span>
      <span class="project">${journey.project}</span>
      <span class="on">${journey.surfaces.join(', ')}</span>
      <span class="tries"
        ><span aria-hidden="true">${pips}</span
        ><span class="unseen">${tries === 1 ? '1 attempt' : `${tries} attempts`}</span></span
      >
      <span class="number">${tries === 0 ? 'not run' : duration(journey.durationMs)}</span>
      ${withResults ? lastResults(page, journey) : ''}
    </summary>
    <div class="inside" id="${anchor('j', journey.id, journey.project)}">
      ${
        journey.reasons.length === 0
          ? ''
          : html`<ul class="reasons">
              ${journey.reasons.map((reason) => html`<li>${reason}</li>`)}
            </ul>`
      }
      ${journey.suppressedBy === null ? '' : html`<p class="note"><b>Suppressed</b> <code>${journey.suppressedBy}</code></p>`}
      ${
        journey.notRun === null
          ? ''
          : html`<p class="note"><b>${tries === 0 ? 'Not run' : 'Not tried again'}</b> ${journey.notRun.reason}</p>`
      }
      ${
        isLong(page) && journey.verdict === 'passed'
          ? html`<p class="note">
              Passed; in a run of so many journeys what it met stands in
              <a href="${page.fileLink('verdict.json') ?? 'verdict.json'}">verdict.json</a> alone.
            </p>`
          : detail(page, journey)
      }
    </div>
  </details>`;
}

const hasResults = ({ context: { past } }: Page): boolean => past?.kind === 'known' && past.lastResults.size > 0;

const isLong = ({ record }: Page): boolean => record.journeys.length > mostInDetail;

/** Its attempts, and whose it is. */
function detail(page: Page, journey: JourneyRecord): Html {
  const tries = journey.attempts.length;
  return html`${tries === 0 ? '' : html`<div class="attempts n${Math.min(tries, 3)}">${journey.attempts.map((one) => attempt(page, journey, one))}</div>`}
    ${lastSpells(page, journey)}
    <dl class="facts small">
      ${fact('Owner', journey.owner || null)} ${fact('Rule', html`<code>${journey.rule}</code>`)}
      ${fact('File', html`<code>${journey.file}</code>`)}
      ${fact('Tags', journey.tags.length === 0 ? null : journey.tags.join(' '))}
      ${fact('Playwright', playwright(page, journey))}
    </dl>`;
}

function playwright(page: Page, journey: JourneyRecord): Html | null {
  const link = journey.attempts.length === 0 ? null : page.playwrightLink(journey.title);
  return link === null ? null : html`<a href="${link}">Traces and steps</a>`;
}

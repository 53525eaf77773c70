import { duration } from '../../report/format.ts';
import { html, nothing, type Html } from '../../report/page/html.ts';
import type { Place, RehearsalReport, Step, StepDetail, StepId } from '../types.ts';
import { lineId, lookOf, placeText, stepChip } from './looks.ts';

/** What a step asks, for who reads it the first time. */
export const questions: Readonly<Record<StepId, string>> = {
  copy: 'Can it be copied, bound to this machine alone?',
  syntax: 'Does Apache accept it, without a warning that matters?',
  'virtual-hosts': 'Does each name reach the site that it reached?',
  start: 'Does it start, answer, and end without leaving a process behind?',
  reload: 'Does a graceful reload bring it in while readers are reading?',
  routes: 'Does each URL answer as it did?',
  journeys: 'Do clinicians come to the end of what they came for?',
  'two-users': 'Does everybody see their own pages, and nobody another’s?',
  'error-log': 'Did Apache stay silent?',
  coverage: 'Was every changed directive gone through?',
};

/** Details beyond this are to be opened. */
const fewDetails = 6;

/** A place, as a link to its line where the page shows it. */
export function placeLink(place: Place, linked: (id: string) => boolean): Html {
  const text = html`<code>${placeText(place)}</code>`;
  const id = lineId(place);
  return html`<span class="place">${linked(id) ? html`<a href="#${id}">${text}</a>` : text}</span>`;
}

const detail = ({ text, place, code }: StepDetail, linked: (id: string) => boolean): Html =>
  html`<li>
    ${code !== null && !text.includes(code) ? html`<b class="code">${code}</b> ` : ''}<span>${text}</span>
    ${place === null ? '' : placeLink(place, linked)}
  </li>`;

export function detailList(details: readonly StepDetail[], linked: (id: string) => boolean): Html {
  if (details.length === 0) return nothing;
  const rest = details.slice(fewDetails);
  return html`<ul class="details">
      ${details.slice(0, fewDetails).map((one) => detail(one, linked))}
    </ul>
    ${
      rest.length === 0
        ? nothing
        : html`<details class="more">
            <summary>${rest.length} more</summary>
            <ul class="details">
              ${rest.map((one) => detail(one, linked))}
            </ul>
          </details>`
    }`;
}

const step = ({ id, verdict, summary, details, durationMs }: Step, linked: (id: string) => boolean): Html =>
  html`<li class="stage v-${lookOf(verdict)} is-${verdict}" id="step-${id}">
    <div class="head">
      ${stepChip(verdict)}
      <h3>${id}</h3>
      <span class="question">${questions[id]}</span>
      <span class="number">${verdict === 'skipped' ? '' : duration(durationMs)}</span>
    </div>
    <p>${summary}</p>
    ${verdict === 'no-go' || verdict === 'inconclusive' ? nothing : detailList(details, linked)}
  </li>`;

/** Every step in its order, with its own verdict; what broke stands in full beside the change. */
export function steps(report: RehearsalReport, linked: (id: string) => boolean): Html {
  return html`<section class="group" id="steps" aria-labelledby="steps-title">
    <h2 id="steps-title">Steps</h2>
    <p class="why">Each has a verdict of its own. What an earlier one made pointless was not done.</p>
    <ol class="stages card">
      ${report.steps.map((one) => step(one, linked))}
    </ol>
  </section>`;
}

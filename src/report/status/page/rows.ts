import { verdicts } from '../../../verdict/types.ts';
import { anchor, count, duration } from '../../format.ts';
import { chip, moment } from '../../page/bits.ts';
import { html, nothing, type Html } from '../../page/html.ts';
import { icon } from '../../page/icons.ts';
import type { Status, StatusRow, StepLatency, WindowSum } from '../types.ts';
import { marksOf, oneMark, telling } from './marks.ts';
import { boundsWords, budgetWords, markWords, nameParts, objectiveOf, shareWords, windowWords } from './words.ts';

/** The same figure of each window; which of them shows is chosen above the list, without script. */
const chosen = (row: StatusRow, tell: (sum: WindowSum) => Html | string): Html =>
  html`${row.windows.map((sum) => html`<span class="w w-${sum.window}">${tell(sum)}</span>`)}`;

const isMissed = ({ objective }: WindowSum): string => (objective === 'missed' ? 'missed' : '');

function summary(row: StatusRow): Html {
  const { now, days } = row;
  const { id, project } = nameParts(row.name);
  return html`<summary>
    ${icon('chevron')}
    <span class="name">${id}${project === null ? '' : html` <small class="quiet">${project}</small>`}</span>
    <span class="verdict"
      >${now === null ? html`<span class="chip v-inconclusive">Not looked at</span>` : chip(now.verdict)}</span
    >
    ${marksOf(days)}
    <span class="figure" data-label="runs"
      >${chosen(row, (sum) => html`<span class="${isMissed(sum)}">${shareWords(sum.onVerdicts)}</span>`)}</span
    >
    <span class="figure" data-label="attempts">${chosen(row, ({ onAttempts }) => shareWords(onAttempts))}</span>
    <span class="figure" data-label="server errors"
      >${chosen(row, ({ serverErrors }) => (serverErrors === 0 ? html`<span class="quiet">0</span>` : html`<b>${serverErrors}</b>`))}</span
    >
    <span class="figure" data-label="budget"
      >${chosen(row, (sum) => html`<span class="${(sum.budgetLeft ?? 0) < 0 ? 'missed' : ''}">${budgetWords(sum)}</span>`)}</span
    >
  </summary>`;
}

/** Every figure of every window, with its bounds. */
export function windowTable(row: StatusRow, objective: number): Html {
  const head = [
    ...['Window', 'Ended well', 'Attempts passed', 'Server errors', 'Transient', 'Not started', 'Say nothing'],
    ...['Budget', `${String(Number((objective * 100).toPrecision(6)))} %`],
  ];
  const share = (of: WindowSum['onVerdicts'], what: string): Html =>
    of === null
      ? html`<span class="quiet">nothing known</span>`
      : html`<b>${shareWords(of)}</b> <span class="quiet">${boundsWords(of)}, of ${count(of.of, what)}</span>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${row.name}, by window">
    <table class="windows">
      <thead>
        <tr>
          ${head.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${row.windows.map((sum) => {
          const cells = [
            share(sum.onVerdicts, 'run'),
            share(sum.onAttempts, 'attempt'),
            ...[sum.serverErrors, sum.transient, sum.down, sum.unknown].map((n) => html`${n.toLocaleString('en-US')}`),
            html`<span class="${(sum.budgetLeft ?? 0) < 0 ? 'missed' : ''}">${budgetWords(sum)}</span>`,
            html`<span class="${isMissed(sum)}">${objectiveOf(sum)}</span>`,
          ];
          return html`<tr>
            <th scope="row">${windowWords[sum.window]}</th>
            ${cells.map((cell, index) => html`<td data-label="${head[index + 1] ?? ''}">${cell}</td>`)}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** Each kind of day that was not plainly good, with its dates: the marks in words. */
function badDays(row: StatusRow): Html {
  const kinds = telling(row.days);
  if (kinds.length === 0) return html`<p class="quiet">Every one of the ${row.days.length} days was good.</p>`;
  return html`<ul class="days">
    ${kinds.map(
      ({ worst, days, spells }) =>
        html`<li>
          ${oneMark(worst ?? 'none')} <b>${markWords(worst)}</b> on ${count(days, 'day')}:
          <span class="quiet">${spells.map(([from, to]) => (from === to ? from : `${from} to ${to}`)).join(', ')}</span>
        </li>`,
    )}
  </ul>`;
}

/** Percentiles of steps. `journey`: named, where the steps are of several. */
export function stepTable(steps: readonly StepLatency[], caption: string, named: boolean): Html {
  if (steps.length === 0) return nothing;
  const time = (ms: number | null): Html =>
    ms === null ? html`<span class="quiet">too few</span>` : html`${duration(ms)}`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}">
    <table class="latencies">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">Step</th>
          ${['Half within', '95 % within', '99 % within', 'Samples'].map((name) => html`<th scope="col" class="number">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${steps.map(
          ({ journey, step, p50Ms, p95Ms, p99Ms, samples }) =>
            html`<tr>
              <th scope="row">${step}${named ? html` <span class="quiet">${journey}</span>` : ''}</th>
              ${[time(p50Ms), time(p95Ms), time(p99Ms), html`${samples.toLocaleString('en-US')}`].map((cell) => html`<td class="number">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function details(row: StatusRow, { objective, latencies }: Status, locations: number): Html {
  const { now, kind, name } = row;
  return html`<details class="row" id="${anchor(kind, name)}" data-print="as-it-stands">
    ${summary(row)}
    <div class="inside">
      ${
        now === null
          ? html`<p class="quiet">Nothing has looked at it for seven days.</p>`
          : html`<p>
              ${chip(now.verdict)} ${moment(now.at)}${locations > 1 ? html`, from ${now.location}` : ''}, in the run
              <code>${now.run}</code>
            </p>`
      }
      ${windowTable(row, objective)} ${badDays(row)}
      ${stepTable(
        kind === 'journey' ? latencies.filter(({ journey }) => journey === name) : [],
        'Its steps, in attempts that passed; 30 days',
        false,
      )}
    </div>
  </details>`;
}

const rank = ({ now }: StatusRow): number =>
  now === null ? verdicts.indexOf('inconclusive') : verdicts.indexOf(now.verdict);

/** A list of rows, what is not well now first. */
export function rowList(status: Status, id: 'surfaces' | 'journeys', title: string, why: string): Html {
  const rows = status[id].toSorted((a, b) => rank(a) - rank(b));
  if (rows.length === 0) return nothing;
  return html`<section class="group" id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title} <span class="n">${rows.length}</span></h2>
    <p class="why">${why}</p>
    <div class="list rows">
      <div class="head" aria-hidden="true">
        <span></span><span></span><span></span><span>90 days, today on the right</span><span>Ended well</span
        ><span>Attempts</span><span>Server errors</span><span>Error budget</span>
      </div>
      ${rows.map((row) => details(row, status, status.locations.length))}
    </div>
  </section>`;
}

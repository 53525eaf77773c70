import { duration } from '../../report/format.ts';
import { chip, clock, moment } from '../../report/page/bits.ts';
import { html, nothing, type Html } from '../../report/page/html.ts';
import type { GateEvent, GateReport } from '../types.ts';
import { band } from './band.ts';
import type { GatePage } from './context.ts';
import { lookOfEvent, mark } from './looks.ts';

type Lane = 'after' | 'rollback' | 'recovery';

/** What began to run, and of which no end is told. */
const isLastBeginning = (event: GateEvent, events: readonly GateEvent[]): boolean =>
  event.run === null && !events.slice(events.indexOf(event) + 1).some(({ kind }) => kind === 'run');

/** What is worth a row: of a run its end, which tells its beginning too; of what was detected the word that says how soon. */
const rowsOf = ({ events }: GateReport): GateEvent[] =>
  events.filter(
    (event) =>
      (event.kind !== 'run' || event.run !== null || isLastBeginning(event, events)) &&
      (event.kind !== 'judged' || !events.some(({ kind }) => kind === 'detected')),
  );

/** Each event in its lane: they come one after the other. */
function inLanes(page: GatePage): ReadonlyMap<Lane, readonly GateEvent[]> {
  const lanes = new Map<Lane, GateEvent[]>([
    ['after', []],
    ['rollback', []],
    ['recovery', []],
  ]);
  let lane: Lane = 'after';
  for (const event of rowsOf(page.report)) {
    if (event.kind === 'rollback' || (event.kind === 'gave-up' && lane === 'after')) lane = 'rollback';
    else if (page.run(event.run)?.phase === 'recovery' || event.kind === 'recovered') lane = 'recovery';
    lanes.get(lane)?.push(event);
  }
  return lanes;
}

/** What the page's head says already is not said again. */
const textOf = ({ rollback }: GateReport, { kind, text }: GateEvent): string =>
  kind === 'detected' && rollback !== null ? `Detected after ${duration(rollback.detectedAfterMs)}` : text;

const row = (page: GatePage, event: GateEvent): Html => {
  const run = page.run(event.run);
  const link = page.link(run?.page ?? null);
  const at = run?.startedAt ?? event.at;
  const what = run && `${run.what.charAt(0).toUpperCase()}${run.what.slice(1)}`;
  const look = lookOfEvent(page.report, event);
  return html`<li class="row ${look === null ? '' : `v-${look}`}">
    ${mark(look)}
    <span class="when"
      ><span class="number">${clock(at)}</span>
      <small class="number">+${duration(Math.max(0, page.offset(at)))}</small></span
    >
    ${
      run === null
        ? html`<p class="${event.tone === 'bad' ? 'loud' : ''}">${textOf(page.report, event)}</p>`
        : html`<div>
            <p class="run">
              <b>${link === null ? what : html`<a href="${link}">${what}</a>`}</b> ${chip(run.outcome)}
              <small class="quiet number">${duration(run.durationMs)}</small>
            </p>
            <p>${run.phase === 'recovery' && event.tone === 'good' ? event.text : run.headline}</p>
          </div>`
    }
  </li>`;
};

function before(page: GatePage): Html {
  const { baseline, since } = page.report;
  const went =
    since === null
      ? nothing
      : html`<li class="row">
          <span class="dot" aria-hidden="true"></span><span class="when">${moment(since)}</span>
          <p>${page.change} began to go out</p>
        </li>`;
  if (baseline === null)
    return html`<ol class="rows">
      <li class="row">
        <span class="dot" aria-hidden="true"></span><span class="when quiet">unknown</span>
        <p>No run with journeys was judged before the change, so everything that they met is new.</p>
      </li>
      ${went}
    </ol>`;
  const link = page.link(baseline.page);
  return html`<ol class="rows">
    <li class="row">
      <span class="dot" aria-hidden="true"></span>
      <span class="when">${moment(baseline.startedAt)}</span>
      <div>
        <p class="run">
          <b>${link === null ? 'The last judged run' : html`<a href="${link}">The last judged run</a>`}</b>
          ${chip(baseline.outcome)}
          <small class="quiet">${duration(Math.max(0, -page.offset(baseline.startedAt)))} before the gate</small>
        </p>
        <p>${baseline.headline}</p>
      </div>
    </li>
    ${went}
  </ol>`;
}

const titles: Readonly<Record<Lane, string>> = {
  after: 'After',
  rollback: 'Rollback',
  recovery: 'Recovery',
};

const phase = (id: string, title: string, rows: Html): Html =>
  html`<section class="phase ${id}" aria-labelledby="phase-${id}">
    <h3 id="phase-${id}">${title}</h3>
    ${rows}
  </section>`;

/** Before, after and the rollback, from top to bottom, and once more to scale. */
export function timeLine(page: GatePage): Html {
  return html`<section class="group" id="time-line" aria-labelledby="time-line-title">
    <h2 id="time-line-title">Time line</h2>
    <p class="why">Times are UTC, and counted from the beginning of the gate. Each run leads to its own report.</p>
    <div class="card line">
      ${band(page)} ${phase('before', 'Before', before(page))}
      ${[...inLanes(page)]
        .filter(([, events]) => events.length > 0)
        .map(([lane, events]) =>
          phase(
            lane,
            titles[lane],
            html`<ol class="rows">
              ${events.map((event) => row(page, event))}
            </ol>`,
          ),
        )}
    </div>
  </section>`;
}

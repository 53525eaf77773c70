import { duration } from '../../report/format.ts';
import { html, nothing, type Html } from '../../report/page/html.ts';
import type { GateReport } from '../types.ts';
import { isDone } from '../rollback.ts';
import { lookOf } from './looks.ts';
import type { GatePage } from './context.ts';

/** What lies before the gate has no scale of its own: it takes so many hundredths of the width. */
const beforeEnds = 13;
const gateBegins = 16;
/** A run that is hardly wide enough to be seen, in hundredths. */
const narrowest = 0.6;

interface Mark {
  readonly name: string;
  readonly ms: number;
  readonly look: string;
}

/** Detected, rolled back, recovered: where they lie. */
function marksOf(report: GateReport): Mark[] {
  const { rollback, events, startedAt } = report;
  if (rollback === null) {
    const judged = events.find(({ kind }) => kind === 'judged');
    return judged
      ? [
          {
            name: 'judged',
            ms: Date.parse(judged.at) - Date.parse(startedAt),
            look: `v-${lookOf(report)}`,
          },
        ]
      : [];
  }
  const { detectedAfterMs, tookMs, recoveredAfterMs, ended } = rollback;
  const endedAt = detectedAfterMs + tookMs;
  return [
    { name: 'detected', ms: detectedAfterMs, look: `v-${lookOf(report)}` },
    ...(ended === null
      ? []
      : [
          {
            name: isDone(rollback) ? 'rolled back' : 'rollback failed',
            ms: endedAt,
            look: '',
          },
        ]),
    ...(recoveredAfterMs === null ? [] : [{ name: 'recovered', ms: endedAt + recoveredAfterMs, look: 'v-passed' }]),
  ];
}

/** The time line to scale, for the eye; every word of it stands in the rows below. */
export function band(page: GatePage): Html {
  const { report } = page;
  const { baseline, rollback, runs, events, durationMs } = report;
  const marks = marksOf(report);
  const parts = runs.filter(({ id }) => id !== report.id);
  const whole = Math.max(1, durationMs, ...marks.map(({ ms }) => ms));
  const x = (ms: number): number => gateBegins + (Math.min(whole, Math.max(0, ms)) / whole) * (100 - gateBegins);
  const bar = (from: number, to: number, look: string): Html =>
    html`<rect
      class="${look}"
      x="${x(from).toFixed(2)}%"
      y="26"
      width="${Math.max(narrowest, x(to) - x(from)).toFixed(2)}%"
      height="18"
      rx="3"
    />`;
  const [waited, marker] = [events.find(({ kind }) => kind === 'waited'), events.find(({ kind }) => kind === 'marker')];
  const label = ({ name, ms, look }: Mark, row: number): Html => {
    const at = x(ms);
    // half of a phone's width holds a label
    const isLate = at > 50;
    return html`<line class="${look}" x1="${at.toFixed(2)}%" x2="${at.toFixed(2)}%" y1="20" y2="${58 + row * 19}" />
      <text
        class="${look}"
        x="${at.toFixed(2)}%"
        y="${63 + row * 19}"
        dx="${isLate ? -5 : 5}"
        text-anchor="${isLate ? 'end' : 'start'}"
        >${name} +${duration(ms)}</text
      >`;
  };
  return html`<svg class="band rows-${marks.length}" aria-hidden="true" focusable="false">
    <text class="lane" x="0" y="14">before</text>
    <text class="lane" x="${gateBegins}%" y="14">after${rollback === null ? '' : ', and the rollback'}</text>
    <rect class="track" x="0" y="26" width="${beforeEnds}%" height="18" rx="3" />
    <rect class="track" x="${gateBegins}%" y="26" width="${100 - gateBegins}%" height="18" rx="3" />
    ${baseline === null ? nothing : html`<rect class="v-${baseline.outcome}" x="0" y="26" width="${beforeEnds}%" height="18" rx="3" />`}
    ${waited && marker ? bar(page.offset(waited.at), page.offset(marker.at), 'waiting') : nothing}
    ${parts.map((run) => bar(page.offset(run.startedAt), page.offset(run.startedAt) + run.durationMs, `v-${run.outcome}`))}
    ${rollback === null ? nothing : bar(rollback.detectedAfterMs, rollback.detectedAfterMs + rollback.tookMs, 'back')}
    ${marks.map((one, row) => label(one, row))}
  </svg>`;
}

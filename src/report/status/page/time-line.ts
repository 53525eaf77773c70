import { verdicts } from '../../../verdict/types.ts';
import type { Incident } from '../../../history/types.ts';
import { count, utc } from '../../format.ts';
import { verdictLabel } from '../../words.ts';
import { html, nothing, type Html } from '../../page/html.ts';
import { dayBefore, dayMs } from '../sums.ts';
import type { Status } from '../types.ts';

/** In pixels. */
const laneHeight = 17;
const barHeight = 11;
const axisHeight = 44;

/** The least that a bar is wide, and that stands between two of a lane, in percent. */
const leastWidth = 0.5;
const gap = 0.35;

interface Bar {
  readonly incident: Incident;
  readonly from: number;
  readonly width: number;
  readonly lane: number;
}

/** Each in the first lane that is free. */
function bars(incidents: readonly Incident[], placeOf: (iso: string) => number, builtAt: string): Bar[] {
  const ends: number[] = [];
  return incidents
    .toSorted((a, b) => a.firstSeenAt.localeCompare(b.firstSeenAt))
    .map((incident) => {
      const from = placeOf(incident.firstSeenAt);
      const width = Math.max(leastWidth, placeOf(incident.resolvedAt ?? builtAt) - from);
      const free = ends.findIndex((end) => end + gap <= from);
      const lane = free === -1 ? ends.length : free;
      ends[lane] = from + width;
      return { incident, from: Math.min(from, 100 - leastWidth), width, lane };
    });
}

const percent = (value: number): string => `${value.toFixed(2)}%`;

const worse = (a: Bar, b: Bar): number => verdicts.indexOf(b.incident.verdict) - verdicts.indexOf(a.incident.verdict);

/** Incidents as bars over 90 days, with the changes as ticks below; the ones that incidents followed go up through them. */
export function timeLine({ incidents, changes, builtAt }: Status): Html {
  if (incidents.length === 0 && changes.length === 0) return nothing;
  const begin = Date.parse(dayBefore(builtAt, 89));
  const end = begin + 90 * dayMs;
  const placeOf = (iso: string): number =>
    Math.max(0, Math.min(100, ((Date.parse(iso) - begin) / (end - begin)) * 100));
  const shown = bars(incidents, placeOf, builtAt);
  const lanes = Math.max(1, ...shown.map(({ lane }) => lane + 1));
  const height = lanes * laneHeight + axisHeight;
  const ground = lanes * laneHeight + 6;
  const blamed = new Set(incidents.flatMap(({ after }) => after?.change ?? []));
  const ticks = changes.map(({ id, firstAt }) => {
    const x = percent(placeOf(firstAt));
    return html`<line
      class="${blamed.has(id) ? 'blamed' : 'change'}"
      x1="${x}"
      x2="${x}"
      y1="${blamed.has(id) ? 0 : ground}"
      y2="${ground + 10}"
    >
      <title>${id}, first run ${utc(firstAt)}${blamed.has(id) ? '; an incident followed' : ''}</title>
    </line>`;
  });
  const weeks = Array.from({ length: 6 }, (_, index) => {
    const day = new Date(begin + (index * 15 + 7) * dayMs).toISOString().slice(0, 10);
    return html`<text x="${percent(placeOf(day))}" y="${ground + 30}" text-anchor="middle">${day.slice(5)}</text>`;
  });
  const what = `${count(incidents.length, 'incident')} and ${count(changes.length, 'change')} in 90 days, ${String(blamed.size)} of them followed by an incident; each stands in the lists below`;
  return html`<svg class="time-line" role="img" aria-label="${what}" width="100%" height="${height}">
      ${ticks}
      <line class="ground" x1="0" x2="100%" y1="${ground}" y2="${ground}" />
      ${shown.toSorted(worse).map(
        ({ incident, from, width, lane }) =>
          html`<rect
            class="v-${incident.verdict} ${incident.state}"
            x="${percent(from)}"
            width="${percent(width)}"
            y="${lane * laneHeight + 3}"
            height="${barHeight}"
            rx="3"
          >
            <title>
              ${incident.id}: ${incident.headline}. ${verdictLabel(incident.verdict)}, ${incident.state}, first seen
              ${utc(incident.firstSeenAt)}${incident.after === null ? '' : `, after ${incident.after.change}`}
            </title>
          </rect>`,
      )}
      ${weeks}
    </svg>
    <p class="key quiet">
      <span
        ><svg aria-hidden="true" width="22" height="11">
          <rect class="v-server-error" width="22" height="11" rx="3" />
        </svg>
        an incident, from first sight to resolution</span
      >
      <span
        ><svg aria-hidden="true" width="12" height="14"><line class="blamed" x1="6" x2="6" y1="0" y2="14" /></svg> a
        change that one followed</span
      >
      <span
        ><svg aria-hidden="true" width="12" height="14"><line class="change" x1="6" x2="6" y1="2" y2="14" /></svg>
        another change</span
      >
    </p>`;
}

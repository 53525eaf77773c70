import { verdicts } from '../../../verdict/types.ts';
import { count } from '../../format.ts';
import { html, type Html } from '../../page/html.ts';
import type { StatusDay } from '../types.ts';
import { markWords } from './words.ts';

/** Of one day, in user units; the picture is stretched to the room that it has. */
const step = 10;
export const markHeight = 36;

type Mark = NonNullable<StatusDay['worst']> | 'none';

/**
 * A shape for each, told apart without colour: what is tall was broken, what is short was not, and what is but a speck was not looked at. Solid is
 * what stayed; pieces are what came and went; a frame is what nothing can be said of. Paths from the left edge of the day.
 */
const shapes: Readonly<Record<Mark, string>> = {
  'server-error': 'v36h8v-36z',
  'intermittent-server-error': 'v6h8v-6zm0 10v6h8v-6zm0 10v6h8v-6zm0 10v6h8v-6z',
  unreachable: 'v13h8v-13zm0 23v13h8v-13z',
  regression: 'v36h8v-36zm2 6h4v7h-4z',
  failed: 'v36h8v-26l-8-10z',
  blocked: 'm0 14v22h8v-22zm2 3h4v6h-4zm0 10h4v6h-4z',
  inconclusive: 'm0 14v22h8v-22zm2 3h4v16h-4z',
  degraded: 'm0 22v14h8v-22z',
  transient: 'm0 14v8h8v-8zm0 12v10h8v-10z',
  passed: 'm0 14v22h8v-22z',
  none: 'm2.5 32v4h3v-4z',
};

const markOf = ({ worst }: StatusDay): Mark => worst ?? 'none';

const dayWords = ({ day, worst, good, known }: StatusDay): string =>
  `${day}: ${markWords(worst)}${known === 0 ? '' : `, ${String(good)} of ${String(known)} good`}`;

/** Worst first, as far as any day saw it. */
const order: readonly StatusDay['worst'][] = [...verdicts.slice(0, 4), 'failed', ...verdicts.slice(4), null];

/** `server error on 2 days, passed on 88`. */
function words(days: readonly StatusDay[]): string {
  const parts = order.flatMap((worst) => {
    const n = days.filter((day) => day.worst === worst).length;
    return n === 0 ? [] : [`${markWords(worst)} on ${count(n, 'day')}`];
  });
  return `${count(days.length, 'day')} to ${days.at(-1)?.day ?? ''}: ${parts.join(', ')}`;
}

/** A row of marks, one a day. */
export function marksOf(days: readonly StatusDay[]): Html {
  const placed = days.map((day, index) => ({ day, x: index * step + 1, mark: markOf(day) }));
  const paths = [...Map.groupBy(placed, ({ mark }) => mark)].map(
    ([mark, some]) => html`<path class="v-${mark}" d="${some.map(({ x }) => `M${x} 0${shapes[mark]}`).join('')}" />`,
  );
  const telling = placed.filter(({ mark }) => mark !== 'passed' && mark !== 'none');
  return html`<svg
    class="marks"
    role="img"
    aria-label="${words(days)}"
    viewBox="0 0 ${days.length * step} ${markHeight}"
    preserveAspectRatio="none"
  >
    ${paths}${telling.map(({ day, x }) => html`<rect x="${x - 1}" width="10" height="36"><title>${dayWords(day)}</title></rect>`)}
  </svg>`;
}

/** One mark for itself, as the legend shows it. */
export const oneMark = (mark: Mark): Html =>
  html`<svg class="mark-sample" aria-hidden="true" focusable="false" viewBox="0 0 10 36">
    <path class="v-${mark}" d="M1 0${shapes[mark]}" />
  </svg>`;

interface Kind {
  readonly worst: StatusDay['worst'];
  readonly days: number;
  /** First and last day of each spell, newest first. */
  readonly spells: readonly (readonly [from: string, to: string])[];
}

/** Days that were not plainly good by what they saw, worst first; days that follow one another are one spell. */
export function telling(days: readonly StatusDay[]): Kind[] {
  return order
    .filter((worst) => worst !== 'passed')
    .map((worst): Kind => {
      const spells: { from: string; to: string; end: number }[] = [];
      let n = 0;
      for (const [index, { day, worst: own }] of days.entries()) {
        if (own !== worst) continue;
        n += 1;
        const last = spells.at(-1);
        if (last?.end === index - 1) Object.assign(last, { to: day, end: index });
        else spells.push({ from: day, to: day, end: index });
      }
      return { worst, days: n, spells: spells.toReversed().map(({ from, to }) => [from, to]) };
    })
    .filter(({ days: n }) => n > 0);
}

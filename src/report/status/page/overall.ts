import { some } from '../../../verdict/words.ts';
import { html, nothing, type Html } from '../../page/html.ts';
import { icon } from '../../page/icons.ts';
import type { Status, StatusRow, WindowSum } from '../types.ts';
import { marksOf } from './marks.ts';
import { windowTable } from './rows.ts';
import { oneIn, percent, windowWords } from './words.ts';

/** From so many attempts on one that failed in twenty is told. */
const fewestAttempts = 20;
const tellingShare = 0.05;
const mostTold = 4;
/** That fail alike are told together, from so many on without their names. */
const mostNamed = 3;

interface Outstanding {
  readonly row: StatusRow;
  readonly sum: WindowSum;
  readonly share: number;
}

/** What a user without our patience meets, where it is more than what the verdicts of 24 hours or of 30 days let think. */
function outstanding({ surfaces, journeys }: Status): Outstanding[] {
  return [...surfaces, ...journeys]
    .flatMap((row) => {
      const found = row.windows
        .filter(({ window, onAttempts }) => window !== '90d' && (onAttempts?.of ?? 0) >= fewestAttempts)
        .map((sum) => ({ row, sum, share: 1 - (sum.onAttempts?.value ?? 1) }))
        .filter(({ share }) => share >= tellingShare)
        .toSorted((a, b) => b.share - a.share);
      return found.slice(0, 1);
    })
    .toSorted((a, b) => b.share - a.share);
}

/** What is told of one, but for its name. */
function told({ sum }: Outstanding): string {
  const attempts = sum.onAttempts;
  const failed = attempts === null ? 0 : Math.round(attempts.of * (1 - attempts.value));
  const errors = oneIn(sum.serverErrors, sum.runs);
  const met = errors === null ? ', none of them with a server error' : `; ${errors} runs met a server error`;
  return `${oneIn(failed, attempts?.of ?? 0) ?? 'none of the'} attempts failed in ${windowWords[sum.window]}${met}.`;
}

const sentence = (what: string, alike: readonly Outstanding[]): Html => {
  const [first] = alike;
  const isServers = (first?.sum.serverErrors ?? 0) > 0;
  const names = alike.map(({ row }) => row.name);
  const well = Math.min(...alike.map(({ sum }) => sum.onVerdicts?.value ?? 1));
  return html`<li class="v-${isServers ? 'server-error' : 'transient'}">
    ${icon(isServers ? 'intermittent-server-error' : 'transient')}
    <span
      ><b>${names.length > mostNamed ? `${some(names)}, each` : some(names)}</b>: ${what}
      <span class="quiet"
        >${percent(well)}${alike.length > 1 ? ' or more' : ''} of ${alike.length > 1 ? 'their' : 'its'} runs ended
        well.</span
      ></span
    >
  </li>`;
};

/** The worst, told together where they are alike, as journeys are that one outage has hit; and that there are more. */
function notes(status: Status): Html {
  const groups = [...Map.groupBy(outstanding(status), told)];
  if (groups.length === 0) return nothing;
  const rest = groups.slice(mostTold).reduce((sum, [, alike]) => sum + alike.length, 0);
  return html`<ul class="outstanding">
    ${groups.slice(0, mostTold).map(([what, alike]) => sentence(what, alike))}
    ${rest === 0 ? nothing : html`<li class="quiet">${rest} more failed in one attempt of twenty or oftener.</li>`}
  </ul>`;
}

/** All journeys together: what ended well, and what each attempt met. */
export function overall(status: Status): Html {
  const { overall: row, objective } = status;
  if (row.windows.every(({ runs }) => runs === 0)) return nothing;
  return html`<section class="group" id="overall" aria-labelledby="overall-title">
    <h2 id="overall-title">How it has been</h2>
    <p class="why">
      A run of a journey ended well if its verdict says so; an attempt is one try. Where retries hide nothing the two
      are alike; where one answer in eight is a 500 they part.
    </p>
    ${marksOf(row.days)}
    <p class="axis" aria-hidden="true">90 days, today on the right</p>
    ${windowTable(row, objective)} ${notes(status)}
  </section>`;
}

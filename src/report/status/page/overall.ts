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
    .toSorted((a, b) => b.share - a.share)
    .slice(0, mostTold);
}

const sentence = ({ row, sum }: Outstanding): Html => {
  const attempts = sum.onAttempts;
  const failed = attempts === null ? 0 : Math.round(attempts.of * (1 - attempts.value));
  const errors = oneIn(sum.serverErrors, sum.runs);
  return html`<li class="v-${sum.serverErrors > 0 ? 'server-error' : 'transient'}">
    ${icon(sum.serverErrors > 0 ? 'intermittent-server-error' : 'transient')}
    <span
      ><b>${row.name}</b>: ${oneIn(failed, attempts?.of ?? 0)} attempts failed in
      ${windowWords[sum.window]}${errors === null ? ', none of them with a server error' : html`; ${errors} runs met a server error`}.
      ${sum.onVerdicts === null ? '' : html`<span class="quiet">${percent(sum.onVerdicts.value)} of its runs ended well.</span>`}</span
    >
  </li>`;
};

/** All journeys together: what ended well, and what each attempt met. */
export function overall(status: Status): Html {
  const { overall: row, objective } = status;
  if (row.windows.every(({ runs }) => runs === 0)) return nothing;
  const told = outstanding(status);
  return html`<section class="group" id="overall" aria-labelledby="overall-title">
    <h2 id="overall-title">How it has been</h2>
    <p class="why">
      A run of a journey ended well if its verdict says so; an attempt is one try. Where retries hide nothing the two
      are alike; where one answer in eight is a 500 they part.
    </p>
    ${marksOf(row.days)} ${windowTable(row, objective)}
    ${
      told.length === 0
        ? nothing
        : html`<ul class="outstanding">
            ${told.map(sentence)}
          </ul>`
    }
  </section>`;
}

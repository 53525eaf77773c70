import { verdicts } from '../../../verdict/types.ts';
import { html, type Html } from '../../page/html.ts';
import { verdictLabel, verdictWords } from '../../words.ts';
import { oneMark } from './marks.ts';

/** What the marks mean, and how it was counted. */
export function reading(): Html {
  const marks = verdicts.map(
    (verdict) =>
      html`<div class="v-${verdict}">
        <dt>${oneMark(verdict)} ${verdictLabel(verdict)}</dt>
        <dd>${verdictWords[verdict].meaning}</dd>
      </div>`,
  );
  return html`<section class="group" id="legend" aria-labelledby="legend-title">
    <h2 id="legend-title">How to read this page</h2>
    <details class="legend">
      <summary>Marks: the worst that a day saw. Tall was broken, short was not</summary>
      <dl>
        ${marks}
        <div>
          <dt>${oneMark('none')} Not looked at</dt>
          <dd>No run went there on that day. It is neither good nor bad, and counts for nothing.</dd>
        </div>
      </dl>
    </details>
    <details class="legend">
      <summary>Figures: what was counted, and what was not</summary>
      <ul class="plain counted">
        <li>24 hours reach back to the minute; 30 and 90 days are days of UTC, today the last.</li>
        <li>
          Ended well: passed, degraded or transient. A 500 that went away on retry did not end well. Inconclusive and
          blocked say nothing of the site, and are in no share.
        </li>
        <li>
          Not started: a first look had found the surface broken, so nobody would have got through. It counts as not
          good.
        </li>
        <li>
          Shares are of runs and attempts, and not of time: while something is broken it is looked more often. What the
          pulse alone saw is in none.
        </li>
        <li>
          Bounds are exact binomial ones of 95 % (Clopper-Pearson): the share that the site really has lies between
          them. Journeys of one run fail together, so for a surface take them as the narrowest that they can be.
        </li>
        <li>
          Budget: of the bad runs that the objective allows, what is left. “Held” and “missed” are said only where the
          bounds leave no doubt.
        </li>
        <li>Times of steps are of attempts that passed, each within 4.4 % of what it was.</li>
      </ul>
    </details>
  </section>`;
}

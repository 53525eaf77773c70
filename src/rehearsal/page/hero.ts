import { duration } from '../../report/format.ts';
import { fact, moment } from '../../report/page/bits.ts';
import { html, type Html } from '../../report/page/html.ts';
import { icon } from '../../report/page/icons.ts';
import type { RehearsalReport } from '../types.ts';
import { lookOf, outcomeLooks } from './looks.ts';

const meanings: Readonly<Record<RehearsalReport['outcome'], string>> = {
  GO: 'A real Apache ran this configuration on this machine, under production’s own names, and nobody was worse off.',
  'NO-GO': 'A real Apache ran this configuration on this machine, as a deploy would. It must not be deployed.',
  INCONCLUSIVE: 'It cannot be told whether this configuration is good: something that matters was not seen.',
};

const longHeadline = 90;

/** The outcome, what to do, and the way there: one mark for each step. */
export function hero(report: RehearsalReport): Html {
  const look = outcomeLooks[report.outcome];
  return html`<header class="hero v-${look}">
    <div class="wrap">
      <p class="mark"><span class="brand">Medscape journeys</span> <span class="target">rehearsal</span></p>
      <p class="outcome">${icon(look)}<span>${report.outcome}</span></p>
      <h1 class="${report.headline.length > longHeadline ? 'long' : ''}">${report.headline}</h1>
      <p class="meaning">${meanings[report.outcome]}</p>
      <p class="advice">
        ${icon('arrow')}<span><b>What to do now</b> ${report.advice}</span>
      </p>
      <dl class="facts">
        ${fact('Candidate', html`<code>${report.candidate}</code>`)}
        ${fact('Compared with', report.baseline === null ? html`<span class="quiet">nothing</span>` : html`<code>${report.baseline}</code>`)}
        ${fact('Apache', report.apache)} ${fact('Rehearsed', moment(report.startedAt))}
        ${fact('Took', duration(report.durationMs))} ${fact('Exit code', String(report.exitCode))}
      </dl>
      <ol class="way" aria-label="Steps">
        ${report.steps.map(
          ({ id, verdict }) =>
            html`<li class="v-${lookOf(verdict)} is-${verdict}">
              <a href="#step-${id}"
                >${verdict === 'skipped' ? html`<span class="dash" aria-hidden="true">–</span>` : icon(lookOf(verdict))}<span
                  >${id}</span
                ><span class="unseen">: ${verdict}</span></a
              >
            </li>`,
        )}
      </ol>
    </div>
  </header>`;
}

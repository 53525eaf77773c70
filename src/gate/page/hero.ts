import { duration } from '../../report/format.ts';
import { fact, moment } from '../../report/page/bits.ts';
import { safeUrl } from '../../report/page/context.ts';
import { html, nothing, type Html } from '../../report/page/html.ts';
import { icon } from '../../report/page/icons.ts';
import { runbookHint } from '../../report/page/runbook.ts';
import { verdictLabel } from '../../report/words.ts';
import { alarmOf, howItWent, interruptedExitCode } from '../report.ts';
import { isDone } from '../rollback.ts';
import type { Verdict } from '../../verdict/types.ts';
import type { GateReport } from '../types.ts';
import type { GatePage } from './context.ts';
import { lookOf, runbookVerdict } from './looks.ts';

/** Characters beyond which a headline is set smaller, so that the advice stays on the first screen of a phone. */
const longHeadline = 90;

const meaningOf = ({ result, baseline, rollback }: GateReport): string =>
  rollback !== null
    ? 'It was rolled back, and the site is well again.'
    : result === 'PASS'
      ? 'What journeys met after the change is no worse than what they met before it.'
      : result === 'INCONCLUSIVE'
        ? 'It cannot be told whether this change broke something. That is no pass.'
        : baseline === null
          ? 'No journeys were judged before the change, so whatever they met counts as new.'
          : 'It was not there before the change, and it is there after it.';

/** Result, what to do, and what came of the rollback: what is read at night, and often all that is read. */
export function hero(page: GatePage): Html {
  const { report } = page;
  const { result, headline, advice, target } = report;
  const alarm = alarmOf(report);
  const verdict = runbookVerdict(report);
  const h1 = alarm ?? headline;
  return html`<header class="hero v-${lookOf(report)} ${alarm === null ? '' : 'alarm'}">
    <div class="wrap">
      <p class="mark">
        <span class="brand">Medscape journeys</span>
        <span class="target">gate for <strong>${page.change}</strong> on <strong>${target}</strong></span>
      </p>
      <p class="outcome">
        ${icon(lookOf(report))}<span
          >${result}${result === 'FAIL' ? html`<span class="named">: ${verdictLabel(lookOf(report))}</span>` : ''}</span
        >
      </p>
      <h1 class="${h1.length > longHeadline ? 'long' : ''}">${h1}</h1>
      ${alarm === null ? html`<p class="meaning">${meaningOf(report)}</p>` : html`<p class="meaning">${headline}</p>`}
      <div class="advice">
        ${icon('arrow')}
        <p><b>What to do now</b> ${advice} ${verdict === null ? '' : runbookHint(verdict)}</p>
      </div>
      ${stations(report)} ${facts(page)}
    </div>
  </header>`;
}

interface Station {
  readonly name: string;
  readonly look: Verdict;
  readonly after: string;
  readonly text: string;
}

const goodOrBad = (isGood: boolean): Verdict => (isGood ? 'passed' : 'server-error');

const station = ({ name, look, after, text }: Station): Html =>
  html`<li class="v-${look}">
    ${icon(look)}<b class="name">${name}</b> <b class="after">${after}</b>
    <span class="text">${text}</span>
  </li>`;

/** By what it was detected: the headline above says what it is. */
function seenBy({ runs }: GateReport): string {
  const last = runs.slice(1).findLast(({ phase }) => phase === 'after');
  return last === undefined ? 'while the new revision was waited for' : `by the ${last.what}`;
}

/** Detected, rolled back, recovered: a line each. */
function stations(report: GateReport): Html {
  const { rollback, exitCode } = report;
  if (rollback === null) return nothing;
  const { detectedAfterMs, tookMs, recoveredAfterMs, ended } = rollback;
  const wasDone = isDone(rollback);
  return html`<ol class="stations" aria-label="The rollback">
    ${station({ name: 'Detected', look: lookOf(report), after: `after ${duration(detectedAfterMs)}`, text: seenBy(report) })}
    ${station({
      name: wasDone ? 'Rolled back' : ended === null ? 'Rolling back' : 'NOT rolled back',
      look: goodOrBad(wasDone),
      after: ended === null ? 'end not seen' : `${wasDone ? 'in' : 'after'} ${duration(tookMs)}`,
      text: howItWent(rollback),
    })}
    ${station({
      name: recoveredAfterMs === null ? 'NOT recovered' : 'Recovered',
      look: goodOrBad(recoveredAfterMs !== null),
      after: recoveredAfterMs === null ? '' : `after ${duration(recoveredAfterMs)}`,
      text:
        recoveredAfterMs !== null
          ? 'three smoke runs passed one after the other'
          : exitCode === interruptedExitCode
            ? 'interrupted: nobody looked to the end'
            : ended === null
              ? 'nobody has looked yet'
              : 'the smoke journeys never passed three times in a row',
    })}
  </ol>`;
}

function facts({ report, change }: GatePage): Html {
  const url = safeUrl(report.change?.url);
  const named = report.change === null ? html`<span class="quiet">none named</span>` : html`${change}`;
  const { baseline } = report;
  return html`<dl class="facts">
    ${fact('Change', url === null ? named : html`<a href="${url}">${named}</a>`)}
    ${fact('Compared with', baseline === null ? html`<span class="quiet">nothing: all is new</span>` : html`a run of ${moment(baseline.startedAt)}`)}
    ${fact('Began', moment(report.startedAt))} ${fact('Took', duration(report.durationMs))}
    ${fact('Exit code', String(report.exitCode))} ${fact('Gate', html`<code>${report.id}</code>`)}
  </dl>`;
}

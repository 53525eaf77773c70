import { html, type Html } from '../../report/page/html.ts';
import { icon } from '../../report/page/icons.ts';
import type { Verdict } from '../../verdict/types.ts';
import { newFaults } from '../judge.ts';
import type { GateEvent, GateReport } from '../types.ts';

/** A result in the look of a verdict, shape and word: a FAIL in that of the worst that is new. */
export function lookOf({ result, compared }: Pick<GateReport, 'result' | 'compared'>): Verdict {
  if (result === 'PASS') return 'passed';
  return result === 'FAIL' ? (newFaults(compared)[0]?.finding.verdict ?? 'server-error') : 'inconclusive';
}

/** The verdict whose section of the runbook says what to do; null: nothing is to be done. */
export function runbookVerdict({ result, compared }: Pick<GateReport, 'result' | 'compared'>): Verdict | null {
  if (result === 'PASS') return null;
  const hiding = compared.find(({ standing }) => standing === 'already-there');
  return result === 'FAIL' ? lookOf({ result, compared }) : (hiding?.finding.verdict ?? 'inconclusive');
}

const tones: Readonly<Record<GateEvent['tone'], Verdict | null>> = { plain: null, good: 'passed', bad: 'server-error' };

/** The look of an event: what was judged has that of the result, a run that of its outcome. Null: a plain one. */
export function lookOfEvent(report: GateReport, { kind, tone, run }: GateEvent): Verdict | null {
  if (kind === 'judged' || kind === 'detected') return lookOf(report);
  const outcome = report.runs.find(({ id }) => id === run)?.outcome;
  return outcome ?? tones[tone];
}

/** A mark for each row of the time line. */
export const mark = (look: Verdict | null): Html =>
  html`<span class="dot" aria-hidden="true">${look === null ? '' : icon(look)}</span>`;

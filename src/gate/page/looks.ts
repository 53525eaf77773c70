import { html, type Html } from '../../report/page/html.ts';
import { icon } from '../../report/page/icons.ts';
import type { Verdict } from '../../verdict/types.ts';
import { newFaults } from '../judge.ts';
import { isDone } from '../rollback.ts';
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

const tones: Readonly<Record<GateEvent['tone'], { readonly look: Verdict; readonly word: string } | null>> = {
  plain: null,
  good: { look: 'passed', word: 'good' },
  bad: { look: 'server-error', word: 'bad' },
};

/** A mark for each row of the time line: by shape, and in words for who does not see it. */
export function mark(tone: GateEvent['tone']): Html {
  const told = tones[tone];
  return told === null
    ? html`<span class="dot" aria-hidden="true"></span>`
    : html`<span class="dot v-${told.look}">${icon(told.look)}<span class="unseen">${told.word}: </span></span>`;
}

/** What has to be louder than everything else: a rollback that failed, was not run, or did not help. Null: nothing has. */
export function alarmOf({ rollback, events, exitCode }: GateReport): string | null {
  if (rollback === null) return events.find(({ kind }) => kind === 'gave-up') ? 'The rollback was NOT run' : null;
  const { ended, recoveredAfterMs } = rollback;
  if (ended === null) return 'A rollback was begun, and nobody has seen its end';
  const isWell = recoveredAfterMs !== null;
  const site = exitCode === 130 ? 'nobody has seen the site recover' : 'the site is STILL NOT WELL';
  if (!isDone(rollback)) return `The rollback FAILED, and ${isWell ? 'yet the site is well again' : site}`;
  return isWell ? null : `Rolled back, and ${site}`;
}

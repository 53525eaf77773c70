import { html, type Html } from '../../report/page/html.ts';
import { icon } from '../../report/page/icons.ts';
import type { Verdict } from '../../verdict/types.ts';
import type { Place, RehearsalReport, Step } from '../types.ts';

/** Each outcome, and each verdict of a step, in the look of a verdict: shape and word, never colour alone. */
export const outcomeLooks: Readonly<Record<RehearsalReport['outcome'], Verdict>> = {
  GO: 'passed',
  'NO-GO': 'server-error',
  INCONCLUSIVE: 'inconclusive',
};

const stepLooks: Readonly<Record<Step['verdict'], { readonly look: Verdict; readonly label: string }>> = {
  ok: { look: 'passed', label: 'OK' },
  'no-go': { look: 'server-error', label: 'No-go' },
  inconclusive: { look: 'inconclusive', label: 'Inconclusive' },
  skipped: { look: 'inconclusive', label: 'Not done' },
};

export const lookOf = (verdict: Step['verdict']): Verdict => stepLooks[verdict].look;

export const stepChip = (verdict: Step['verdict']): Html => {
  const { look, label } = stepLooks[verdict];
  return html`<span class="chip v-${look}">${verdict === 'skipped' ? '' : icon(look)}<span>${label}</span></span>`;
};

/** A file and a line, as an editor takes them. */
export const placeText = ({ file, line }: Place): string => `${file}:${String(line)}`;

/** Id of a line of a diff, so that what broke can point at it. */
export const lineId = ({ file, line }: Place): string => `at-${file.replace(/[^a-zA-Z0-9]+/g, '-')}-${String(line)}`;

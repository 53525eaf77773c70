import { duration } from '../report/format.ts';
import type { RehearsalReport, Step } from './types.ts';

const marks: Readonly<Record<Step['verdict'], string>> = { ok: '✔', 'no-go': '✖', inconclusive: '?', skipped: '–' };
const colours: Readonly<Record<Step['verdict'], number>> = { ok: 32, 'no-go': 31, inconclusive: 33, skipped: 90 };
const outcomeColours: Readonly<Record<RehearsalReport['outcome'], number>> = { GO: 32, 'NO-GO': 31, INCONCLUSIVE: 33 };

const painted = (text: string, code: number, colour: boolean): string =>
  colour ? `\u001b[${String(code)}m${text}\u001b[0m` : text;

/** More of them stand in the report. */
const fewDetails = 3;

/** One step as it ends, for the person who waits. */
export function renderStep({ id, verdict, summary, details, durationMs }: Step, colour: boolean): string {
  const head = `  ${painted(marks[verdict], colours[verdict], colour)} ${id.padEnd(14)} ${summary}${verdict === 'skipped' ? '' : painted(`  ${duration(durationMs)}`, 90, colour)}`;
  if (verdict === 'ok' || verdict === 'skipped') return head;
  const indent = ' '.repeat(19);
  const at = details.find(({ text }) => text === summary)?.place ?? null;
  const others = details.filter(({ text }) => text !== summary);
  const lines = others.slice(0, fewDetails).map(({ text, place }) => {
    const known = place === null || text.includes(`line ${String(place.line)}`);
    return `${indent}${text}${known ? '' : ` (${place.file}:${String(place.line)})`}`;
  });
  const more = others.length - lines.length;
  return [
    head,
    ...(at === null ? [] : [`${indent}${at.file}:${String(at.line)}`]),
    ...lines,
    ...(more > 0 ? [`${indent}and ${String(more)} more in the report`] : []),
  ].join('\n');
}

/** The last words: the outcome on one line, what to do, and where the report is. */
export const renderOutcome = (
  { outcome, headline, advice, exitCode }: RehearsalReport,
  page: string,
  colour: boolean,
): string =>
  [
    '',
    `${painted(outcome, outcomeColours[outcome], colour)}  ${headline}`,
    `  ${advice}`,
    `  exit ${String(exitCode)}. Report: ${page}`,
    '',
  ].join('\n');

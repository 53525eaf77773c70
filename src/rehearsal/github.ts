import { appendFileSync } from 'node:fs';
import { md } from '../report/markdown.ts';
import { configured } from '../target/environment.ts';
import type { RehearsalReport, Step } from './types.ts';

const marks: Readonly<Record<RehearsalReport['outcome'], string>> = { GO: '🟢', 'NO-GO': '🔴', INCONCLUSIVE: '❔' };
const stepMarks: Readonly<Record<Step['verdict'], string>> = { ok: '✔', 'no-go': '✖', inconclusive: '?', skipped: '–' };

/** A diff that fits a summary; the page has the rest. */
const longestDiff = 4_000;

/** A fence that no line of the text closes. */
const fenced = (text: string): string => {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}diff\n${text}\n${fence}`;
};

/** A rehearsal for GitHub's job summary, in Markdown. */
export function renderRehearsalSummary({
  outcome,
  headline,
  advice,
  steps,
  diffs,
  candidate,
  baseline,
}: RehearsalReport): string {
  const diff = diffs.map(({ text }) => text).join('\n');
  return [
    `## ${marks[outcome]} ${outcome}: ${md(candidate)}${baseline === null ? '' : ` against ${md(baseline)}`}`,
    `**${md(headline)}**`,
    `**What to do now:** ${md(advice)}`,
    [
      '| | step | what it says |',
      '| --- | --- | --- |',
      ...steps.map(({ id, verdict, summary }) => `| ${stepMarks[verdict]} | ${id} | ${md(summary)} |`),
    ].join('\n'),
    ...(diff === '' ? [] : [fenced(diff.length > longestDiff ? `${diff.slice(0, longestDiff)}\n…` : diff)]),
    '',
  ].join('\n\n');
}

/** In a job of GitHub Actions: its summary. Whatever goes wrong with it is no part of the outcome. */
export function tellRehearsal(report: RehearsalReport): void {
  const file = configured('GITHUB_STEP_SUMMARY');
  if (file === undefined) return;
  try {
    appendFileSync(file, renderRehearsalSummary(report));
  } catch (error) {
    process.stderr.write(`The job summary could not be written: ${String(error)}\n`);
  }
}

import { appendFileSync } from 'node:fs';
import { runbookWords } from '../report/github.ts';
import { md } from '../report/markdown.ts';
import { duration } from '../report/format.ts';
import { runbookOnGithub } from '../report/runbook.ts';
import { configured } from '../target/environment.ts';
import { alarmOf, howItWent } from './report.ts';
import { isDone } from './rollback.ts';
import type { Verdict } from '../verdict/types.ts';
import { runbookVerdict } from './page/looks.ts';
import type { GateReport } from './types.ts';

const marks: Readonly<Record<GateReport['result'], string>> = { PASS: '🟢', FAIL: '🔴', INCONCLUSIVE: '❔' };

/** A gate for GitHub's job summary, in Markdown. */
export function renderGateSummary(
  report: GateReport,
  runbook: (verdict: Verdict) => string | null = () => null,
): string {
  const { result, change, target, headline, advice, compared, rollback, troubles } = report;
  const verdict = runbookVerdict(report);
  const alarm = alarmOf(report);
  return [
    `## ${marks[result]} ${result}: ${md(change?.id ?? 'a change')} on ${md(target)}`,
    ...(alarm === null ? [] : [`> [!CAUTION]\n> **${md(alarm)}**`]),
    `**${md(headline)}**`,
    `**What to do now:** ${md(advice)}${verdict === null ? '' : runbookWords(verdict, runbook(verdict))}`,
    ...(compared.length === 0
      ? []
      : [
          [
            '| | verdict | finding |',
            '| --- | --- | --- |',
            ...compared.map(
              ({ standing, finding }) => `| ${standing} | ${finding.verdict} | ${md(finding.headline)} |`,
            ),
          ].join('\n'),
        ]),
    ...(rollback === null
      ? []
      : [
          [
            `- detected after ${duration(rollback.detectedAfterMs)}`,
            `- ${isDone(rollback) ? 'rolled back' : '**the rollback FAILED**'}: ${md(howItWent(rollback))}, after ${duration(rollback.tookMs)}`,
            rollback.recoveredAfterMs === null
              ? '- **not recovered**'
              : `- recovered ${duration(rollback.recoveredAfterMs)} after the rollback`,
          ].join('\n'),
        ]),
    ...(troubles.length === 0 ? [] : [troubles.map((trouble) => `- ${md(trouble)}`).join('\n')]),
    'Before, after and, where there was one, the rollback on one time line: `gate.html`, in the reports.',
    '',
  ].join('\n\n');
}

/** In a job of GitHub Actions: its summary. Whatever goes wrong with it is no part of the result. */
export function tellGate(report: GateReport): void {
  const file = configured('GITHUB_STEP_SUMMARY');
  if (file === undefined) return;
  try {
    appendFileSync(file, renderGateSummary(report, runbookOnGithub));
  } catch (error) {
    process.stderr.write(`The job summary could not be written: ${String(error)}\n`);
  }
}

import { appendFileSync } from 'node:fs';
import { configured, workflowRunPage } from '../target/environment.ts';
import {
  exitCodes,
  verdicts,
  type Finding,
  type JourneyRecord,
  type RunRecord,
  type Verdict,
} from '../verdict/types.ts';
import { count, duration, findJourney, idOf, journeyCount, journeyName, verdictCounts } from './format.ts';
import { md } from './markdown.ts';
import { runbookOnGithub } from './runbook.ts';
import { isBadByItself } from './standing.ts';
import { verdictLabel } from './words.ts';

type Level = 'error' | 'warning' | 'notice';

/** GitHub shows so many annotations of one level from one step, and silently drops the rest (actions/toolkit, docs/problem-matchers.md). */
const mostOfOneLevel = 10;
/** GitHub refuses a summary of more than 1 MiB from one step; other steps' words may stand in the file already. */
const mostSummaryBytes = 900_000;
/** Rows of one table: beyond them the report is the better place. */
const mostRows = 100;

const levelOf = (verdict: Verdict): Level =>
  exitCodes[verdict] !== 0 ? 'error' : verdict === 'passed' ? 'notice' : 'warning';

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

function command(level: Level, title: string, message: string, file: string | null): string {
  const where = file === null ? '' : `file=${property(file)},`;
  return `::${level} ${where}title=${property(title)}::${data(message)}`;
}

function annotationOf(finding: Finding, { journeys }: RunRecord): string {
  const [first] = finding.journeys;
  const file = (first === undefined ? undefined : findJourney(journeys, first)?.file) ?? null;
  const radius = `${journeyCount(finding.journeys.map(idOf))}: ${finding.journeys.slice(0, 10).join(', ')}${finding.journeys.length > 10 ? ', …' : ''}`;
  const message = [finding.headline, finding.advice, radius].join('\n');
  return command(levelOf(finding.verdict), verdictLabel(finding.verdict), message, file);
}

/**
 * Workflow commands that make GitHub annotate a run: one for each finding, worst first, and one where the run itself is the trouble.
 * Of more than GitHub shows the last one says how many are left out.
 */
export function annotationsOf(record: RunRecord): string[] {
  const { findings, outcome, headline, advice, troubles } = record;
  const worstFirst = findings.toSorted((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict));
  const whole = isBadByItself(record) && findings.every(({ verdict }) => levelOf(verdict) !== 'error');
  const all = [
    ...(whole ? [command('error', verdictLabel(outcome), `${headline}\n${advice}`, null)] : []),
    ...worstFirst.map((finding) => annotationOf(finding, record)),
    ...troubles.map(({ kind, message }) => command(kind === 'note' ? 'notice' : 'warning', 'The run', message, null)),
  ];
  const byLevel = Map.groupBy(all, (line) => /^::(\w+)/.exec(line)?.[1] ?? '');
  return [...byLevel].flatMap(([level, lines]) => {
    if (lines.length <= mostOfOneLevel) return lines;
    const rest = lines.length - mostOfOneLevel + 1;
    const message = `${count(rest, 'more finding')} of this weight, in the job summary and in the report.`;
    return [
      ...lines.slice(0, mostOfOneLevel - 1),
      command(level === 'error' ? 'error' : level === 'warning' ? 'warning' : 'notice', 'And more', message, null),
    ];
  });
}

const marks: Readonly<Record<Verdict, string>> = {
  'server-error': '🔴',
  'intermittent-server-error': '⭕',
  unreachable: '🔴',
  regression: '🔴',
  blocked: '🟠',
  inconclusive: '❔',
  degraded: '🟡',
  transient: '🔵',
  passed: '🟢',
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rest = rows.length - mostRows;
  const shown = rest > 0 ? rows.slice(0, mostRows) : rows;
  const more = rest > 0 ? `\n\nand ${rest.toLocaleString('en-US')} more, in the report.` : '';
  return [row(head), row(head.map(() => '---')), ...shown.map(row)].join('\n') + more;
}

/** Text alone where the address could be more than one. */
const link = (text: string, url: string | null): string =>
  url !== null && /^https?:\/\/[^\s<>()]+$/i.test(url) ? `[${md(text)}](${url})` : md(text);

/** Behind an advice; empty where there is no address. */
export const runbookWords = (verdict: Verdict, runbook: string | null): string =>
  runbook === null ? '' : ` ${link(`Runbook: ${verdictLabel(verdict).toLowerCase()}`, runbook)}`;

const changeOf = ({ run }: RunRecord): string => (run.change ? link(run.change.id, run.change.url) : 'none named');

const whyNot = ({ attempts, notRun, reasons }: JourneyRecord): string =>
  attempts.length === 0 && notRun ? `not run: ${notRun.reason}` : (reasons[0] ?? '');

const countOf = (verdict: Verdict, n: string): string =>
  `${marks[verdict]} ${n} ${verdictLabel(verdict).toLowerCase()}`;

/**
 * The run for GitHub's job summary, in Markdown: what is read on the page of a workflow before any file is downloaded.
 *
 * @param workflowRun address of the page that has the report among its artifacts; null: none is known
 * @param runbook what to do about the outcome, the same way
 */
export function renderGithubSummary(
  record: RunRecord,
  workflowRun: string | null,
  runbook: string | null = null,
): string {
  const { run, outcome, exitCode, headline, advice, findings, journeys, troubles } = record;
  const notable = journeys
    .filter(({ verdict }) => verdict !== 'passed')
    .toSorted((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict));
  const counts = verdictCounts(journeys);
  const blocks = [
    `## ${marks[outcome]} ${verdictLabel(outcome)} on ${md(run.target)}`,
    `**${md(headline)}**`,
    `**What to do now:** ${md(advice)}${runbookWords(outcome, runbook)}`,
    [
      `${journeyCount(journeys)} in ${duration(run.durationMs)} from ${md(run.location)}`,
      `change ${changeOf(record)}`,
      `exit code ${exitCode}`,
      `run \`${run.id}\``,
      ...(workflowRun === null ? [] : [link('workflow run, with its artifacts', workflowRun)]),
    ].join(' · '),
    [
      ...counts.journeys.map(([verdict, n]) => countOf(verdict, n.toLocaleString('en-US'))),
      ...counts.preflights.map(([verdict, n]) => countOf(verdict, count(n, 'preflight'))),
      ...(counts.serverLog === null ? [] : [countOf(counts.serverLog, "server's log")]),
    ].join(' · '),
    ...(troubles.length > 0 ? [troubles.map(({ message }) => `- ${md(message)}`).join('\n')] : []),
    ...(findings.length > 0
      ? [
          '### Findings',
          table(
            ['', 'Finding', 'What to do', 'Journeys'],
            findings.map((finding) => [
              marks[finding.verdict],
              md(finding.headline),
              md(finding.advice),
              journeyCount(finding.journeys.map(idOf)),
            ]),
          ),
        ]
      : []),
    ...(notable.length > 0
      ? [
          '### Journeys that did not simply pass',
          table(
            ['Verdict', 'Journey', 'Owner', 'Why'],
            notable.map((journey) => [
              `${marks[journey.verdict]} ${verdictLabel(journey.verdict)}`,
              md(journeyName(journey)),
              md(journey.owner),
              md(whyNot(journey)),
            ]),
          ),
        ]
      : []),
  ];
  const text = `${blocks.join('\n\n')}\n\n`;
  if (Buffer.byteLength(text) <= mostSummaryBytes) return text;
  return `${blocks.slice(0, 4).join('\n\n')}\n\nThe rest is too long for this page: see the report.\n\n`;
}

/**
 * Tells GitHub of a run, where it runs in a workflow of theirs: annotations on stdout, the summary in the file that the step names.
 * What cannot be written is told on stderr, and in nothing else.
 */
export function tellGithub(record: RunRecord): void {
  if (configured('GITHUB_ACTIONS') !== 'true') return;
  for (const line of annotationsOf(record)) process.stdout.write(`${line}\n`);
  const file = configured('GITHUB_STEP_SUMMARY');
  if (file === undefined) return;
  try {
    appendFileSync(file, renderGithubSummary(record, workflowRunPage(), runbookOnGithub(record.outcome)));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The job summary could not be written: ${why}. The outcome is what it was.\n`);
  }
}

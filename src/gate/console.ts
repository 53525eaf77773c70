import { dirname, relative } from 'node:path';
import { painter, plain } from '../report/console.ts';
import { duration } from '../report/format.ts';
import { runbookPath } from '../report/runbook.ts';
import { runbookVerdict } from './page/looks.ts';
import { howItWent } from './report.ts';
import { isDone } from './rollback.ts';
import type { GateEvent, GateReport, Standing } from './types.ts';

const marks = { plain: ['·', 'dim'], good: ['✔', 'green'], bad: ['✖', 'red'] } as const;

/** One line of the time line, as it comes. */
export function renderEvent({ at, text, tone }: GateEvent, colour: boolean): string {
  const paint = painter(colour);
  const [mark, style] = marks[tone];
  return `${paint(at.slice(11, 19), 'dim')} ${paint(mark, style)} ${plain(text)}`;
}

const standings: Readonly<Record<Standing, string>> = {
  new: 'new',
  'already-there': 'already there',
  gone: 'gone',
};
const results = { PASS: ['✔', 'green'], FAIL: ['✖', 'red'], INCONCLUSIVE: ['?', 'yellow'] } as const;

/** Detected, rolled back, recovered: one line each. */
function rollbackLines({ rollback }: GateReport, colour: boolean): string[] {
  if (rollback === null) return [];
  const paint = painter(colour);
  const { detectedAfterMs, tookMs, recoveredAfterMs, because, output } = rollback;
  const how = howItWent(rollback);
  const said =
    output.trim() === ''
      ? []
      : output
          .trim()
          .split('\n')
          .slice(-5)
          .map((line) => `    ${paint(plain(line), 'dim')}`);
  return [
    `${paint('detected   ', 'bold')} after ${duration(detectedAfterMs)}: ${plain(because)}`,
    isDone(rollback)
      ? `${paint('rolled back', 'bold', 'green')} in ${duration(tookMs)}: ${how}`
      : paint(`✖✖✖ THE ROLLBACK FAILED after ${duration(tookMs)}: ${how} ✖✖✖`, 'bold', 'red'),
    ...(isDone(rollback) ? [] : said),
    recoveredAfterMs === null
      ? paint('✖✖✖ NOT RECOVERED: the site was not seen to be well after the rollback ✖✖✖', 'bold', 'red')
      : `${paint('recovered  ', 'bold', 'green')} ${duration(recoveredAfterMs)} after the rollback: three smoke runs passed one after the other`,
  ];
}

/** What the gate came to. Ends with a line break; what is loudest stands last. */
export function renderGate(report: GateReport, page: string | null, colour: boolean): string {
  const paint = painter(colour);
  const [mark, style] = results[report.result];
  const shown = page === null ? null : relative(process.cwd(), page);
  const verdict = runbookVerdict(report);
  const facts = [report.target, report.change?.id ?? 'no change named', duration(report.durationMs)];
  const blocks = [
    report.compared.map(
      ({ standing, finding }) =>
        `  ${paint(standings[standing].padEnd(13), standing === 'new' ? 'bold' : 'dim')} ${finding.verdict}: ${plain(finding.headline)}`,
    ),
    report.expected.length === 0 ? [] : [`  ${paint('expected', 'bold')}      ${plain(report.expected.join(', '))}`],
    report.nodes.map(
      ({ node, outcome, headline }) =>
        `  ${paint(`node ${node.name}`.padEnd(13), 'bold')} ${outcome}: ${plain(headline)}`,
    ),
    report.chance === null ? [] : [`  ${plain(report.chance)}`],
    report.troubles.map((trouble) => `${paint('!', 'yellow', 'bold')} ${plain(trouble)}`),
    [
      `${paint(`${mark} ${report.result}`, style, 'bold')}  ${paint(facts.map(plain).join(', '), 'dim')}`,
      `  ${paint(plain(report.headline), 'bold')}`,
      `  ${paint('→', style)} ${plain(report.advice)}`,
      `  ${paint(`exit ${String(report.exitCode)}`, 'dim')}`,
      ...(shown === null ? [] : [`  ${paint('Report:', 'dim')} ${shown.startsWith('..') ? (page ?? '') : shown}`]),
      ...(page === null || verdict === null
        ? []
        : [`  ${paint('Runbook:', 'dim')} ${runbookPath(verdict, dirname(page))}`]),
    ],
    rollbackLines(report, colour),
  ];
  return `\n${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n\n`;
}

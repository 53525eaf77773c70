import { relative } from 'node:path';
import { verdicts, type Finding, type JourneyRecord, type RunRecord, type Verdict } from '../verdict/types.ts';
import { count, duration, firstLine, idOf, journeyCount, journeyName, verdictCounts } from './format.ts';
import { headFinding, sinceWhen, type Past } from './past.ts';
import { verdictLabel } from './words.ts';

export interface SummaryOptions {
  /** Path of the page; null: none could be written. */
  readonly reportPath: string | null;
  /** Where it says what to do about the outcome; absent, or null: nowhere. */
  readonly runbook?: string | null;
  readonly colour: boolean;
  /** Columns of the terminal, to which lines about one journey are cut; null: no terminal, and nothing is cut. */
  readonly width: number | null;
  /** The shard that this is, where verdict and exit code are the merge's to say. */
  readonly part?: Part | null;
}

interface Part {
  readonly current: number;
  readonly total: number;
}

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

const codes: Readonly<Record<Style, string>> = {
  bold: '1',
  dim: '2',
  red: '31',
  green: '32',
  yellow: '33',
  cyan: '36',
};

/** By what a verdict is known at a glance. */
export const marks: Readonly<Record<Verdict, readonly [string, Style]>> = {
  'server-error': ['✖', 'red'],
  'intermittent-server-error': ['✖', 'red'],
  unreachable: ['✖', 'red'],
  regression: ['✖', 'red'],
  blocked: ['■', 'yellow'],
  inconclusive: ['?', 'yellow'],
  degraded: ['▲', 'yellow'],
  transient: ['~', 'cyan'],
  passed: ['✔', 'green'],
};

/** Styles text for a terminal, or leaves it alone. */
export const painter =
  (colour: boolean) =>
  (text: string, ...styles: readonly Style[]): string =>
    colour ? `\x1b[${styles.map((style) => codes[style]).join(';')}m${text}\x1b[0m` : text;

const cut = (text: string, width: number | null): string =>
  width === null || text.length <= width ? text : `${text.slice(0, width - 1)}…`;

/** Columns that are left beside what stands on the line already, or a few. */
const beside = (width: number | null, taken: number): number | null =>
  width === null ? null : Math.max(24, width - taken);

/** Control characters of a page's or a server's text have no business in a terminal. */
// oxlint-disable-next-line no-control-regex
export const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();

/** Most journeys told one by one; an outage of a thousand is told by its findings. */
const mostJourneys = 20;

/**
 * What a run came to, for a terminal: the journeys that did not pass, the findings, one headline, one advice, the report. Ends
 * with a line break. Stacks stay in the report.
 */
export function renderSummary(
  record: RunRecord,
  { reportPath, runbook = null, colour, width, part = null }: SummaryOptions,
): string {
  const paint = painter(colour);
  const troubles = part === null ? record.troubles : ownTroubles(record);
  const blocks = [
    journeyLines(record, paint, width),
    findingLines(record, paint),
    troubles.map(({ message }) => `${paint('!', 'yellow', 'bold')} ${plain(firstLine(message))}`),
    record.suppressionNotes.map((note) => `${paint('!', 'yellow')} ${plain(note)}`),
    [
      ...(part === null ? outcomeLines(record, paint) : [partLine(record, part, paint)]),
      ...(reportPath === null ? [] : [`  ${paint('Report:', 'dim')} ${shown(reportPath)}`]),
      ...(runbook === null || part !== null ? [] : [`  ${paint('Runbook:', 'dim')} ${runbook}`]),
    ],
  ];
  return `\n${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n\n`;
}

function outcomeLines(record: RunRecord, paint: Paint): string[] {
  const [mark, style] = marks[record.outcome];
  const facts = [
    record.run.target,
    journeyCount(record.journeys),
    duration(record.run.durationMs),
    ...(record.run.change ? [`after ${record.run.change.id}`] : []),
  ];
  return [
    `${paint(`${mark} ${verdictLabel(record.outcome)}`, style, 'bold')}  ${paint(facts.map(plain).join(', '), 'dim')}`,
    `  ${paint(plain(record.headline), 'bold')}`,
    `  ${paint('→', style)} ${plain(record.advice)}`,
    `  ${paint([...countsOf(record), `exit ${record.exitCode}`].join('; '), 'dim')}`,
  ];
}

/** Since when what the headline tells is known, for a terminal; empty where there is nothing to say. Below the summary: by then, history has answered. */
export function renderSince(record: RunRecord, past: Past | null, colour: boolean): string {
  const told = headFinding(record);
  const words = told ? sinceWhen(past, told, record) : null;
  return words === null ? '' : `  ${painter(colour)('Since when:', 'dim')} ${plain(words)}.\n\n`;
}

/** That a shard is but a shard is no trouble to whoever asked for one. */
const ownTroubles = ({ troubles }: RunRecord): RunRecord['troubles'] =>
  troubles.filter(({ kind }) => kind !== 'one-shard');

/** What a shard saw; its own outcome would be taken for the run's. */
function partLine(record: RunRecord, { current, total }: Part, paint: Paint): string {
  const clouded = ownTroubles(record).some(({ kind }) => kind !== 'note');
  const worst = verdicts.find((verdict) => record.counts[verdict] > 0 || (clouded && verdict === 'inconclusive'));
  const { journeys, preflights } = verdictCounts(record.journeys);
  const looked = journeys[0] ? count(journeys[0][1], 'journey') : count(preflights[0]?.[1] ?? 0, 'preflight');
  const seen =
    worst === 'passed' ? `${looked} passed, nothing wrong seen` : countsOf(record).join('; ') || 'nothing was run';
  const [mark, style] = marks[worst ?? 'inconclusive'];
  return `${paint(`${mark} Shard ${current} of ${total}:`, style, 'bold')} ${seen}. The verdict is the merge's.`;
}

/** `4 server-error, 2 passed`, and `3 preflights passed`, and `server's log passed`. */
function countsOf({ journeys }: RunRecord): string[] {
  const counts = verdictCounts(journeys);
  return [
    counts.journeys.map(([verdict, n]) => `${n} ${verdict}`),
    counts.preflights.map(([verdict, n]) => `${count(n, 'preflight')} ${verdict}`),
    counts.serverLog === null ? [] : [`server's log ${counts.serverLog}`],
  ]
    .filter((some) => some.length > 0)
    .map((some) => some.join(', '));
}

type Paint = ReturnType<typeof painter>;

function journeyLines(record: RunRecord, paint: Paint, width: number | null): string[] {
  const notable = record.journeys
    .filter((journey) => journey.verdict !== 'passed')
    .toSorted((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict));
  // Many journeys with one and the same reason not to be run are one line.
  const together = Map.groupBy(notable, (journey) =>
    journey.attempts.length === 0 ? (journey.notRun?.reason ?? journey.reasons[0] ?? '') : journeyName(journey),
  );
  const column = Math.max(...notable.map(({ verdict }) => verdict.length));
  const lines = [...together.values()].map((group) => {
    const [journey] = group;
    if (!journey) return '';
    const [mark, style] = marks[journey.verdict];
    const name = group.length === 1 ? journeyName(journey) : `${group.length} journeys`;
    const verdict = journey.verdict.padEnd(column);
    const head = `${mark} ${verdict}  ${name}`;
    const why = cut(plain(reason(journey)), beside(width, head.length + 2));
    return `${paint(`${mark} ${verdict}`, style)}  ${paint(name, 'bold')}  ${why}`;
  });
  const rest = lines.length - mostJourneys;
  return rest <= 1 ? lines : [...lines.slice(0, mostJourneys), paint(`  and ${rest} more, in the report`, 'dim')];
}

const reason = (journey: JourneyRecord): string =>
  journey.attempts.length === 0
    ? `not run: ${journey.notRun?.reason ?? journey.reasons[0] ?? 'no reason was recorded'}`
    : (journey.reasons[0] ?? '');

function findingLines(record: RunRecord, paint: Paint): string[] {
  if (record.findings.length === 0) return [];
  return [
    paint(count(record.findings.length, 'finding'), 'bold'),
    ...record.findings.flatMap((finding) => {
      const [mark, style] = marks[finding.verdict];
      const beyond = radius(finding);
      return [
        `  ${paint(mark, style)} ${plain(finding.headline)}`,
        ...(beyond === '' ? [] : [`    ${paint(beyond, 'dim')}`]),
        ...(finding.advice === record.advice ? [] : [`    → ${plain(finding.advice)}`]),
      ];
    }),
  ];
}

/** What of the blast radius the headline has not said already. */
function radius(finding: Finding): string {
  const { headline, surfaces } = finding;
  const parts = /\bjourneys?\b/.test(headline) ? [] : [journeyCount(finding.journeys.map(idOf))];
  if (surfaces.some((surface) => !headline.includes(surface))) parts.push(`on ${surfaces.join(', ')}`);
  if (finding.nodes.length > 0) parts.push(`nodes ${finding.nodes.join(', ')}`);
  if (finding.suppressed) parts.push(`suppressed by ${finding.suppressed.owner} until ${finding.suppressed.expires}`);
  return plain(parts.join(', '));
}

/** Relative to the working folder where it lies in it. */
export function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}

/** What is told while a run goes on. */
export type ProgressEvent =
  | {
      readonly kind: 'begin';
      readonly target: string;
      /** Of these tests the others are set-ups. */
      readonly journeys: number;
      readonly total: number;
      readonly workers: number;
    }
  | {
      readonly kind: 'attempt';
      readonly name: string;
      /** From 0. */
      readonly index: number;
      readonly ended: 'passed' | 'failed' | 'timed-out' | 'interrupted' | 'not-run';
      readonly durationMs: number;
      /** First line of what went wrong; null: nothing did. */
      readonly why: string | null;
      /** No further attempt follows. */
      readonly last: boolean;
      readonly done: number;
      readonly total: number;
    };

export interface ProgressOptions {
  /** A terminal has one line that changes; a log gets plain lines, of what is over only. */
  readonly tty: boolean;
  readonly colour: boolean;
  /** As in `SummaryOptions`. */
  readonly width: number | null;
}

const clearLine = '\r\x1b[2K';

/**
 * Text to write for one event, line breaks included; empty where nothing is to be said. On a terminal the last line is the
 * status; the next text begins by clearing it.
 */
export function renderProgress(event: ProgressEvent, { tty, colour, width }: ProgressOptions): string {
  const paint = painter(colour);
  if (event.kind === 'begin') {
    const { journeys, total, target, workers } = event;
    const parts = `${count(journeys, 'journey')}, ${count(total - journeys, 'set-up')}`;
    const tests = journeys === total ? count(total, 'journey') : `${count(total, 'test')} (${parts})`;
    return `${tests} on ${target}, ${count(workers, 'worker')}\n`;
  }
  const passed = event.ended === 'passed';
  const place = `[${event.done}/${event.total}]`;
  const mark = passed ? paint('✔', 'green') : event.ended === 'not-run' ? paint('-', 'dim') : paint('✖', 'red');
  const again = event.index > 0 ? `, attempt ${event.index + 1}` : '';
  const told = `${place} `.length + 2;
  const words = `${plain(event.name)}${again}  ${duration(event.durationMs)}`;
  const why = event.why === null ? '' : `  ${cut(plain(firstLine(event.why)), beside(width, told + words.length + 2))}`;
  const line = `${paint(place, 'dim')} ${mark} ${words}${paint(why, 'dim')}`;
  if (!tty) return `${line}\n`;
  // What passed is only the status; what failed stays in sight.
  const status = cut(`${place} ${passed ? '✔' : '✖'} ${plain(event.name)}`, width);
  return clearLine + (passed || event.ended === 'not-run' ? '' : `${line}\n`) + paint(status, 'dim');
}

/** Ends the status line of a terminal. */
export const endProgress = (tty: boolean): string => (tty ? clearLine : '');

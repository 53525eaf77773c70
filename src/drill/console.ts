import { join } from 'node:path';
import { painter, plain } from '../report/console.ts';
import { count as counted, duration, wrapped } from '../report/format.ts';
import type { Given } from './compare.ts';
import { byFamily } from './families.ts';
import { confusion, labelOf } from './matrix.ts';
import { byNeed, count, timeToVerdict, unfinished, type DrillReport, type DrillResult } from './result.ts';
import type { Drill } from './types.ts';

const words = ({ verdict, cause, layer }: Given): string =>
  [
    verdict,
    ...(cause === null ? [] : [`cause ${cause}`]),
    ...(layer === null ? [] : [layer === 'unknown' ? 'speaker unknown' : `spoken by ${layer}`]),
  ].join(' · ');

const marks = { right: ['✔', 'green'], misnamed: ['✖', 'red'], broken: ['?', 'yellow'] } as const;

/** One line as a drill ends; of a fault without its right name also why. */
export function renderResult(
  result: DrillResult,
  { done, of, colour }: { readonly done: number; readonly of: number; readonly colour: boolean },
): string {
  const paint = painter(colour);
  const [mark, style] = marks[result.outcome];
  const place = `[${String(done).padStart(String(of).length)}/${String(of)}]`;
  const told = result.given ? words(result.given) : 'could not be run';
  const line = `${paint(place, 'dim')} ${paint(mark, style)} ${paint(result.id, 'bold')}  ${told}  ${paint(duration(result.toVerdictMs), 'dim')}`;
  return [line, ...result.why.map((why) => `    ${plain(why)}`)].join('\n');
}

/** The ids of faults below their families. */
export const renderIds = (drills: readonly Pick<Drill, 'id' | 'family'>[]): string =>
  byFamily(drills)
    .flatMap(({ title, drills: some }) => [
      title,
      ...wrapped(
        some.map(({ id }) => id),
        '  ',
      ),
    ])
    .join('\n');

/** Faults with their stories, below their families. */
export function renderStories(drills: readonly Pick<Drill, 'id' | 'family' | 'story'>[]): string {
  const width = Math.max(...drills.map(({ id }) => id.length));
  return byFamily(drills)
    .map(({ title, drills: some }) =>
      [title, ...some.map(({ id, story }) => `  ${id.padEnd(width)}  ${story}`)].join('\n'),
    )
    .join('\n\n');
}

/** The matrix, expected down and given across, as plain text. */
function renderMatrix(results: readonly DrillResult[]): string[] {
  const { columns, rows } = confusion(results);
  const first = Math.max('Expected'.length, ...rows.map(({ expected }) => labelOf(expected).length));
  // A long name stands over its column in lines of its own.
  const heads = columns.map((column) => labelOf(column).split(' '));
  const widths = heads.map((head) => Math.max(...head.map((part) => part.length), 3));
  const tall = Math.max(0, ...heads.map((head) => head.length));
  const header = Array.from({ length: tall }, (_, index) => {
    const cells = heads.map((head, column) => (head[index - (tall - head.length)] ?? '').padStart(widths[column] ?? 0));
    return `${(index === tall - 1 ? 'Expected' : '').padEnd(first)}  ${cells.join('  ')}`.trimEnd();
  });
  const body = rows.map(({ expected, cells }) => {
    const shown = cells.map(({ results: met, right }, column) => {
      const text =
        met.length === 0 ? '·' : right === met.length ? String(right) : `${String(right)}/${String(met.length)}✖`;
      return text.padStart(widths[column] ?? 0);
    });
    return `${labelOf(expected).padEnd(first)}  ${shown.join('  ')}`;
  });
  return [...header, ...body];
}

function renderWrong(result: DrillResult, reports: string): string[] {
  const { id, story, expected, given, why, page, output } = result;
  return [
    `${marks[result.outcome][0]} ${id}: ${story}`,
    `  expected ${words(expected)} (${expected.rule})`,
    `  given    ${given ? words(given) : 'nothing: it could not be run'}`,
    ...why.map((one) => `  ${plain(one)}`),
    `  ${join(reports, page ?? output)}`,
  ];
}

/**
 * What the drills came to: what is wrong first, then the matrix, the times and the counts. Ends with a line break.
 *
 * @param hasPage whether there is a page, be it of an earlier drill where this one came to nothing
 */
export function renderDrills(report: DrillReport, reports: string, hasPage: boolean): string {
  const { results, durationMs, sideBySide } = report;
  const wrong = byNeed(results).filter(({ outcome }) => outcome !== 'right');
  const missing = unfinished(report);
  const times = timeToVerdict(results);
  const misnamed = count(results, 'misnamed');
  const broken = count(results, 'broken');
  const blocks = [
    ...wrong.map((result) => renderWrong(result, reports)),
    ...[...Map.groupBy(missing, ({ reason }) => reason)].map(([reason, left]) => [
      ...wrapped([`${String(left.length)} of ${String(missing.length + results.length)} not drilled (${reason}):`], ''),
      ...wrapped(
        left.map(({ id }) => id),
        '  ',
      ),
    ]),
    results.length === 0
      ? []
      : [
          `Expected verdict down, given verdict across${wrong.length === 0 ? '' : '; ✖ where not all are right'}:`,
          ...renderMatrix(results),
        ],
    [
      `${counted(results.length, 'fault')} drilled in ${duration(durationMs)}, ${String(sideBySide)} at a time: ` +
        `${String(count(results, 'right'))} called by their right name, ${String(misnamed)} misnamed` +
        (broken === 0 ? '' : `, ${String(broken)} could not be run`),
      ...(times
        ? [
            `Time to verdict: median ${duration(times.medianMs)}, worst ${duration(times.worst.toVerdictMs)} (${times.worst.id})`,
          ]
        : []),
      ...(hasPage
        ? [
            `${results.length > 0 || missing.some(({ notHere }) => notHere) ? 'Report' : 'The report of an earlier drill stays'}: ${join(reports, 'drill.html')}`,
          ]
        : []),
    ],
  ];
  return `\n${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

import { count } from '../../report/format.ts';
import type { Judged } from '../recorder.ts';
import type { DirectiveChange, StepDetail } from '../types.ts';

/** One changed line with all sections that it was read in (an include, a macro): told once. */
interface ChangedLine {
  readonly written: string;
  readonly all: readonly DirectiveChange[];
  /** Those that nothing went through, as far as can be told; what a request could mend first. */
  readonly open: readonly DirectiveChange[];
  readonly place: StepDetail['place'];
}

const isOpen = ({ coverage }: DirectiveChange): boolean => coverage === 'missed' || coverage === 'unknown';

function linesOf(changes: readonly DirectiveChange[]): ChangedLine[] {
  const written = ({ kind, directive }: DirectiveChange): string => `${kind} ${directive.name} ${directive.args}`;
  const groups = Map.groupBy(changes, (change) => JSON.stringify([written(change), change.directive.place]));
  return [...groups.values()].flatMap((all) => {
    const [first] = all;
    if (!first) return [];
    const open = all.filter(isOpen).toSorted((a, b) => b.urls.length - a.urls.length);
    return [{ written: written(first), all, open, place: first.directive.place }];
  });
}

const doneOf = ({ all, open }: ChangedLine): number => all.length - open.length;

/** What a request went through in some of its sections is not said to have been missed in all. */
function how(line: ChangedLine): string {
  const { all, open } = line;
  const done = doneOf(line);
  if (done > 0) {
    const section = open[0]?.directive.within.join(' › ') ?? '';
    return `gone through in ${String(done)} of ${count(all.length, 'section')}, not in ${section}`;
  }
  return open.some(({ coverage }) => coverage === 'missed')
    ? 'nothing went through it'
    : 'it cannot be told whether anything did';
}

function detailOf(line: ChangedLine): StepDetail {
  const { written, open, place } = line;
  const [first] = open;
  const urls = new Set(open.flatMap((change) => change.urls));
  const [url] = urls;
  const more = urls.size > 1 ? ` (and ${String(urls.size - 1)} more like it)` : '';
  const remedy = url === undefined ? (first?.why ?? null) : `${url} would go through it${more}`;
  return { text: `${written}: ${how(line)}${remedy === null ? '' : `; ${remedy}`}`, place, code: null };
}

function summaryOf(open: readonly ChangedLine[], lines: readonly ChangedLine[]): string {
  const [first] = open;
  if (first && open.length === 1)
    return doneOf(first) > 0
      ? `${first.written} was ${how(first)}`
      : `${first.written} was not gone through by any request`;
  return `${String(open.length)} of ${count(lines.length, 'changed directive')} were gone through by no request, or not in all their sections`;
}

/** A change that nothing went through has not been rehearsed. */
export function judgeCoverage(changes: readonly DirectiveChange[]): Judged {
  const lines = linesOf(changes);
  const open = lines.filter((line) => line.open.length > 0);
  if (open.length > 0) return { verdict: 'inconclusive', summary: summaryOf(open, lines), details: open.map(detailOf) };
  if (lines.length === 0) return { verdict: 'ok', summary: 'Apache reads the same from both', details: [] };
  const isIdle = ({ all }: ChangedLine): boolean => all.every(({ coverage }) => coverage === 'no-request');
  const idle = lines.filter(isIdle);
  const done = lines.filter((line) => !isIdle(line));
  const words =
    done.length === 0
      ? 'No request can go through what was changed'
      : `${count(done.length, 'changed directive')} gone through`;
  return {
    verdict: 'ok',
    summary: `${words}${idle.length > 0 && done.length > 0 ? `, ${String(idle.length)} that no request can go through` : ''}`,
    details: idle.map(({ written, place }) => ({
      text: `${written}: no request can exercise it`,
      place,
      code: null,
    })),
  };
}
